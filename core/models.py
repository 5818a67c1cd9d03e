"""Rows that every app leans on: the audit trail, the trust's settings, one-time form tokens, stored files, ticks."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class PublicIdModel(models.Model):
    """A model with a random id for addresses. The id is no guard: every view still asks `visible_to`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class AuditEvent(models.Model):
    """Who did what to which object, when, for whom and why. Rows are only added; triggers refuse the rest."""

    at = models.DateTimeField(db_index=True)
    # Kept without a constraint, so that a person can be erased and the trail stays whole.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        help_text="The person whom the object is about, where it is about one.",
    )
    code = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    school_id = models.BigIntegerField(null=True, help_text="The school the record belongs to, if any.")
    note = models.TextField(blank=True)
    changes: "models.JSONField[Any, Any]" = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="core_auditevent_object"),
            models.Index(fields=["school_id", "-at"], name="core_auditevent_school"),
            models.Index(fields=["code", "-at"], name="core_auditevent_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.object_type} {self.object_id}"


class TrustSettings(models.Model):
    """The trust's own words and numbers, one row. Defaults stand in code, beside the setting that declares them."""

    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "trust settings"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_trust_settings")]

    def __str__(self) -> str:
        return "Trust settings"


class FormToken(models.Model):
    """A one-time token of a form that makes something: the second POST of the same form finds the first answer."""

    token = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    answer_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.token)


class KeptForm(PublicIdModel):
    """A form that was sent after the session ended, encrypted, for its writer alone (`core.kept_forms`)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Form kept at {self.kept_at:%H:%M}"


class StoredFile(PublicIdModel):
    """A checked upload. The name on disk is random; the person's own name for it is kept for the download."""

    class Kind(models.TextChoices):
        PDF = "application/pdf", "PDF"
        JPEG = "image/jpeg", "JPEG image"
        PNG = "image/png", "PNG image"
        CSV = "text/csv", "CSV table"
        XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbook"

    file = models.FileField(upload_to="%Y/%m", max_length=120)
    kind = models.CharField(max_length=80, choices=Kind)
    name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class ScheduledRun(models.Model):
    """One run of a job that beat starts: how it ended and how much it did (`core.sweeps`). No name is in it."""

    class Outcome(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    job = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.RUNNING)
    count = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["job", "outcome"], name="core_scheduledrun_job")]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_broken_off(self) -> bool:
        """Return whether it never ended, though no job may last so long: its worker was killed."""
        longest = dt.timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
        return self.outcome == self.Outcome.RUNNING and timezone.now() - self.started_at > longest

    @property
    def took(self) -> dt.timedelta | None:
        """Return how long it took, or None while it has not ended."""
        return self.ended_at - self.started_at if self.ended_at else None


class Heartbeat(models.Model):
    """When a part of the system (beat, worker, backup) last showed that it works, for `/readyz`."""

    part = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part} {self.at:%H:%M}"

    def age(self, moment: dt.datetime) -> dt.timedelta:
        """Return how long ago that was."""
        return moment - self.at
