"""The CPD record: what a person really did, where, how long, what it credited (R-1, IM-4), and what they say of it."""

from django.db import models
from django.urls import reverse

from core.calendar import today
from core.models import PublicIdModel
from planning.approaches.selectors import approach_name
from planning.models import Mode, Reason, Route
from planning.vocabulary import reason_words
from training.querysets import OWN_WORD, FeedbackQuerySet, RecordManager, RecordQuerySet

COUNTED = ("hours", "source", "confirmed_at", "withdrawn_at")


class Record(PublicIdModel):
    """One thing that one person did. Written once from its source; what it credited hangs on it."""

    class Source(models.TextChoices):
        BOOKING = "booking", "Booking"
        SCHOOL = "school", "The school’s own training"
        OWN = "own", "Logged by the person"
        EVENT = "event", "Training within the trust"

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="records")
    school = models.ForeignKey(
        "people.School", models.PROTECT, related_name="records", help_text="The school that it was for at the time."
    )
    # A booking and a line of a register name their record; what was typed in as the school's own has nothing behind it.
    source = models.CharField(max_length=8, choices=Source, editable=False)
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=150, blank=True)
    approach = models.CharField(max_length=24)
    mode = models.CharField(max_length=16, choices=Mode, blank=True)
    # Worked out where it is written, see `planning.vocabulary.route_of`.
    route = models.CharField(max_length=16, choices=Route, blank=True)
    reason = models.CharField(max_length=10, choices=Reason)
    # The duty that it was for, where that was the reason and its source named one.
    requirement = models.ForeignKey(
        "certificates.Requirement", models.PROTECT, null=True, blank=True, related_name="records"
    )
    # What it served, on the thread from a priority to its impact; copied from its source, fixed later where missing.
    priority = models.ForeignKey("planning.Priority", models.PROTECT, null=True, blank=True, related_name="records")
    need = models.ForeignKey("planning.Need", models.PROTECT, null=True, blank=True, related_name="records")
    action = models.ForeignKey("planning.Action", models.PROTECT, null=True, blank=True, related_name="records")
    is_external = models.BooleanField(default=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    cost = models.DecimalField("cost in pounds", max_digits=10, decimal_places=2, default=0)
    certificates = models.ManyToManyField("certificates.Certificate", blank=True, related_name="records")
    recorded_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    # Of what somebody did not do after all: a register was corrected. It is kept, and only `everything` finds it.
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    # What only a log has: it is its person's own word until somebody confirms it (policy R-6).
    took_away = models.TextField("what I took away", blank=True)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_because = models.CharField("what to change", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    KEPT_FOLDED = ("title", "provider")
    objects = RecordManager()
    everything = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="training_record_ends_after_start"
            ),
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="training_record_hours_not_negative"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False, source="own", sent_back_at=None),
                name="training_record_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("person")),
                name="training_record_not_confirmed_by_oneself",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_back_at=None, sent_back_because="")
                | (models.Q(sent_back_at__isnull=False, source="own") & ~models.Q(sent_back_because="")),
                name="training_record_sent_back_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-starts_on"], name="training_record_person"),
            # What hours are added up from stands in the index itself, so that a year is not fetched row by row.
            models.Index(fields=["school", "-starts_on"], include=COUNTED, name="training_record_school"),
            models.Index(fields=["-starts_on", "-id"], include=COUNTED, name="training_record_register"),
            # What the sweep looks through for records whose people are to be asked for feedback.
            models.Index(fields=["ends_on"], name="training_record_to_ask"),
            # The logs that wait for somebody to confirm them.
            models.Index(fields=["school", "person"], condition=OWN_WORD, name="training_record_own_word"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_approach_display(self) -> str:
        """Return the type of training as the trust calls it."""
        return approach_name(self.approach)

    def get_absolute_url(self) -> str:
        """Return the address of the record's page."""
        return reverse("training:record-detail", args=[self.public_id])

    @property
    def reason_words(self) -> str:
        """Return why it was done, with the duty that it was for."""
        return reason_words(self)

    @property
    def is_own(self) -> bool:
        """Return whether its person logged it."""
        return self.source == self.Source.OWN

    @property
    def is_own_word(self) -> bool:
        """Return whether its person logged it and nobody has confirmed it yet."""
        return self.is_own and self.confirmed_at is None

    @property
    def is_sent_back(self) -> bool:
        """Return whether its person was asked to change it and has not yet."""
        return self.sent_back_at is not None

    @property
    def confirmed_words(self) -> str:
        """Return whether somebody has confirmed it, in words."""
        return "Not confirmed yet" if self.is_own_word else "Confirmed"

    @property
    def given_feedback(self) -> "Feedback | None":
        """Return the feedback on it, or nothing where none is given."""
        return getattr(self, "feedback", None)

    @property
    def awaits_feedback(self) -> bool:
        """Return whether its person was asked for feedback and has not given it."""
        return self.given_feedback is None and hasattr(self, "feedback_request")


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
