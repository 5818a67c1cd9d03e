"""What of budgets stands on a first page: budgets to open, lines that run out, and what is left (policy AP-6)."""

from collections import Counter
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from budgets.charging import NOTHING_PENDING, adding_up_pending
from budgets.models import Budget, BudgetLine, Entry
from budgets.money import Money, left_of_entries, sums
from budgets.selectors import NEARLY_USED, is_nearly_used, open_lines_of
from core.calendar import academic_year, today, year_label
from core.first_page import Concern, Task, Tile, Urgency
from core.formatting import money
from core.money import NOTHING
from core.pictures import Part, SharedBar
from core.reading import Steps, counting, counting_up_to, rows_of, side_by_side, summed
from people.first_page import Visit, heading_of
from people.models import Person, School
from planning.scope import heads, planned_schools, plans_everywhere

# So many lines are named.
FEW = 3
HALF_A_PENNY = Decimal("0.005")


def budget_tasks(person: Person) -> Steps[list[Task]]:
    """Return the schools whose budget of the year is not open, and lines that are nearly used up (AP-6).

    Budgets are missed by whoever opens them; a line that runs out is for the head of its school alone.
    """
    planned = yield planned_schools(person)
    schools = [school for school in planned if heads(person, school) or plans_everywhere(person)]
    if not schools:
        return []
    year = academic_year(today())
    own = [school for school in schools if heads(person, school)]
    there_are, lines = yield from side_by_side(
        [counting(Budget.objects.filter(school__in=schools, year=year)), open_lines_of(own, year)]
    )
    missing = len(schools) - there_are
    near = sorted(filter(is_nearly_used, lines), key=lambda row: -row.money.share)
    hint = " · ".join(f"{row.line.name} {row.money.share}%" for row in near[:FEW])
    url = reverse("budgets:budget-list")
    if len(schools) == 1:
        url = reverse("budgets:budget", args=[schools[0].public_id, year])
    return [
        Task(
            f"CPD budgets for {year_label(year)} to open",
            url if len(schools) == 1 else f"{url}?state=none",
            missing,
            button="Open",
            one=f"CPD budget for {year_label(year)} to open",
        ),
        Task(
            "budget lines nearly used up", url, len(near), hint, Urgency.SOON, "View", one="budget line nearly used up"
        ),
    ]


def budgets_missing() -> Steps[str]:
    """Return how many schools have no CPD budget for this year."""
    year = academic_year(today())
    schools = School.objects.schools().open_on(today())
    without = schools.exclude(pk__in=Budget.objects.filter(year=year).values("school"))
    number, there_are = yield from side_by_side([counting(without), counting_up_to(schools, 1)])
    if not there_are:
        return "No schools yet."
    noun = "school has" if number == 1 else "schools have"
    return f"{number} {noun} no CPD budget for {year_label(year)}." if number else ""


def budget_tiles(visit: Visit) -> Steps[list[Tile]]:
    """Return what is left of this year's CPD budget of each place; nothing where none is open (AP-6)."""
    if not visit.places:
        return []
    year, tiles = academic_year(today()), list[Tile]()
    entries = Entry.objects.filter(line__year=year)
    of_places = [entries.filter(line__school=place) if place else entries for place in visit.places]
    keys = None if None in visit.places else [place.pk for place in visit.schools]
    waits, *found = yield from side_by_side(
        [adding_up_pending(keys, year), *(rows_of(summed(rows, **sums())) for rows in of_places)]
    )
    for place, [row] in zip(visit.places, found, strict=True):
        position = Money.of(row)
        if not position.allocated:
            continue
        url = reverse("budgets:budget", args=[place.public_id, year]) if place else reverse("budgets:budget-list")
        waiting = waits.get(place.pk, NOTHING_PENDING) if place else sum(waits.values(), NOTHING_PENDING)
        hint = f"of {money(position.allocated)}, {position.share}% used"
        if waiting:
            hint += f", {waiting.total} awaiting final approval"
        tone = "danger" if position.left < 0 else "warning" if position.share >= NEARLY_USED else ""
        awaited = min(waiting.amount, max(position.left, NOTHING))
        bar = SharedBar(
            "CPD budget",
            [
                Part(f"{money(position.spent)} spent", position.spent, "full"),
                Part(f"{money(position.held)} committed", position.held, "part"),
                Part(f"{money(waiting.amount)} awaiting final approval", awaited, "soon"),
                Part(f"{money(position.left - awaited)} free", position.left - awaited, "rest"),
            ],
        )
        tiles.append(Tile(money(position.left), "left of the CPD budget", url, tone, hint, bar, heading_of(place)))
    return tiles


def overspent(visit: Visit) -> Steps[list[Concern]]:
    """Return the schools with budget lines of the year that are overspent, for those who look after all schools."""
    if not visit.looks_after_all:
        return []
    left = Entry.objects.filter(line=OuterRef("pk")).order_by().values("line").annotate(left=left_of_entries())
    lines = BudgetLine.objects.visible_to(visit.person).filter(year=academic_year(today()))
    overdrawn = lines.annotate(left=Subquery(left.values("left"))).filter(left__lt=-HALF_A_PENNY).order_by()
    over = Counter(school for (school,) in (yield overdrawn.values_list("school")))
    return [
        Concern(school, f"{number} budget line{'' if number == 1 else 's'} overspent", 10 * number)
        for school, number in over.items()
    ]
