"""A staff import: uploaded, rehearsed, looked at, then applied all or nothing; and the words it has taught us."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.flow import Flow, FlowQuerySet, HasStatus
from core.models import PublicIdModel
from people.models.places import StaffGroup


class StaffImport(PublicIdModel, HasStatus):
    """One uploaded staff file with its matched columns, its problems, and what it would change."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "Check columns"
        WAITING = "waiting", "Waiting for preview"
        REHEARSING = "rehearsing", "Preparing preview"
        REHEARSED = "rehearsed", "Preview ready"
        APPLYING = "applying", "Saving changes"
        APPLIED = "applied", "Imported"
        FAILED = "failed", "Failed"
        DISCARDED = "discarded", "Discarded"

    FLOW = Flow(
        {
            Status.UPLOADED: {Status.WAITING, Status.DISCARDED, Status.FAILED},
            Status.WAITING: {Status.REHEARSING, Status.DISCARDED},
            Status.REHEARSING: {Status.REHEARSED, Status.FAILED, Status.WAITING},
            Status.REHEARSED: {Status.WAITING, Status.APPLYING, Status.DISCARDED},
            Status.APPLYING: {Status.APPLIED, Status.REHEARSED},
            Status.FAILED: {Status.WAITING, Status.DISCARDED},
        }
    )

    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+")
    school = models.ForeignKey("people.School", models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.UPLOADED, editable=False)
    columns: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    problems: "models.JSONField[Any, Any]" = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    changes: "models.JSONField[Any, Any]" = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    answers: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict, help_text="Answers to the questions about matching people."
    )
    note = models.CharField(max_length=300, blank=True, help_text="Why it failed or the preview was updated.")
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Fingerprint of the records used for the preview."
    )
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    applied_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = FlowQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"Staff import of {self.created_at:%d %B %Y}"


class ImportWord(models.Model):
    """What words of a staff file mean that only a person could explain, remembered for the next file.

    They mean a school, a staff group, or that the rows that hold them are left out.
    """

    class Kind(models.TextChoices):
        SCHOOL = "school", "School"
        STAFF_GROUP = "staff_group", "Staff group"
        JOB_TITLE = "job_title", "Job title"

    LEAVE_OUT = "leave_out"
    LONGEST = 200

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=LONGEST, help_text="The words as they are compared.")
    words = models.CharField(max_length=LONGEST)
    school = models.ForeignKey("people.School", models.PROTECT, null=True, related_name="+")
    meaning = models.CharField(max_length=20, blank=True, help_text="A staff group, or that rows are left out.")
    changed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("kind", "key")
        constraints = (
            models.UniqueConstraint(fields=("kind", "key"), name="people_importword_once"),
            models.CheckConstraint(
                condition=models.Q(kind="school", school__isnull=False, meaning="")
                | models.Q(school=None, meaning="leave_out")
                | models.Q(~models.Q(kind="school"), school=None, meaning__in=StaffGroup.values),
                name="people_importword_means_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def name(self) -> str:
        """Return what the question about these words is called."""
        return f"{self.kind}:{self.key}"

    @property
    def answer(self) -> str:
        """Return which of the question's options they mean."""
        return str(self.school.public_id) if self.school else self.meaning
