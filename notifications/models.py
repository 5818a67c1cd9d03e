"""Notices in the app, mails in the outbox, and what a person wants by mail."""

from django.db import models
from django.urls import reverse

from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from notifications.querysets import MailQuerySet, NoticeQuerySet


class Topic(models.TextChoices):
    """What a notice is about; a person chooses by topic whether it also comes by mail."""

    DECISION = "decision", "Requests to approve"
    REQUEST = "request", "Updates on my requests"
    BOOKING = "booking", "Bookings and joining instructions"
    EVENT = "event", "Training events and meetings"
    CERTIFICATE = "certificate", "Certificate and training reminders"
    PLANNING = "planning", "Training needs, plans and budgets"
    FEEDBACK = "feedback", "Feedback on my training"
    REPORT = "report", "Reports"
    POLICY = "policy", "Policies to read and review"
    ACCOUNT = "account", "Sign-in and account"


class Notice(PublicIdModel):
    """One thing told to one person. The key is made of facts, so that the same fact is told once, whatever crashes."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="notices")
    topic = models.CharField(max_length=12, choices=Topic)
    key = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    path = models.CharField("link", max_length=300, blank=True)
    # What it asks for and of which subject, where it asks for something: it leaves the inbox when that is done.
    asks = models.CharField(max_length=40, blank=True, default="", editable=False)
    about = models.UUIDField(null=True, blank=True, editable=False)
    urgent = models.BooleanField(default=False, help_text="Send straight away, not in the daily email.")
    wants_mail = models.BooleanField(default=True)
    mail = models.ForeignKey("notifications.Mail", models.PROTECT, null=True, blank=True, related_name="notices")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["person", "read_at", "-created_at"], name="notifications_notice_inbox"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(mail=None, wants_mail=True),
                name="notifications_notice_unmailed",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        """Return the notice's own page."""
        return reverse("notifications:notice-detail", args=[self.public_id])


class Mail(PublicIdModel, HasStatus):
    """A mail to one person: written with the change that it tells of, sent later, at most once.

    Sign-in codes, invitations and whatever else is about an account go `AT_ONCE`, from the process that wrote them.
    `sending` is claimed and committed before the server is spoken to; a worker that dies in between leaves a row
    that nobody can know about, and that becomes `unknown` for a person to settle. `resend_unknown` marks the mails
    (sign-in, approvals) that go again by themselves under the same Message-ID.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        KEPT = "kept", "Not sent: no mail server set up"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Delivery unconfirmed"
        DROPPED = "dropped", "Not sent"

    FLOW = Flow(
        {
            Status.QUEUED: {Status.SENDING, Status.KEPT, Status.DROPPED},
            Status.SENDING: {Status.SENT, Status.FAILED, Status.UNKNOWN, Status.QUEUED},
            Status.FAILED: {Status.QUEUED, Status.DROPPED},
            Status.UNKNOWN: {Status.QUEUED, Status.DROPPED, Status.SENT},
        }
    )

    AT_ONCE = frozenset({Topic.ACCOUNT})

    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="mails")
    to_address = models.EmailField()
    topic = models.CharField(max_length=12, choices=Topic)
    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField("calendar attachment", blank=True)
    is_private = models.BooleanField(
        default=False, help_text="A sign-in code or link. We delete the text once it's sent."
    )
    resend_unknown = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(status="queued"), name="notifications_mail_due"),
            models.Index(fields=["status", "-created_at"], name="notifications_mail_status"),
        ]

    def __str__(self) -> str:
        return self.message_id

    def get_absolute_url(self) -> str:
        """Return the mail's page in the outbox."""
        return reverse("notifications:mail-detail", args=[self.public_id])

    @property
    def tone(self) -> str:
        """Return the tone in which the state is shown."""
        return TONES[self.Status(self.status)]


TONES = {
    Mail.Status.QUEUED: "waiting",
    Mail.Status.SENDING: "waiting",
    Mail.Status.SENT: "success",
    Mail.Status.KEPT: "info",
    Mail.Status.FAILED: "danger",
    Mail.Status.UNKNOWN: "warning",
    Mail.Status.DROPPED: "neutral",
}


class Preference(models.Model):
    """Whether a person also wants a topic by mail, and what may come at once. No row means yes to both.

    Urgent notices are mailed all the same.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="preferences")
    topic = models.CharField(max_length=12, choices=Topic)
    by_mail = models.BooleanField(default=True)
    at_once = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="notifications_preference_once")]

    def __str__(self) -> str:
        return f"{self.topic}: {'mail' if self.by_mail else 'no mail'}"
