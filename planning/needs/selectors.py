"""Reads over needs: for whom somebody raises them, the counts of a register, what happened to one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from certificates.models import Requirement
from core.calendar import academic_year, today
from core.trust_settings import in_own_words, ours
from people.models import Grant, Person, Post, School
from planning.improvement.models import Priority
from planning.needs import policies
from planning.needs.answers import answered
from planning.needs.models import Need
from planning.scope import plans_everywhere, plans_for, schools_to_plan
from planning.vocabulary import Source, reason_words

if TYPE_CHECKING:
    from planning.needs.querysets import NeedQuerySet


ME = "me"
FOR_WORDS = {
    ME: "Me",
    Need.For.PERSON.value: "Someone",
    Need.For.GROUP.value: "A group of staff",
    Need.For.SCHOOL.value: "The whole school",
    Need.For.GOVERNORS.value: ours("Governors"),
}
TONES = {
    Need.Status.OPEN: "waiting",
    Need.Status.MET: "success",
    Need.Status.CARRIED_FORWARD: "info",
    Need.Status.CLOSED: "neutral",
}


def schools_to_raise_for(actor: Person) -> list[School]:
    """Return the schools in whose register the actor may write a need for somebody, by name."""
    if plans_everywhere(actor):
        return schools_to_plan(actor)
    wanted = Q(pk__in=actor.authority.schools_belonged_to()) | Q(pk__in=actor.authority.managed)
    # Whoever holds a role of the whole trust belongs to its centre.
    if any(grant.school_id is None for grant in actor.authority.grants):
        wanted |= Q(kind=School.Kind.CENTRAL)
    return list(School.objects.open_on(today()).filter(wanted).order_by("name", "pk"))


def people_to_raise_for(actor: Person, school: School) -> "QuerySet[Person]":
    """Return for whom at the school the actor may add a training need: everybody else, or those managed."""
    if not plans_for(actor, school):
        return Person.objects.filter(pk__in=actor.authority.managed.get(school.pk, ()))
    posts = Post.objects.current().filter(school=school)
    grants = Grant.objects.current().filter(school=school)
    if school.is_central:
        grants = Grant.objects.current().filter(Q(school=school) | Q(school=None))
    return Person.objects.filter(Q(pk__in=posts.values("person")) | Q(pk__in=grants.values("person"))).exclude(
        pk=actor.pk
    )


def ways_to_raise(actor: Person, school: School) -> list[str]:
    """Return who a training need may be added for: `ME` and values of `Need.For`, the nearest first."""
    ways = []
    if policies.can_raise(actor, school, Need.For.PERSON, actor):
        ways.append(ME)
    plans = plans_for(actor, school)
    if plans or people_to_raise_for(actor, school).exists():
        ways.append(Need.For.PERSON.value)
    if plans:
        ways += [Need.For.GROUP.value, Need.For.SCHOOL.value]
    if policies.can_raise(actor, school, Need.For.GOVERNORS):
        ways.append(Need.For.GOVERNORS.value)
    return ways


def priorities_to_serve(school: School, year: int) -> "QuerySet[Priority]":
    """Return the priorities that a need of the school in a year may serve: its own and the trust's."""
    return Priority.objects.open_to(school.pk, year).select_related("school")


def requirements_to_serve() -> "QuerySet[Requirement]":
    """Return the statutory requirements that a need may serve."""
    return Requirement.objects.in_use().order_by("name", "pk")


def for_whom(need: Need) -> str:
    """Return for whom a need is: a name, a group with its number, the whole school, governors."""
    if need.person is not None:
        return str(need.person)
    how_many = "" if need.people_count == 1 else f" ({need.people_count} people)"
    if need.needed_by == Need.For.GROUP:
        return f"{need.get_staff_group_display() or 'A group'}{how_many}"
    return need.get_needed_by_display() + how_many


def serves_words(need: Need) -> str:
    """Return what a need serves, in words."""
    if need.priority is not None:
        return f"Priority {need.priority}"
    return reason_words(need)


