"""What people say of their training, and that they were asked for it (policy IM-2)."""

from django.db import models
from django.urls import reverse

from core.calendar import today
from core.models import PublicIdModel
from planning.models import Reason
from training.feedback.querysets import FeedbackQuerySet
from training.records.models import Record


class UsefulFor(models.TextChoices):
    """For whom something is of use, in the eyes of the one who was there."""

    ME = "me", "Only me"
    TEAM = "team", "My team"
    SCHOOL = "school", "The whole school"
    TRUST = "trust", "Other schools too"


class Recommends(models.TextChoices):
    """Whether somebody would send a colleague there. Words, and for whom: never a score (policy IM-2)."""

    YES = "yes", "Yes"
    SOME = "some", "Yes, for some"
    NO = "no", "No"


class FeedbackRequest(models.Model):
    """That the person of a record was asked for feedback: when, when once more, and when a leader last asked.

    One row a record, so that nobody is asked twice, whatever runs at once.
    """

    record = models.OneToOneField(Record, models.PROTECT, related_name="feedback_request")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    prompted_on = models.DateField("last day on which a leader reminded", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reminded_at=None) | models.Q(reminded_at__gte=models.F("asked_at")),
                name="training_feedback_request_reminded_after_asked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=models.Q(reminded_at=None), name="training_feedback_unreminded"
            ),
        ]

    def __str__(self) -> str:
        return f"Asked on {self.asked_at:%Y-%m-%d}"


class Feedback(PublicIdModel):
    """What the person of a record took away from it, in their own words (policy IM-2).

    Read by those who read the record; shared, by all staff of the trust.
    """

    record = models.OneToOneField(Record, models.PROTECT, related_name="feedback")
    learnt = models.TextField("what I learnt")
    will_do = models.TextField("what I will do differently")
    useful_for = models.CharField("useful for", max_length=8, choices=UsefulFor)
    recommends = models.CharField("would recommend it", max_length=4, choices=Recommends)
    recommended_for = models.CharField("to whom", max_length=200, blank=True)
    is_shared = models.BooleanField("shared across the trust", default=False)
    shared_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    AUDIT_SUBJECT = "record.person_id"
    KEPT_FOLDED = ("learnt", "will_do", "recommended_for")
    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at", "-pk")
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(useful_for__in=UsefulFor.values), name="training_feedback_useful_for_known"
            ),
            models.CheckConstraint(
                condition=models.Q(recommends__in=Recommends.values), name="training_feedback_recommends_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(recommends=Recommends.SOME) | ~models.Q(recommended_for=""),
                name="training_feedback_some_says_for_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(learnt="") & ~models.Q(will_do=""), name="training_feedback_has_words"
            ),
            models.CheckConstraint(
                condition=models.Q(is_shared=True, shared_at__isnull=False)
                | models.Q(is_shared=False, shared_at__isnull=True),
                name="training_feedback_shared_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(updated_at__gte=models.F("given_at"))
                & (models.Q(shared_at=None) | models.Q(shared_at__gte=models.F("given_at"))),
                name="training_feedback_moments_in_order",
            ),
        ]
        indexes = [
            # The library, the newest first.
            models.Index(
                fields=["-shared_at", "-id"], condition=models.Q(is_shared=True), name="training_feedback_library"
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback on {self.record.title}"

    @property
    def author(self) -> str:
        """Return whose words they are, for everybody who reads them; nobody reads the name of somebody who has left."""
        person = self.record.person
        return person.full_name if person.works_on(today()) else "Someone who has left"

    def get_absolute_url(self) -> str:
        """Return the address of the feedback's own page."""
        return reverse("training:feedback-detail", args=[self.public_id])

    @property
    def reason_for_all(self) -> str:
        """Return why the training was, as colleagues read it.

        What was agreed in a review is between the two of it and their Headteacher: to everybody else it is personal.
        """
        record = self.record
        return str(Reason.PERSONAL.label) if record.reason == Reason.REVIEW else record.reason_words

    @property
    def recommendation(self) -> str:
        """Return whether it is recommended, and to whom, as a line that stands alone."""
        if self.recommends == Recommends.NO:
            return "Not recommended"
        return f"Recommended to {self.recommended_for}" if self.recommended_for else "Recommended"

    @property
    def recommended_words(self) -> str:
        """Return whether it is recommended, and to whom."""
        words = str(Recommends(self.recommends).label)
        return f"{words}: {self.recommended_for}" if self.recommended_for else words
