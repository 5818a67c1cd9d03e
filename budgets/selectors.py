"""What the pages of a budget show: its lines with their money, what a new one could hold, and all budgets of a year."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from budgets.charging import NOTHING_PENDING, Pending, PendingByLine, pending
from budgets.models import Budget, BudgetLine, Entry
from budgets.money import Money, sums
from core.calendar import today
from core.formatting import money, plus_unknown
from core.money import pence
from core.reading import Steps
from core.trust_settings import in_own_words, ours
from people.models import Person, School
from planning.models import Need, Priority, Reason, Source
from planning.overview.year import Progress
from planning.scope import schools_to_plan, sees_money
from planning.sections import States

Kind = BudgetLine.Kind
# What the policy targets the budget on, and what the law asks; the rest stands out (AP-6).
OUTSIDE = (Kind.OTHER,)
NEARLY_USED = 80


@dataclass(frozen=True, slots=True)
class LinePosition:
    """A line and its money, with what waits for its last approval and is not held yet."""

    line: BudgetLine
    money: Money
    pending: Pending = NOTHING_PENDING

    @property
    def left(self) -> str:
        """Return what is left in words, with what waits for its last approval beside it."""
        return self.pending.beside(self.money.left)

    @property
    def is_outside(self) -> bool:
        """Return whether it serves neither a priority, a review, a duty nor early career teachers."""
        return self.line.kind in OUTSIDE

    @property
    def tone(self) -> str:
        """Return a tone for how much of it is used."""
        if self.money.left < 0:
            return "danger"
        return "warning" if is_nearly_used(self) else "neutral"

    @property
    def words(self) -> str:
        """Return how it stands in words."""
        if self.money.left < 0:
            return "Over budget"
        if not self.line.is_open:
            return "Closed"
        if is_nearly_used(self):
            return "Nearly spent"
        return "Open"


def open_lines_of(schools: Collection[School], year: int) -> Steps[list[LinePosition]]:
    """Return the lines of the schools' budgets of a year that can be charged, with their money."""
    rows = yield BudgetLine.objects.filter(school__in=schools, year=year, is_open=True).with_sums()
    return [LinePosition(row, Money.of_row(row)) for row in rows]


def is_nearly_used(row: LinePosition) -> bool:
    """Return whether a line has money on it, and four fifths of it or more are held or spent."""
    return row.money.allocated > 0 and row.money.share >= NEARLY_USED


@dataclass(frozen=True, slots=True)
class BudgetPosition:
    """A budget with its lines, and what they come to."""

    budget: Budget
    lines: tuple[LinePosition, ...]
    total: Money
    outside: Money
    pending: Pending

    @property
    def outside_share(self) -> int:
        """Return how much of what is held and spent serves neither priority, review nor duty, in per cent."""
        return int(100 * self.outside.used / self.total.used) if self.total.used > 0 else 0


def lines_of(budget: Budget, waiting: PendingByLine) -> list[LinePosition]:
    """Return a budget's lines with their money and what is `waiting` on them, in their order, in one query."""
    rows = budget.lines.select_related("priority").with_sums().order_by("position", "pk")
    return [LinePosition(row, Money.of_row(row), waiting.get((budget.school_id, row.pk), Pending())) for row in rows]


def position_of(budget: Budget) -> BudgetPosition:
    """Return how a budget stands."""
    waiting = pending([budget.school_id], budget.year)
    lines = lines_of(budget, waiting)
    return BudgetPosition(
        budget,
        tuple(lines),
        total_of(lines),
        total_of([line for line in lines if line.is_outside]),
        sum(waiting.values(), Pending()),
    )


def total_of(lines: Collection[LinePosition]) -> Money:
    """Return what the lines come to together."""
    return sum((line.money for line in lines), Money())


def school_with_money(actor: Person, public_id: Any) -> School | None:
    """Return the school with this id where the actor sees its money, else nothing."""
    school = School.objects.filter(public_id=public_id).first()
    return school if school is not None and sees_money(actor, school) else None


def budget_of(actor: Person, school: School, year: int) -> Budget | None:
    """Return the school's budget of a year as far as the actor sees it."""
    rows = Budget.objects.visible_to(actor).filter(school=school, year=year).select_related("opened_by")
    found = rows.first()
    if found is not None:
        found.school = school  # known already
    return found


# --- A new budget ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line that a new budget could have: what it had last year, and what open needs of reviews may cost."""

    key: str
    kind: str
    name: str
    priority: Priority | None
    last: Money
    hint: str = ""


NAMES = {
    Kind.REVIEW: ours("Agreed in performance reviews"),
    Kind.STATUTORY: "Statutory training",
    Kind.ECT: "Early career teachers",
    Kind.OTHER: "Other training",
}
HINTS = {
    Kind.STATUTORY: "First aid, safeguarding, fire safety and other training required by law.",
    Kind.ECT: "ECT training is a priority, so it has its own budget line.",
    Kind.OTHER: "Personal development and anything else.",
}


