"""A school's improvement plan for a year: its priorities, their targets, and who leads them (policy AP-2, RM-5)."""

from django.db import models
from django.urls import reverse

from core.calendar import year_label
from core.models import PublicIdModel
from planning.improvement.querysets import ImprovementPlanQuerySet, PriorityQuerySet
from planning.vocabulary import Area


class ImprovementPlan(PublicIdModel):
    """The improvement plan (SIP) of a school for an academic year. The central team's is the trust's own."""

    school = models.ForeignKey("people.School", models.PROTECT, related_name="improvement_plans")
    year = models.PositiveSmallIntegerField("academic year", help_text="The year it started, such as 2026.")
    vision = models.TextField("introduction", blank=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ImprovementPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "school")
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="planning_improvementplan_once_a_year")]

    def __str__(self) -> str:
        return f"Improvement plan {year_label(self.year)}"


class Priority(PublicIdModel):
    """One priority of an improvement plan: what the year's development is to serve."""

    plan = models.ForeignKey(ImprovementPlan, models.PROTECT, related_name="priorities")
    # The plan's school and year, so that lists need no join to be scoped and sorted.
    school = models.ForeignKey("people.School", models.PROTECT, related_name="priorities")
    year = models.PositiveSmallIntegerField("academic year")
    number = models.PositiveSmallIntegerField(help_text="The number in the improvement plan.")
    title = models.CharField(max_length=200)
    area = models.CharField("topic", max_length=20, choices=Area, default=Area.TEACHING)
    detail = models.TextField("why it matters and what will change", blank=True)
    owner = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lead"
    )
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", editable=False
    )
    dropped_at = models.DateTimeField("dropped", null=True, blank=True, editable=False)
    dropped_reason = models.TextField("reason for dropping it", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    KEPT_FOLDED = ("title", "detail")
    objects = PriorityQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "school", "number", "pk")
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="planning_priority_number_once",
                violation_error_message="This plan already has a priority with this number. Enter a different number.",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="planning_priority_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(dropped_at=None) | ~models.Q(dropped_reason=""),
                name="planning_priority_dropped_says_why",
            ),
            models.UniqueConstraint(
                fields=["carried_from"],
                condition=models.Q(carried_from__isnull=False),
                name="planning_priority_carried_once",
            ),
        ]
        indexes = [models.Index(fields=["school", "year"], name="planning_priority_school")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        """Return the address of the priority's page, with the thread that hangs on it."""
        return reverse("planning:priority-detail", args=[self.public_id])


class Target(models.Model):
    """What a priority is to reach by when, and how one will know."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Not yet assessed"
        MET = "met", "Met"
        PARTLY = "partly", "Partly met"
        NOT_MET = "not_met", "Not met"

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField("target", max_length=300)
    measure = models.CharField("how we'll measure it", max_length=200, blank=True)
    due_on = models.DateField("deadline", null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    outcome_note = models.TextField("what was achieved", blank=True)

    class Meta:
        ordering = ("priority", "position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="open")
                | (models.Q(outcome__in=["met", "partly", "not_met"]) & ~models.Q(outcome_note="")),
                name="planning_target_judged_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.text
