"""How the planning of each school stands this year, in a few words; the same number of queries for any schools."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from core.words import money
from people.models import Person, School
from planning.mending import counts_by_school
from planning.models import ActionPlan, Budget, Entry, Need, Priority, Survey
from planning.money import Money
from planning.querysets.budget import sums
from planning.sections import SECTIONS
from planning.standing import place_name, plans_for


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a school's planning: its words, how it stands, the way to it."""

    key: str
    label: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A school (or the trust) with the parts of its planning that the reader may open."""

    school: School
    name: str
    url: str
    parts: tuple[Part, ...]

    def state_of(self, key: str) -> str:
        """Return how a part stands, or nothing where the reader has no such part."""
        return next((part.state for part in self.parts if part.key == key), "")


States = dict[int, str]


def counted(number: int, one: str, many: str, none: str) -> str:
    """Return "1 open need", "3 open needs" or the words for none."""
    return none if not number else f"{number} {one if number == 1 else many}"


def _priorities(schools: Collection[int], year: int) -> States:
    rows = Priority.objects.in_force().filter(school__in=schools, year=year).order_by()
    found = dict(rows.values_list("school").annotate(number=Count("pk")))
    return {pk: counted(found.get(pk, 0), "priority", "priorities", "None yet") for pk in schools}


def _needs(schools: Collection[int], year: int) -> States:
    rows = Need.objects.open().filter(school__in=schools, year=year).order_by()
    found = dict(rows.values_list("school").annotate(number=Count("pk")))
    return {pk: counted(found.get(pk, 0), "open need", "open needs", "None open") for pk in schools}


def _plans(schools: Collection[int], year: int) -> States:
    found = dict(ActionPlan.objects.filter(school__in=schools, year=year).values_list("school", "status"))
    return {pk: str(ActionPlan.Status(found[pk]).label) if pk in found else "Not started" for pk in schools}


def _budgets(schools: Collection[int], year: int) -> States:
    opened = set(Budget.objects.filter(school__in=schools, year=year).values_list("school", flat=True))
    rows = Entry.objects.filter(line__school__in=schools, line__year=year).order_by().values("line__school")
    found = {row["line__school"]: Money.of(row) for row in rows.annotate(**sums())}
    states = dict.fromkeys(schools, "Not opened")
    for pk in opened:
        states[pk] = "Nothing on it yet"
        if row := found.get(pk):
            states[pk] = f"{money(row.left)} left of {money(row.allocated)}"
    return states


def _surveys(schools: Collection[int], year: int) -> States:
    rows = Survey.objects.filter(school__in=schools, status=Survey.Status.OPEN).order_by()
    found = dict(rows.values_list("school").annotate(number=Count("pk")))
    return {pk: counted(found.get(pk, 0), "open survey", "open surveys", "None open") for pk in schools}


STATES: dict[str, Callable[[Collection[int], int], States]] = {
    "priorities": _priorities,
    "needs": _needs,
    "plan": _plans,
    "budget": _budgets,
    "surveys": _surveys,
}


def planning_of(actor: Person, schools: Collection[School], year: int) -> list[Place]:
    """Return each school with the parts of its planning that the actor may open, and how they stand.

    How many priorities there are is for all of their readers to know; how needs, plan and money stand only for those
    who plan for the school and for the central roles (AP-1). Two queries at most a part, however many the schools.
    """
    told = {s.pk for s in schools if actor.authority.is_trust_wide or plans_for(actor, s)}
    everywhere = {s.pk for s in schools}
    states: dict[str, States] = {}
    for section in SECTIONS:
        if (read := STATES.get(section.key)) is not None:
            asked = everywhere if section.key == "priorities" else told
            states[section.key] = read(asked, year) if asked else {}
        elif section.key == "missing" and told:
            missing = counts_by_school(actor, year)
            states["missing"] = {pk: counted(missing.get(pk, 0), "to mend", "to mend", "None") for pk in told}
    return [
        Place(
            school,
            place_name(school),
            reverse("planning:priorities", args=[school.public_id, year]),
            tuple(
                Part(
                    section.key,
                    section.label,
                    states.get(section.key, {}).get(school.pk, ""),
                    reverse(section.url_name, args=[school.public_id, year]),
                )
                for section in SECTIONS
                if section.is_for(actor, school)
            ),
        )
        for school in schools
    ]