def proposed_lines(school: School, year: int) -> list[Proposal]:
    """Return the lines that a budget of the year could have, with what each had the year before (AP-6, AP-7).

    One for each priority of the school's own plan, then reviews, statutory training, early career teachers, and
    everything else. Three queries, whatever there is.
    """
    before_lines: Any = BudgetLine.objects.filter(school=school, year=year - 1).with_sums()
    last = list(before_lines.values("kind", "priority", "allocated", "committed", "released", "spent", "refunded"))
    proposals = []
    for priority in Priority.objects.in_force().filter(school=school, year=year).order_by("number", "pk"):
        before = priority.carried_from_id
        had = _money_of(row for row in last if before and row["priority"] == before)
        proposals.append(Proposal(f"priority-{priority.public_id}", Kind.PRIORITY, str(priority), priority, had))
    wanted = estimated_for_reviews(school, year)
    for kind, name in NAMES.items():
        hint = HINTS.get(kind, "")
        if kind == Kind.REVIEW:
            hint = in_own_words("Training agreed in performance reviews") + (f" may cost {wanted}." if wanted else ".")
        proposals.append(Proposal(kind, kind, name, None, _money_of(row for row in last if row["kind"] == kind), hint))
    return proposals


def _money_of(rows: Any) -> Money:
    return sum((Money.of(row) for row in rows), Money())


def estimated_for_reviews(school: School, year: int) -> str:
    """Return in words what a school's open needs out of reviews may cost; "" where there is none that may (PM-2)."""
    needs = Need.objects.open().filter(school=school, year=year).filter(of_reviews())
    found = needs.aggregate(cost=Sum("estimated_cost"), unpriced=Count("pk", filter=Q(estimated_cost=None)))
    return plus_unknown(money(pence(found["cost"])), found["unpriced"]) if found["cost"] or found["unpriced"] else ""


def of_reviews() -> Q:
    """Return the condition that a need was agreed in a review."""
    return Q(source=Source.REVIEW) | Q(reason=Reason.REVIEW)


# --- A line's ledger -------------------------------------------------------------------------------------------------


def entries_of(line: BudgetLine) -> "QuerySet[Entry]":
    """Return a line's entries, newest first, with whoever made them."""
    return line.entries.select_related("made_by").order_by("-at", "-pk")


# --- All budgets of a year -------------------------------------------------------------------------------------------

# SQLite sums floats, so conditions on sums leave room for what is less than a penny.
HALF_A_PENNY = Decimal("0.005")
HELD = F("committed") - F("released")
SPENT = F("spent") - F("refunded")


def overview(actor: Person, year: int, words: str = "", state: str = "") -> "QuerySet[Any]":
    """Return the schools whose money the actor sees, each with what is put on its lines, held, spent and left.

    `words`: in the school's name. `state`: "none" (no budget), "near" (80% used or more), "over", or nothing for all.
    `line_count` is 0 where no budget is open. One query; the year's lines are joined alone, so that other years cost
    nothing.
    """
    of_year = FilteredRelation("budget_lines", condition=Q(budget_lines__year=year))
    rows = School.objects.open_on(today())
    if not actor.authority.is_trust_wide:
        rows = rows.filter(pk__in=[school.pk for school in schools_to_plan(actor)])
    rows = rows.matching(words)
    summed: Any = (
        rows.annotate(of_year=of_year)
        .annotate(line_count=Count("of_year", distinct=True), **sums("of_year__entries__"))
        .annotate(held=HELD, net_spent=SPENT, left=F("allocated") - HELD - SPENT)
        .order_by("kind", "name", "pk")
    )
    if state == "none":
        return summed.filter(line_count=0)
    if state == "near":
        # A fifth of what was put on the lines, or less, is left.
        return summed.filter(allocated__gt=0, left__lte=F("allocated") / 5 + HALF_A_PENNY)
    return summed.filter(left__lt=-HALF_A_PENNY) if state == "over" else summed


def money_by_school(actor: Person, schools: Collection[int], year: int) -> States:
    """Return what is left of each school's budget of a year, in words."""
    opened = set(Budget.objects.filter(school__in=schools, year=year).values_list("school", flat=True))
    rows = Entry.objects.filter(line__school__in=schools, line__year=year).order_by().values("line__school")
    found = {row["line__school"]: Money.of(row) for row in rows.annotate(**sums())}
    states = dict.fromkeys(schools, "Not set up")
    for pk in opened:
        states[pk] = "Nothing allocated yet"
        if row := found.get(pk):
            states[pk] = f"{money(row.left)} left of {money(row.allocated)}"
    return states


def money_by_priority(actor: Person, school: School, year: int) -> dict[int, Progress]:
    """Return how much of the line of each priority of a school is used, for those who see its money; in one query."""
    if not sees_money(actor, school):
        return {}
    lines = BudgetLine.objects.filter(school=school, year=year, priority__isnull=False).with_sums().order_by()
    found = {line.priority_id: Money.of_row(line) for line in lines if line.priority_id}
    return {
        key: Progress(f"{money(row.used)} used of {money(row.allocated)}", row.picture) for key, row in found.items()
    }
