"""A school's CPD budget for a year, its lines, and the ledger to which entries are only added (policy AP-6, RM-4)."""

from django.db import models
from django.urls import reverse

from budgets.querysets import BudgetLineQuerySet, BudgetQuerySet, EntryQuerySet
from core.calendar import year_label
from core.formatting import money
from core.models import PublicIdModel
from core.trust_settings import ours


class Budget(PublicIdModel):
    """The CPD budget of a school for an academic year. What it holds is the sum of its ledger, never a field."""

    school = models.ForeignKey("people.School", models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField("academic year")
    note = models.TextField("comments for the board", blank=True)
    opened_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "school")
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="budgets_budget_once_a_year")]

    def __str__(self) -> str:
        return f"CPD budget {year_label(self.year)}"

    def get_absolute_url(self) -> str:
        """Return the address of the budget's page."""
        return reverse("budgets:budget-detail", args=[self.public_id])


class BudgetLine(PublicIdModel):
    """A part of a budget: for a priority, review needs, statutory duties, early career teachers, or anything else."""

    class Kind(models.TextChoices):
        PRIORITY = "priority", "Improvement priority"
        REVIEW = "review", ours("Agreed in performance reviews")
        STATUTORY = "statutory", "Statutory training"
        ECT = "ect", "Early career teachers"
        OTHER = "other", "Other training"

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="lines")
    # The budget's school and year, so that lists need no join to be scoped.
    school = models.ForeignKey("people.School", models.PROTECT, related_name="budget_lines")
    year = models.PositiveSmallIntegerField("academic year")
    kind = models.CharField(max_length=10, choices=Kind)
    priority = models.ForeignKey(
        "planning.Priority", models.PROTECT, null=True, blank=True, related_name="budget_lines"
    )
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField("open to new requests", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        ordering = ("budget", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "priority"],
                condition=models.Q(priority__isnull=False),
                name="budgets_budgetline_once_a_priority",
            ),
            models.UniqueConstraint(
                fields=["budget", "name"],
                name="budgets_budgetline_name_once",
                violation_error_message="This budget already has a line with this name. Enter a different name.",
            ),
            models.CheckConstraint(
                condition=models.Q(priority=None) | models.Q(kind="priority"),
                name="budgets_budgetline_priority_fits_kind",
            ),
        ]
        indexes = [models.Index(fields=["school", "year"], name="budgets_budgetline_school")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the line's ledger."""
        return reverse("budgets:line-detail", args=[self.public_id])


class ActionFunding(models.Model):
    """Which line is to pay for an action of the yearly plan, of the action's own school and year (AP-2)."""

    action = models.OneToOneField("planning.Action", models.CASCADE, related_name="funding")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="fundings")

    def __str__(self) -> str:
        return f"Line {self.line_id} for action {self.action_id}"


class Account(models.Model):
    """What money is held and spent for, such as one request: that names its account, and the ledger sums by it."""

    def __str__(self) -> str:
        return f"Account {self.pk}"


class EntryKind(models.TextChoices):
    """What an entry does to a line."""

    ALLOCATED = "allocated", "Allocated"
    COMMITTED = "committed", "Committed"
    RELEASED = "released", "Released"
    SPENT = "spent", "Spent"
    REFUNDED = "refunded", "Refunded"


class Entry(models.Model):
    """One movement of money on a line. Only ever added: triggers refuse to change or delete it.

    Every sum is a sum of entries, in pounds and pence without VAT:
    held = committed − released; spent net = spent − refunded; left = allocated − held − spent net.
    """

    Kind = EntryKind

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    # What it is for. Allocations: nothing.
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="entries")
    # The two entries of a transfer between lines share one id.
    transfer = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=250, blank=True)
    # Said where the line had not enough left and the entry was let through all the same, with the reason in `note`.
    is_over_budget = models.BooleanField(default=False)
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=EntryKind.values),
                name="budgets_entry_kind_known",
            ),
            # Money leaves a line as a negative allocation; every other kind counts upward.
            models.CheckConstraint(
                condition=models.Q(amount__gt=0) | (models.Q(kind="allocated") & models.Q(amount__lt=0)),
                name="budgets_entry_amount_fits_kind",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind="allocated") & models.Q(account__isnull=True))
                | (~models.Q(kind="allocated") & models.Q(account__isnull=False)),
                name="budgets_entry_says_what_for",
            ),
            models.CheckConstraint(
                condition=models.Q(transfer=None) | (models.Q(kind="allocated") & ~models.Q(note="")),
                name="budgets_entry_transfer_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(is_over_budget=False) | ~models.Q(note=""),
                name="budgets_entry_over_budget_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "-at", "-id"], include=("kind", "amount"), name="budgets_entry_ledger"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {money(self.amount)}"