# --- The register -------------------------------------------------------------------------------------------------


def with_answers(needs: "NeedQuerySet") -> "NeedQuerySet":
    """Add `is_answered` to each need: whether anything answers it (AP-3)."""
    return needs.annotate(is_answered=answered())


def register_of(actor: Person, school: School | None = None, year: int | None = None) -> "NeedQuerySet":
    """Return the needs of a school (or the trust) and year that the actor reads in a register, ready for a list."""
    rows = Need.objects.in_register_of(actor)
    if school is not None:
        rows = rows.filter(school=school)
    if year is not None:
        rows = rows.filter(year=year)
    # No more than the list shows: the database thinks longer about eight joined tables than it reads twenty-five rows.
    return with_answers(rows).select_related("school", "person")


def for_export(needs: "NeedQuerySet") -> "NeedQuerySet":
    """Add to the needs of a register what only a download says of each: what it serves, and who raised it."""
    return needs.select_related("school", "person", "priority", "requirement", "raised_by")


def needs_of(actor: Person) -> "NeedQuerySet":
    """Return what the actor raised and what was raised for them, over all years (policy R-3)."""
    rows = Need.objects.filter(Q(person=actor) | Q(raised_by=actor))
    return with_answers(rows).select_related("school", "person", "priority__school", "requirement", "raised_by")


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many needs come from one of the six sources: all, still open, and open without an answer yet (AP-3)."""

    source: str
    label: str
    total: int
    open: int
    unanswered: int


def count_by_source(needs: "NeedQuerySet") -> list[SourceCount]:
    """Return the counts of all six sources in the policy's order, also those of which there is none; one query."""
    is_open = Q(status=Need.Status.OPEN)
    bare = is_open & ~answered()
    rows = (
        needs.order_by()
        .values("source")
        .annotate(total=Count("pk"), open=Count("pk", filter=is_open), bare=Count("pk", filter=bare))
    )
    found = {row["source"]: row for row in rows}
    nothing = {"total": 0, "open": 0, "bare": 0}
    return [
        SourceCount(value, label, row["total"], row["open"], row["bare"])
        for value, label in Source.choices
        for row in [found.get(value, nothing)]
    ]


def open_of_past_years(school: School) -> "NeedQuerySet":
    """Return the open needs of a school's past years: none may get lost (policy R-3)."""
    return (
        Need.objects.open()
        .filter(school=school, year__lt=academic_year(today()))
        .select_related("person", "school", "priority__school", "requirement")
        .order_by("-year", "area", "-raised_at", "-pk")
    )


# --- One need ---------------------------------------------------------------------------------------------------


def readers_of(need: Need) -> list[str]:
    """Return who reads a need, in words (what `NeedQuerySet.visible_to` says)."""
    readers = []
    if need.needed_by == Need.For.PERSON:
        readers += ["The person it's for and their line manager"]
    readers.append("The person who added it")
    if need.school.is_central:
        readers.append(in_own_words("the head of the central team"))
    else:
        readers.append(in_own_words("The Headteacher and senior leaders"))
    if need.needed_by == Need.For.GOVERNORS:
        readers.append(in_own_words("The chair and clerk of the board"))
    readers.append(in_own_words("The Executive Lead, chief executive, booking officer and trust administrator"))
    return readers


@dataclass(frozen=True, slots=True)
class Together:
    """The provision that answers a need together with others: how many people of how many schools."""

    title: str
    people: int
    schools: int


def together_with(provision: Need) -> Together:
    """Return how many people of how many schools a provision answers, without names."""
    rows = list(gathered_of(provision).values_list("school", "people_count"))
    return Together(provision.title, sum(people for _, people in rows), len({school for school, _ in rows}))


def gathered_of(provision: Need) -> "NeedQuerySet":
    """Return the needs that hang on a provision, without those that live on in a later year."""
    return Need.objects.filter(gathered_into=provision).exclude(status=Need.Status.CARRIED_FORWARD)
