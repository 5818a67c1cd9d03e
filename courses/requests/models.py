"""A person's request for a course, the stages that it must pass, and the decisions on it (policy IM-5)."""

from decimal import Decimal as Money
from typing import Any

from django.db import models
from django.urls import reverse

from core.calendar import academic_year
from core.flow import Flow, HasStatus
from core.formatting import cost_words, money
from core.models import PublicIdModel
from core.trust_settings import ours
from courses.catalogue.models import Provider
from courses.requests.querysets import RequestQuerySet, StageQuerySet
from people.models import Role
from planning.approaches.selectors import approach_name
from planning.models import Approach, Mode, Reason, Route
from planning.vocabulary import reason_words, route_of


class CourseRequestStatus(models.TextChoices):
    """How far a request is."""

    DRAFT = "draft", "Draft"
    DECIDING = "deciding", "Awaiting approval"
    RETURNED = "returned", "Sent back for changes"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    TO_BOOK = "to_book", "Approved, to book"
    BOOKED = "booked", "Booked"
    CANCELLED = "cancelled", "Cancelled"
    ATTENDED = "attended", "Attended"
    NOT_ATTENDED = "not_attended", "Not attended"
    CLOSED = "closed", "Closed"

    @classmethod
    def approved(cls) -> list[str]:
        """Return the statuses that only both approvals lead to."""
        return [cls.TO_BOOK, cls.BOOKED, cls.ATTENDED, cls.NOT_ATTENDED, cls.CLOSED]

    @classmethod
    def holding_a_day(cls) -> list[str]:
        """Return the statuses in which the person may be out of school on the dates."""
        return [cls.DECIDING, cls.TO_BOOK, cls.BOOKED, cls.ATTENDED, cls.CLOSED]


