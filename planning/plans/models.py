"""The CPD action plan of a school for a year, its actions, and how each was evaluated (policy AP-2, AP-4, AP-5)."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from core.calendar import year_label
from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from core.trust_settings import ours
from planning.approaches.selectors import approach_name
from planning.plans.querysets import ActionPlanQuerySet, ActionQuerySet
from planning.vocabulary import Approach, Evidence, Reason


class ActionPlanStatus(models.TextChoices):
    """How far a plan is."""

    DRAFT = "draft", "Draft"
    AGREED = "agreed", "Agreed"
    IN_PROGRESS = "in_progress", "In progress"
    EVALUATED = "evaluated", "Evaluated"
    CLOSED = "closed", "Closed"


class ActionPlan(PublicIdModel, HasStatus):
    """What a school does for its people's development in a year. Agreed only when the last one is evaluated (AP-4)."""

    Status = ActionPlanStatus

    FLOW = Flow(
        {
            Status.DRAFT: {Status.AGREED},
            Status.AGREED: {Status.IN_PROGRESS, Status.DRAFT},
            Status.IN_PROGRESS: {Status.EVALUATED},
            Status.EVALUATED: {Status.CLOSED, Status.IN_PROGRESS},
        }
    )

    school = models.ForeignKey("people.School", models.PROTECT, related_name="action_plans")
    year = models.PositiveSmallIntegerField("academic year")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    introduction = models.TextField("introduction", blank=True)
    agreed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The Executive Lead's reason for letting it be agreed before the last plan was evaluated; the report prints it.
    override_reason = models.TextField("reason for agreeing it before last year's plan was evaluated", blank=True)
    override_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    override_at = models.DateTimeField(null=True, blank=True, editable=False)
    summary = models.TextField("review of the year", blank=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "school")
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="planning_actionplan_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(status__in=ActionPlanStatus.values),
                name="planning_actionplan_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | (models.Q(agreed_at__isnull=False) & models.Q(agreed_by__isnull=False)),
                name="planning_actionplan_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(override_reason="", override_by=None)
                | (~models.Q(override_reason="") & models.Q(override_by__isnull=False)),
                name="planning_actionplan_override_says_why",
            ),
        ]

    TONES: ClassVar[dict[str, str]] = {
        Status.DRAFT: "waiting",
        Status.AGREED: "success",
        Status.IN_PROGRESS: "info",
        Status.EVALUATED: "success",
        Status.CLOSED: "neutral",
    }

    def __str__(self) -> str:
        return f"CPD action plan {year_label(self.year)}"

    @property
    def tone(self) -> str:
        """Return the tone in which the state is shown."""
        return self.TONES[self.status]

    def get_absolute_url(self) -> str:
        """Return the address of the plan's page."""
        return reverse("planning:plan-detail", args=[self.public_id])


class ActionStatus(models.TextChoices):
    """How far an action is."""

    PLANNED = "planned", "Planned"
    UNDER_WAY = "under_way", "In progress"
    DONE = "done", "Completed, to evaluate"
    EVALUATED = "evaluated", "Evaluated"
    CARRIED_FORWARD = "carried_forward", "Carried forward"

    @classmethod
    def settled(cls) -> list[str]:
        """Return the statuses that let the next plan be agreed (AP-4)."""
        return [cls.EVALUATED, cls.CARRIED_FORWARD]


