"""The CPD record: what a person really did, where, how long, what it credited (R-1, IM-4)."""

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from core.models import PublicIdModel
from planning.approaches.selectors import approach_name
from planning.models import Mode, Reason, Route
from planning.vocabulary import reason_words
from training.records.querysets import OWN_WORD, RecordManager, RecordQuerySet

if TYPE_CHECKING:
    from training.feedback.models import Feedback

COUNTED = ("hours", "source", "confirmed_at", "withdrawn_at")


class Record(PublicIdModel):
    """One thing that one person did. Written once from its source; what it credited hangs on it."""

    class Source(models.TextChoices):
        BOOKING = "booking", "Booking"
        SCHOOL = "school", "The school’s own training"
        OWN = "own", "Logged by the person"
        EVENT = "event", "Training within the trust"
        OUTSIDE = "outside", "Training elsewhere"

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

    # What only a log has, but for the file: it is its person's own word until somebody confirms it (policy R-6).
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
            # The few that what is shared of them must not be read of any more.
            models.Index(
                fields=["id"], condition=models.Q(withdrawn_at__isnull=False), name="training_record_withdrawn"
            ),
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