class CourseRequest(PublicIdModel, HasStatus):
    """One person's wish to go on one course, from draft to closed.

    While `deciding`, the stages say who has it. The database refuses `to_book` while a stage is undecided, and a
    booking of anything that is not `to_book` (triggers in `migrations/0002_guards.py`).
    """

    Status = CourseRequestStatus

    FLOW = Flow(
        {
            Status.DRAFT: {Status.DECIDING, Status.WITHDRAWN},
            Status.DECIDING: {Status.TO_BOOK, Status.RETURNED, Status.DECLINED, Status.WITHDRAWN},
            Status.RETURNED: {Status.DECIDING, Status.WITHDRAWN},
            # A change of cost, date or person after an approval sends it back through its stages.
            Status.TO_BOOK: {Status.BOOKED, Status.DECIDING, Status.WITHDRAWN, Status.CANCELLED},
            Status.BOOKED: {Status.ATTENDED, Status.NOT_ATTENDED, Status.CANCELLED, Status.DECIDING},
            Status.ATTENDED: {Status.CLOSED},
        }
    )

    class Rank(models.IntegerChoices):
        """The order of every queue (policy IM-3, AP-7); within a rank the oldest comes first."""

        STATUTORY_EXPIRED = 10, "Statutory renewal, overdue"
        STATUTORY_EXPIRING = 20, "Statutory renewal"
        ECT = 30, "Early career teacher"
        STATUTORY = 35, "Statutory training, course not in the catalogue"
        PRIORITY = 40, "Improvement priority"
        RECOMMENDED = 45, "Recommended training"
        REVIEW = 50, ours("Agreed in a performance review")
        PERSONAL = 60, "Personal development"
        OTHER = 65, "Not a statutory renewal"

    applicant = models.ForeignKey("people.Person", models.PROTECT, related_name="requests")
    school = models.ForeignKey("people.School", models.PROTECT, related_name="requests")
    # The capacity in which the person asks: it fixes the stages. Empty for staff.
    applies_as = models.CharField(max_length=20, choices=Role, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT, editable=False)

    course = models.ForeignKey("courses.Course", models.PROTECT, null=True, blank=True, related_name="requests")
    course_date = models.ForeignKey("courses.CourseDate", models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    provider_name = models.CharField("provider", max_length=150, blank=True)
    website = models.URLField("course web page", blank=True)
    approach = models.CharField(max_length=24, default=Approach.COURSE)
    mode = models.CharField(max_length=16, choices=Mode, default=Mode.IN_PERSON)
    venue = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    hours = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    requirement = models.ForeignKey(
        "certificates.Requirement", models.PROTECT, null=True, blank=True, related_name="requests"
    )
    # What it hangs on, on the thread from a priority to its impact. All three may be fixed later.
    priority = models.ForeignKey("planning.Priority", models.PROTECT, null=True, blank=True, related_name="requests")
    need = models.ForeignKey("planning.Need", models.PROTECT, null=True, blank=True, related_name="requests")
    action = models.ForeignKey("planning.Action", models.PROTECT, null=True, blank=True, related_name="requests")
    # The line that pays. Empty until an approver chose another than the one that its reason points to.
    budget_line = models.ForeignKey(
        "budgets.BudgetLine", models.PROTECT, null=True, blank=True, related_name="requests"
    )
    # Under which the ledger keeps its money, from the first time that any was held for it.
    account = models.OneToOneField(
        "budgets.Account", models.PROTECT, null=True, blank=True, editable=False, related_name="request"
    )
    why = models.TextField("reason for this course", blank=True)
    intended_effect = models.TextField("expected impact", blank=True)
    # Empty: not said. An amount for supply cover means yes, in the database too.
    needs_cover = models.BooleanField("cover needed", null=True, blank=True)
    total_cost = models.DecimalField(max_digits=10, decimal_places=2, default=Money(0), editable=False)
    # Nobody has said what the course itself costs: then the total is of the other costs alone. A fee of £0 is free.
    fee_unknown = models.BooleanField("the course fee is not known", default=False, editable=False)
    # What the approvers last agreed to: costs, dates and person are compared with it.
    agreed_cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True, editable=False)
    agreed_starts_on = models.DateField(null=True, blank=True, editable=False)
    agreed_ends_on = models.DateField(null=True, blank=True, editable=False)

    rank = models.PositiveSmallIntegerField(choices=Rank, default=Rank.PERSONAL, editable=False)
    is_renewal = models.BooleanField("renews a statutory requirement", default=False, editable=False)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    # How many stages are still to be approved: the check below and the trigger both lean on the stage rows.
    undecided_stages = models.PositiveSmallIntegerField(default=0, editable=False)
    # What the approvers saw when it was last sent, and when the present round began: field → value as text.
    sent_as: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True, editable=False)
    round_as: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Since when it waits where it is now; reminders and the age in queues count from here.
    waiting_since = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    AUDIT_SUBJECT = "applicant_id"
    KEPT_FOLDED = ("title", "provider_name")
    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "request"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="courses_request_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(total_cost__gte=0), name="courses_request_cost_not_negative"),
            models.CheckConstraint(
                condition=models.Q(status__in=CourseRequestStatus.values),
                name="courses_request_status_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["to_book", "booked", "attended", "not_attended", "closed"])
                | models.Q(undecided_stages=0),
                name="courses_request_approved_means_every_stage",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "withdrawn"])
                | (
                    ~models.Q(title="")
                    & models.Q(starts_on__isnull=False)
                    & models.Q(ends_on__isnull=False)
                    & ~models.Q(reason="")
                ),
                name="courses_request_sent_is_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-created_at"], name="courses_request_mine"),
            models.Index(fields=["school", "status", "rank"], name="courses_request_school"),
            models.Index(fields=["status", "rank", "waiting_since", "id"], name="courses_request_queue"),
            models.Index(fields=["starts_on", "ends_on"], name="courses_request_days"),
        ]

    def __str__(self) -> str:
        return self.title or "Untitled request"

    def get_approach_display(self) -> str:
        """Return the type of training as the trust calls it."""
        return approach_name(self.approach)

    def get_absolute_url(self) -> str:
        """Return the address of the request's page."""
        return reverse("courses:request-detail", args=[self.public_id])

    @property
    def reason_words(self) -> str:
        """Return why it is asked for, with the duty that it is for."""
        return reason_words(self)

    @property
    def budget_year(self) -> int | None:
        """Return the academic year whose budget pays for it: that of its first day; None without a day."""
        return academic_year(self.starts_on) if self.starts_on else None

    @property
    def cost_words(self) -> str:
        """Return what it costs in words: "£120.00", "Free", "Price not known", "£40.00 plus a fee not known"."""
        return cost_words(self.total_cost, self.fee_unknown)

    @property
    def agreed_words(self) -> str:
        """Return what the approvers agreed to in the same words; "" before they have."""
        return "" if self.agreed_cost is None else cost_words(self.agreed_cost, self.fee_unknown)

    @property
    def is_external(self) -> bool:
        """Return whether it needs the full chain and central booking: all but the trust's own courses."""
        return self.course is None or self.course.is_external

    @property
    def route(self) -> Route:
        """Return on which of the policy's routes it reaches its person: by who offers the course (R-5)."""
        if self.course is not None and self.course.provider.kind == Provider.Kind.APPROPRIATE_BODY:
            return Route.APPROPRIATE_BODY
        if not self.is_external:
            return Route.CROSS_SCHOOL
        return route_of(self.approach, is_external=True)