class Action(PublicIdModel, HasStatus):
    """One thing that a plan sets out to do. It serves a priority, an agreed review need or a statutory duty (AP-2)."""

    Status = ActionStatus

    FLOW = Flow(
        {
            Status.PLANNED: {Status.UNDER_WAY, Status.DONE, Status.EVALUATED, Status.CARRIED_FORWARD},
            Status.UNDER_WAY: {Status.DONE, Status.EVALUATED, Status.CARRIED_FORWARD},
            Status.DONE: {Status.UNDER_WAY, Status.EVALUATED, Status.CARRIED_FORWARD},
            # Taken back: its successor is removed from the new draft, and it is open to be evaluated again.
            Status.CARRIED_FORWARD: {Status.DONE},
        }
    )

    class Serves(models.TextChoices):
        PRIORITY = Reason.PRIORITY.value, "Improvement priority"
        REVIEW = Reason.REVIEW.value, ours("Agreed in a performance review")
        STATUTORY = Reason.STATUTORY.value, "Statutory training"

    class Audience(models.TextChoices):
        ALL_STAFF = "all_staff", "All staff"
        TEACHERS = "teachers", "Teachers"
        SUPPORT = "support", "Teaching assistants and support staff"
        LEADERS = "leaders", "Leaders"
        ECTS = "ects", "Early career teachers"
        NAMED = "named", "Selected people"
        GOVERNORS = "governors", ours("Governors")
        STAFF_AND_GOVERNORS = "staff_and_governors", ours("Staff and governors")

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="actions")
    # The plan's school and year, so that lists need no join to be scoped and sorted.
    school = models.ForeignKey("people.School", models.PROTECT, related_name="actions")
    year = models.PositiveSmallIntegerField("academic year")
    status = models.CharField(max_length=16, choices=Status, default=Status.PLANNED, editable=False)
    title = models.CharField("action", max_length=200)
    serves = models.CharField("linked to", max_length=10, choices=Serves)
    priority = models.ForeignKey("planning.Priority", models.PROTECT, null=True, blank=True, related_name="actions")
    review_need = models.ForeignKey("planning.Need", models.PROTECT, null=True, blank=True, related_name="+")
    requirement = models.ForeignKey(
        "certificates.Requirement", models.PROTECT, null=True, blank=True, related_name="actions"
    )
    approach = models.CharField(max_length=24, default=Approach.STAFF_MEETING)
    lead = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="actions_led", verbose_name="lead"
    )
    # Planning, running and evaluating an initiative is itself a leader's development (LD-1).
    develops_leaders = models.BooleanField("counts as leadership development", default=False)
    audience = models.CharField("who it's for", max_length=20, choices=Audience, default=Audience.ALL_STAFF)
    people_count = models.PositiveSmallIntegerField("number of people", null=True, blank=True)
    starts_on = models.DateField("from", null=True, blank=True)
    ends_on = models.DateField("to", null=True, blank=True)
    hours = models.DecimalField("hours per person", max_digits=5, decimal_places=2, null=True, blank=True)
    # Empty: not known yet. 0: it is free.
    planned_cost = models.DecimalField("planned cost in pounds", max_digits=9, decimal_places=2, null=True, blank=True)
    success_criteria = models.TextField("how we'll know it has worked")
    needs = models.ManyToManyField("planning.Need", blank=True, related_name="actions")
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", editable=False
    )
    carried_reason = models.TextField("why it's continuing next year", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    KEPT_FOLDED = ("title",)
    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ActionStatus.values),
                name="planning_action_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(serves="priority", priority__isnull=False, review_need=None, requirement=None)
                | models.Q(serves="review", priority=None, review_need__isnull=False, requirement=None)
                | models.Q(serves="statutory", priority=None, review_need=None, requirement__isnull=False),
                name="planning_action_serves_something",
                violation_error_message=(
                    ours("Choose the priority, performance review or statutory training it's linked to.")
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="planning_action_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(planned_cost__gte=0), name="planning_action_cost_not_negative"),
            models.CheckConstraint(
                condition=~models.Q(success_criteria=""), name="planning_action_says_what_success_is"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="carried_forward") | ~models.Q(carried_reason=""),
                name="planning_action_carried_says_why",
            ),
        ]
        indexes = [models.Index(fields=["school", "year"], name="planning_action_school")]

    TONES: ClassVar[dict[str, str]] = {
        Status.PLANNED: "neutral",
        Status.UNDER_WAY: "info",
        Status.DONE: "waiting",
        Status.EVALUATED: "success",
        Status.CARRIED_FORWARD: "neutral",
    }

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """Return the tone in which the state is shown."""
        return self.TONES[self.status]

    def get_approach_display(self) -> str:
        """Return the type of training as the trust calls it."""
        return approach_name(self.approach)

    def get_absolute_url(self) -> str:
        """Return the address of the action's page."""
        return reverse("planning:action-detail", args=[self.public_id])


class Evaluation(models.Model):
    """What an action changed for pupils, for its priority, and for its money; with the evidence (AP-4, RM-1).

    Three judgements and the kinds of evidence behind them: never one satisfaction score.
    """

    class Judgement(models.TextChoices):
        STRONG = "strong", "Clear difference"
        SOME = "some", "Some difference"
        NONE = "none", "No difference"
        TOO_EARLY = "too_early", "Too early to say"

    class Value(models.TextChoices):
        GOOD = "good", "Good value"
        FAIR = "fair", "Fair value"
        POOR = "poor", "Poor value"

    action = models.OneToOneField(Action, models.PROTECT, related_name="evaluation")
    pupils = models.CharField("impact on pupils", max_length=10, choices=Judgement)
    pupils_note = models.TextField("what changed for pupils")
    priorities = models.CharField("impact on the priority", max_length=10, choices=Judgement)
    priorities_note = models.TextField("what changed for the priority")
    value = models.CharField("value for money", max_length=10, choices=Value)
    value_note = models.TextField("whether it was worth the money and time")
    # Values of `Evidence`, at least one.
    evidence: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    next_step = models.TextField("next steps", blank=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(pupils_note="") & ~models.Q(priorities_note="") & ~models.Q(value_note=""),
                name="planning_evaluation_on_all_three",
            ),
            models.CheckConstraint(condition=~models.Q(evidence=[]), name="planning_evaluation_has_evidence"),
        ]

    TONES: ClassVar[dict[str, str]] = {
        Judgement.STRONG: "success",
        Judgement.SOME: "info",
        Judgement.NONE: "warning",
        Judgement.TOO_EARLY: "waiting",
        Value.GOOD: "success",
        Value.FAIR: "info",
        Value.POOR: "warning",
    }

    def __str__(self) -> str:
        return f"Evaluation, {self.created_at:%d %B %Y}"

    def judgements(self) -> list[tuple[str, str, str, str]]:
        """Return the three judgements as they are shown: on what, in words, its tone, what was said of it."""
        return [
            ("Impact on pupils", self.get_pupils_display(), self.TONES[self.pupils], self.pupils_note),
            (
                "Impact on the priority",
                self.get_priorities_display(),
                self.TONES[self.priorities],
                self.priorities_note,
            ),
            ("Value for money and time", self.get_value_display(), self.TONES[self.value], self.value_note),
        ]

    def evidence_words(self) -> str:
        """Return the kinds of evidence in words, in the policy's order (RM-1)."""
        return ", ".join(kind.label for kind in Evidence if kind.value in self.evidence)
