"""A staff import: uploaded, rehearsed, looked at, then applied all or nothing."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.flow import Flow, FlowQuerySet, HasStatus
from core.models import PublicIdModel


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
