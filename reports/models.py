"""Reports to boards: drafted from the records, worded by their author, frozen when published (policy RP-1, RP-2)."""

import datetime as dt
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.calendar import today, year_label
from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from core.trust_settings import ours
from people.models import Term
from reports.querysets import ReportQuerySet


class Report(PublicIdModel, HasStatus):
    """One edition of one report. After publishing nothing of it changes; a correction is a new edition.

    `figures` holds what the report shows, computed from the records on `figures_on`: when it was drafted, or when its
    author asked for fresh ones. `words` maps a section's key to the author's text.
    """

    class Kind(models.TextChoices):
        SCHOOL = "school", ours("Termly report to governors")
        TRUST = "trust", ours("Termly summary for trustees")

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    FLOW = Flow({Status.DRAFT: {Status.PUBLISHED}})

    kind = models.CharField(max_length=8, choices=Kind)
    school = models.ForeignKey("people.School", models.PROTECT, null=True, blank=True, related_name="reports")
    year = models.PositiveSmallIntegerField("academic year")
    term = models.CharField(max_length=8, choices=Term.Name)
    edition = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    figures: "models.JSONField[Any, Any]" = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    figures_on = models.DateField("figures as at")
    words: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    correction = models.TextField("corrections in this version", blank=True)
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    pdf = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-figures_on", "kind", "school", "-edition")
        constraints = [
            models.UniqueConstraint(
                "kind",
                Coalesce("school", 0),  # SQLite cannot treat two empty schools as the same
                "year",
                "term",
                "edition",
                name="reports_report_one_edition",
            ),
            models.UniqueConstraint(
                "kind",
                Coalesce("school", 0),
                "year",
                "term",
                condition=models.Q(status="draft"),
                name="reports_report_one_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="school", school__isnull=False) | models.Q(kind="trust", school__isnull=True),
                name="reports_report_school_fits_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft", published_at=None)
                | models.Q(status="published", published_at__isnull=False),
                name="reports_report_published_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft") | (models.Q(pdf__isnull=False) & ~models.Q(figures={})),
                name="reports_report_published_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_term_display()} {self.year}"

    @property
    def year_words(self) -> str:
        """Return the academic year as it is written: "2026–27"."""
        return year_label(self.year)

    @property
    def first_day(self) -> dt.date:
        """Return the first day of the term that it covers."""
        return dt.date.fromisoformat(self.figures["first"])

    @property
    def last_day(self) -> dt.date:
        """Return the last day of the term that it covers."""
        return dt.date.fromisoformat(self.figures["last"])

    @property
    def figures_age(self) -> int:
        """Return of how many days ago a draft's figures are."""
        return (today() - self.figures_on).days

    def get_absolute_url(self) -> str:
        """Return the address of the report's page."""
        return reverse("reports:report-detail", args=[self.public_id])