class CostLine(models.Model):
    """One part of what a request costs."""

    class Heading(models.TextChoices):
        FEE = "fee", "Course fee"
        TRAVEL = "travel", "Travel"
        COVER = "cover", "Supply cover"
        ACCOMMODATION = "accommodation", "Accommodation and meals"
        EXAM = "exam", "Exam or assessment"
        RESOURCES = "resources", "Books and resources"
        OTHER = "other", "Other"

    request = models.ForeignKey(CourseRequest, models.CASCADE, related_name="cost_lines")
    heading = models.CharField(max_length=14, choices=Heading)
    amount = models.DecimalField("pounds, excluding VAT", max_digits=8, decimal_places=2)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="courses_costline_amount_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.get_heading_display()} {money(self.amount)}"


class Outcome(models.TextChoices):
    """What a stage's latest decision is."""

    WAITING = "waiting", "Waiting"
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned"
    DECLINED = "declined", "Declined"


class DeclineReason(models.TextChoices):
    """Why a request is declined, worded for the applicant; a sentence of the approver's own goes with it."""

    NOT_LINKED = "not_linked", "Doesn't match a current priority"
    NO_BUDGET = "no_budget", "No budget available"
    NO_COVER = "no_cover", "Cover not available"
    TOO_MANY_OUT = "too_many_out", "Too many staff out that day"
    STATUTORY_FIRST = "statutory_first", "Statutory training takes priority"
    IN_TRUST = "in_trust", "Similar training available within the trust"
    POOR_VALUE = "poor_value", "Not good value"
    TIMING = "timing", "Wrong time of year"
    SHORT_NOTICE = "short_notice", "Not enough notice"
    ALREADY_DONE = "already_done", "Similar training already completed"
    OTHER = "other", "Another reason"


class Stage(PublicIdModel):
    """One approval that a request must pass, fixed when it is sent: who decides is a role, here and now's holders.

    A new round begins when an approved request changes in cost, date or person.
    """

    request = models.ForeignKey(CourseRequest, models.PROTECT, related_name="stages")
    round = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20, choices=Role)
    # The school whose holder of the role decides; empty for a role of the whole trust.
    school = models.ForeignKey("people.School", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING, editable=False)
    # The role one up that may decide too, once the stage has waited too long.
    escalated_to = models.CharField(max_length=20, choices=Role, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ("round", "position")
        constraints = [
            models.UniqueConstraint(fields=["request", "round", "position"], name="courses_stage_once"),
            models.CheckConstraint(condition=models.Q(position__gte=1), name="courses_stage_position_from_one"),
        ]
        indexes = [
            models.Index(fields=["role", "school", "outcome"], name="courses_stage_desk"),
            # What is still to be decided is a small part of all that ever was.
            models.Index(
                fields=["role", "school"], condition=~models.Q(outcome="approved"), name="courses_stage_undecided"
            ),
            # Beside it, so that "its role, or the one it was escalated to" is answered by two small indexes.
            models.Index(
                fields=["escalated_to"],
                condition=~models.Q(outcome="approved") & ~models.Q(escalated_to=""),
                name="courses_stage_escalated",
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.round}, stage {self.position}: {self.get_role_display()}"


class StageDecision(PublicIdModel):
    """One decision on one stage, never changed or deleted. A stage that was returned is decided again in a new row."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="decisions")
    attempt = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=10, choices=[c for c in Outcome.choices if c[0] != "waiting"])
    decided_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    # The approver whose deputy decided: "A for B".
    on_behalf_of = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    # Copied from the request, so that the database itself refuses a decision on one's own request.
    applicant = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    decline_reason = models.CharField(max_length=16, choices=DeclineReason, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["stage", "attempt"], name="courses_decision_one_an_attempt"),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("applicant")), name="courses_decision_not_on_ones_own"
            ),
            models.CheckConstraint(
                condition=models.Q(on_behalf_of=None) | ~models.Q(on_behalf_of=models.F("applicant")),
                name="courses_decision_not_for_the_applicant",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="approved") | ~models.Q(note=""), name="courses_decision_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} at {self.at:%d %B %Y}"


class Comment(PublicIdModel):
    """One contribution to the discussion on a request (policy IM-5: discussed before it is decided)."""

    request = models.ForeignKey(CourseRequest, models.PROTECT, related_name="comments")
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()

    AUDIT_SUBJECT = "request.applicant_id"

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Comment of {self.at:%d %B %Y}"
