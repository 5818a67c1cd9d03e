"""The CPD record: what a person really did, where, how long, and what it credited (policy R-1, IM-4)."""

from django.db import models
from django.urls import reverse

from core.models import PublicIdModel
from planning.models import Approach, Mode, Reason
from training.querysets import RecordQuerySet


class Record(PublicIdModel):
    """One thing that one person did. Written once from its source; what it credited hangs on it."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="records")
    school = models.ForeignKey(
        "people.School", models.PROTECT, related_name="records", help_text="The school that it was for at the time."
    )
    # What it came from, such as "booking:<id>": the same source can be recorded once only.
    source_key = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=150, blank=True)
    approach = models.CharField(max_length=24, choices=Approach)
    mode = models.CharField(max_length=16, choices=Mode, blank=True)
    reason = models.CharField(max_length=10, choices=Reason)
    # What it served, on the thread from a priority to its impact; copied from its source, mended later where missing.
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

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="training_record_ends_after_start"
            ),
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="training_record_hours_not_negative"),
        ]
        indexes = [
            models.Index(fields=["person", "-starts_on"], name="training_record_person"),
            models.Index(fields=["school", "-starts_on"], name="training_record_school"),
            models.Index(fields=["-starts_on", "-id"], name="training_record_register"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the record's page."""
        return reverse("training:record-detail", args=[self.public_id])
