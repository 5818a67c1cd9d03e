"""What boards see of the money: sums by school and year, and what reviews agreed against the budget (policy PM-2).

No names: not of a person, not of a course, nor of a line that somebody named; kinds of lines and priorities only.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from budgets.charging import NOTHING_PENDING, Charges, Pending, PendingByLine, pending
from budgets.models import Budget, BudgetLine, Entry
from budgets.money import Money, sums
from budgets.policies import board_schools
from budgets.selectors import OUTSIDE, of_reviews
from core.calendar import today
from core.money import NOTHING, pence
from core.plugins import registered
from people.models import Person, School
from planning.models import Need
from planning.suppression import hidden_parts, smallest_group

Kind = BudgetLine.Kind


@dataclass(frozen=True, slots=True)
class BoardLine:
    """The sums of all lines of one kind, or of one priority."""

    label: str
    money: Money
    is_outside: bool
    pending: Pending = NOTHING_PENDING


@dataclass(frozen=True, slots=True)
class SchoolMoney:
    """A school's money of a year as its board sees it.

    `agreed_open`: what open needs out of reviews, for which nothing is held or spent yet, may cost. `agreed_used`:
    what is held and spent for what reviews agreed. `people`: for how many people such needs are open. Where they are
    fewer than `smallest`, what is still to come is not told (`told`), only whether there is enough for it. `pending`:
    what waits for its last approval, told by the same rule.
    """

    school: School
    has_budget: bool
    note: str
    total: Money
    lines: tuple[BoardLine, ...]
    pending: Pending
    agreed_open: Decimal
    agreed_used: Decimal
    people: int
    unpriced: int
    smallest: int

    @property
    def agreed(self) -> Decimal:
        """Return what the training agreed in reviews costs: held, spent and still to come."""
        return self.agreed_open + self.agreed_used

    @property
    def gap(self) -> Decimal:
        """Return what the budget lacks for what is still to come; nothing where enough is left."""
        return max(self.agreed_open - self.total.left, NOTHING)

    @property
    def outside(self) -> Decimal:
        """Return what is held and spent outside priorities, reviews and duties."""
        return sum((line.money.used for line in self.lines if line.is_outside), NOTHING)

    @property
    def people_words(self) -> str:
        """Return for how many people needs are open; few are not counted out."""
        return f"{self.people} people" if self.people >= self.smallest else f"fewer than {self.smallest} people"

    @property
    def is_told(self) -> bool:
        """Return whether what is still to come is for nobody, or for enough people."""
        return not 0 < self.people < self.smallest

    @property
    def told_pending(self) -> Decimal | None:
        """Return what waits for its last approval, or None where it is for few people."""
        return self.pending.amount if self.is_pending_told else None

    @property
    def is_pending_told(self) -> bool:
        """Return whether what waits for its last approval is of nobody, or of enough people."""
        return not 0 < len(self.pending.people) < self.smallest

    @property
    def told_lines(self) -> list[tuple[BoardLine, str | None]]:
        """Return each line with what waits on it, or None where that is of few people or would give such a line away.

        What no line pays for is in the sum of all, so it counts as a part that is not shown.
        """
        people = {str(number): line.pending.people for number, line in enumerate(self.lines)}
        on_lines = frozenset[int]().union(*people.values())
        hidden = hidden_parts(people | {"": self.pending.people - on_lines}, self.smallest)
        return [(line, None if str(number) in hidden else line.pending.total) for number, line in enumerate(self.lines)]

    @property
    def told_unpriced(self) -> int | None:
        """Return how many needs still to come have no known price, or None where they are for few people."""
        return self.unpriced if self.is_told else None

    @property
    def told_open(self) -> Decimal | None:
        """Return what is still to come, or None where it is for few people."""
        return self.agreed_open if self.is_told else None

    @property
    def told_agreed(self) -> Decimal | None:
        """Return what the training agreed in reviews costs, or None where what is still to come is for few people."""
        return self.agreed if self.is_told else None

    @property
    def told_gap(self) -> Decimal | None:
        """Return what the budget lacks, or None where that is for few people: what is left beside it would tell."""
        return self.gap if self.is_told else None


def schools_of_board(actor: Person) -> list[School]:
    """Return the schools of whose money the reader has the sums, by name, the central team last."""
    wanted = board_schools(actor)
    rows = School.objects.open_on(today())
    if wanted is not None:
        rows = rows.filter(pk__in=wanted)
    return sorted(rows, key=lambda school: (school.is_central, school.name.casefold(), school.pk))


def board_money(schools: Collection[School], year: int) -> list[SchoolMoney]:
    """Return the money of the schools in a year, in their order; the same number of queries for any schools."""
    keys = [school.pk for school in schools]
    notes = dict(Budget.objects.filter(school__in=keys, year=year).values_list("school", "note"))
    waiting = pending(keys, year)
    lines = lines_by_school(keys, year, waiting=waiting)
    used_elsewhere = {charges: charges.used_for_reviews(keys, year) for charges in registered(Charges)}
    wanted = _open_needs(keys, year)
    smallest = smallest_group()
    found = []
    for school in schools:
        rows = lines.get(school.pk, [])
        on_reviews = sum((line.money.used for kind, line in rows if kind == Kind.REVIEW), NOTHING)
        cost, people, unpriced = wanted.get(school.pk, (NOTHING, 0, 0))
        found.append(
            SchoolMoney(
                school,
                school.pk in notes,
                notes.get(school.pk, ""),
                sum((line.money for _, line in rows), Money()),
                tuple(line for _, line in rows),
                sum((row for key, row in waiting.items() if key[0] == school.pk), NOTHING_PENDING),
                cost,
                on_reviews + sum((used.get(school.pk, NOTHING) for used in used_elsewhere.values()), NOTHING),
                people,
                unpriced,
                smallest,
            )
        )
    return found


def lines_by_school(
    schools: Collection[int], year: int, entries_until: object = None, waiting: PendingByLine | None = None
) -> dict[int, list[tuple[str, BoardLine]]]:
    """Return by school the sums of its lines: one row a priority, one a kind; in two queries.

    `entries_until`: count only what was written before this moment, as a report of a term that is over does.
    `waiting`: what waits for its last approval.
    """
    rows = list(
        BudgetLine.objects.filter(school__in=schools, year=year)
        .select_related("priority")
        .order_by("school", "position", "pk")
    )
    entries = Entry.objects.filter(line__school__in=schools, line__year=year)
    if entries_until is not None:
        entries = entries.filter(at__lt=entries_until)
    money = {row["line"]: Money.of(row) for row in entries.order_by().values("line").annotate(**sums())}
    waiting = waiting or {}
    found: dict[int, dict[tuple[str, str], tuple[Money, Pending]]] = {}
    for line in rows:
        label = str(line.priority) if line.priority else str(line.get_kind_display())
        of_school = found.setdefault(line.school_id, {})
        sum_, pending_ = of_school.get((line.kind, label), (Money(), NOTHING_PENDING))
        pending_ += waiting.get((line.school_id, line.pk), NOTHING_PENDING)
        of_school[line.kind, label] = sum_ + money.get(line.pk, Money()), pending_
    return {
        school: [
            (kind, BoardLine(label, sum_, kind in OUTSIDE, pending_))
            for (kind, label), (sum_, pending_) in parts.items()
        ]
        for school, parts in found.items()
    }


def _open_needs(schools: Collection[int], year: int) -> dict[int, tuple[Decimal, int, int]]:
    """Return by school what its open needs out of reviews may cost, for how many people, and how many have no price."""
    rows = Need.objects.open().filter(school__in=schools, year=year).filter(of_reviews())
    for charges in registered(Charges):
        rows = rows.exclude(pk__in=charges.answered_needs())
    found = (
        rows.order_by()
        .values_list("school")
        .annotate(
            cost=Sum("estimated_cost"), people=Sum("people_count"), needs=Count("pk"), priced=Count("estimated_cost")
        )
    )
    return {school: (pence(cost), people or 0, needs - priced) for school, cost, people, needs, priced in found}


def total_of(rows: Iterable[SchoolMoney]) -> Money:
    """Return what the schools' budgets come to."""
    return sum((row.total for row in rows), Money())


def told_open_of(rows: Collection[SchoolMoney]) -> Decimal | None:
    """Return what is still to come at all schools together, or None where that is not told.

    What is not told of schools is in it where it is for enough people together; else it is left out, so that taking
    the others away does not tell it.
    """
    told = _told_together(rows)
    return sum((row.agreed_open for row in told), NOTHING) if told else None


def told_unpriced_of(rows: Collection[SchoolMoney]) -> int:
    """Return how many of the needs in `told_open_of` have no known price."""
    return sum(row.unpriced for row in _told_together(rows))


def _told_together(rows: Collection[SchoolMoney]) -> list[SchoolMoney]:
    few = [row for row in rows if not row.is_told]
    told = [row for row in rows if row.is_told]
    return told + few if few and sum(row.people for row in few) >= few[0].smallest else told


def told_pending_of(rows: Collection[SchoolMoney]) -> Pending:
    """Return what waits for its last approval at all schools together, by the same rule; nothing where none is told."""
    few = [row for row in rows if not row.is_pending_told]
    told = [row for row in rows if row.is_pending_told]
    if few and len(frozenset[int]().union(*(row.pending.people for row in few))) >= few[0].smallest:
        told += few
    return sum((row.pending for row in told), NOTHING_PENDING)
