"""What of budgets stands on a first page: budgets to open, lines that run out, and what is left (policy AP-6)."""

from collections import Counter
from collections.abc import Iterator

from django.urls import reverse

from budgets.charging import Pending, pending
from budgets.models import Budget, BudgetLine, Entry
from budgets.money import Money
from budgets.selectors import NEARLY_USED, is_nearly_used, open_lines_of
from core.calendar import academic_year, today, year_label
from core.first_page import Concern, Item, Task, Tile, Urgency
from core.formatting import money
from core.money import NOTHING
from core.pictures import Part, SharedBar
from people.first_page import Visit, heading_of
from people.models import Person, School
from planning.scope import heads, plans_everywhere, schools_to_plan

# So many lines are named.
FEW = 3


def budget_tasks(person: Person) -> list[Task]:
    """Return the schools whose budget of the year is not open, and lines that are nearly used up (AP-6).

    Budgets are missed by whoever opens them; a line that runs out is for the head of its school alone.
    """
    schools = [school for school in schools_to_plan(person) if heads(person, school) or plans_everywhere(person)]
    if not schools:
        return []
    year = academic_year(today())
    missing = len(schools) - Budget.objects.filter(school__in=schools, year=year).count()
    own = [school for school in schools if heads(person, school)]
    near = sorted(filter(is_nearly_used, open_lines_of(own, year)), key=lambda row: -row.money.share)
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


def budgets_missing() -> str:
    """Return how many schools have no CPD budget for this year."""
    year = academic_year(today())
    schools = School.objects.schools().open_on(today())
    number = schools.exclude(pk__in=Budget.objects.filter(year=year).values("school")).count()
    if not schools.exists():
        return "No schools yet."
    noun = "school has" if number == 1 else "schools have"
    return f"{number} {noun} no CPD budget for {year_label(year)}." if number else ""


def budget_tiles(visit: Visit) -> Iterator[Tile]:
    """Return what is left of this year's CPD budget of each place; nothing where none is open (AP-6)."""
    year = academic_year(today())
    for place in visit.places:
        entries = Entry.objects.filter(line__year=year)
        url = reverse("budgets:budget-list")
        if place:
            entries = entries.filter(line__school=place)
            url = reverse("budgets:budget", args=[place.public_id, year])
        sums = Money.of(entries.sums())
        if not sums.allocated:
            continue
        schools = [place.pk] if place else list(School.objects.order_by().values_list("pk", flat=True))
        waiting = sum(pending(schools, year).values(), Pending())
        hint = f"of {money(sums.allocated)}, {sums.share}% used"
        if waiting:
            hint += f", {waiting.total} awaiting final approval"
        tone = "danger" if sums.left < 0 else "warning" if sums.share >= NEARLY_USED else ""
        awaited = min(waiting.amount, max(sums.left, NOTHING))
        bar = SharedBar(
            "CPD budget",
            [
                Part(f"{money(sums.spent)} spent", sums.spent, "full"),
                Part(f"{money(sums.held)} committed", sums.held, "part"),
                Part(f"{money(waiting.amount)} awaiting final approval", awaited, "soon"),
                Part(f"{money(sums.left - awaited)} free", sums.left - awaited, "rest"),
            ],
        )
        yield Tile(money(sums.left), "left of the CPD budget", url, tone, hint, bar, heading_of(place))


def overspent(visit: Visit) -> Iterator[Item]:
    """Return the schools with budget lines of the year that are overspent, for those who look after all schools."""
    if not visit.looks_after_all:
        return
    rows = BudgetLine.objects.visible_to(visit.person).filter(year=academic_year(today())).with_sums()
    over = Counter(row.school_id for row in rows if Money.of_row(row).left < 0)
    for school, number in over.items():
        yield Concern(school, f"{number} budget line{'' if number == 1 else 's'} overspent", 10 * number)
