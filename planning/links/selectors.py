"""What a request, record, need or action may be linked to: for one of them, or for a page of rows in a few queries.

A test keeps the two equal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from people.models import Person, School
from planning.improvement.models import Priority
from planning.needs.models import Need
from planning.plans.models import Action, ActionPlan
from planning.thread.missing_links import Offers


def _of_school_or_trust(school: School) -> Q:
    """Return the condition that a row belongs to the school, or to the central team, whose planning is the trust's."""
    return Q(school=school.pk) | Q(school__kind=School.Kind.CENTRAL)


def priorities_to_serve(actor: Person, school: School, year: int) -> "QuerySet[Priority]":
    """Return the priorities of the school's plan of a year, and the trust's own, as far as the actor sees them."""
    return Priority.objects.visible_to(actor).open_to(school.pk, year).select_related("school")


def needs_to_answer(actor: Person, school: School, person: Person, *, ended_too: bool = False) -> "QuerySet[Need]":
    """Return the open needs that training of `person` at the school may answer, as far as the actor sees them.

    The person's own, and those of a group, the school or its board; never the need of somebody else alone.
    `ended_too`: for training that is over, which may have met the need.
    """
    rows = Need.objects.visible_to(actor)
    return (
        (rows if ended_too else rows.open())
        .filter(_of_school_or_trust(school), Q(person=None) | Q(person=person))
        .select_related("school", "priority")
        .order_by("needed_by", "title", "pk")
    )


def actions_to_serve(actor: Person, school: School, year: int) -> "QuerySet[Action]":
    """Return the actions of the agreed plan of the school or of the trust for a year, as far as the actor sees them."""
    return (
        Action.objects.visible_to(actor)
        .filter(_of_school_or_trust(school), year=year)
        .exclude(plan__status=ActionPlan.Status.DRAFT)
        .select_related("school", "priority")
        .order_by("title", "pk")
    )


def has_priorities(school: School, year: int) -> bool:
    """Return whether there is anything to serve: the school or the trust has a priority for the year, not dropped."""
    return Priority.objects.open_to(school.pk, year).exists()


def needs_of_school(actor: Person, school: School) -> "QuerySet[Need]":
    """Return the open needs of a school that an action of its plan may answer, as far as the actor sees them."""
    rows = Need.objects.visible_to(actor).open().filter(school=school)
    return rows.select_related("school").order_by("title", "pk")


def own_actions(actor: Person, need: Need) -> "QuerySet[Action]":
    """Return the actions that may answer a need: of its school's plan of its year, in draft too."""
    rows = Action.objects.visible_to(actor).filter(school=need.school_id, year=need.year)
    return rows.select_related("school").order_by("title", "pk")


def answers_of_action(action: Action) -> dict[str, Any]:
    """Return which needs an action answers, by key."""
    return {"needs": sorted(need.pk for need in action.needs.all())}


def links_of_need(need: Need) -> dict[str, Any]:
    """Return what a need serves and which actions answer it, by key."""
    return {"priority": need.priority_id, "actions": sorted(action.pk for action in need.actions.all())}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose links are to be offered: the school, academic year and person of a row, and which links it takes."""

    school_id: int
    year: int
    person_id: int | None
    links: tuple[str, ...]


def _near(schools: set[int]) -> Q:
    return Q(school__in=schools) | Q(school__kind=School.Kind.CENTRAL)


def offers_to(actor: Person, wanted: Mapping[int, Wanted]) -> dict[int, dict[str, list[Any]]]:
    """Return for each row (by its key) the priorities, needs and actions that it may hang on. Three queries."""
    schools = {row.school_id for row in wanted.values()}
    years = {row.year for row in wanted.values()}
    people = {row.person_id for row in wanted.values() if row.person_id}
    found: dict[str, list[Any]] = {
        "priority": list(
            Priority.objects.visible_to(actor)
            .in_force()
            .filter(_near(schools), year__in=years)
            .select_related("school")
            .order_by("school__kind", "school", "number", "pk")
        ),
        "need": list(
            Need.objects.visible_to(actor)
            .filter(_near(schools), Q(person=None) | Q(person__in=people))
            .select_related("school")
            .order_by("needed_by", "title", "pk")
        ),
        "action": list(
            Action.objects.visible_to(actor)
            .filter(_near(schools), year__in=years)
            .exclude(plan__status=ActionPlan.Status.DRAFT)
            .select_related("school")
            .order_by("title", "pk")
        ),
    }
    return {
        pk: {name: [row for row in found[name] if _fits(row, name, asked)] for name in asked.links}
        for pk, asked in wanted.items()
    }


def offers_by(wanted: Callable[[Any], Wanted]) -> Callable[[Sequence[Any], Person], Offers]:
    """Return `offers_to` for rows of which each says what is wanted for it."""
    return lambda rows, actor: offers_to(actor, {row.pk: wanted(row) for row in rows})


def _fits(row: Any, link: str, asked: Wanted) -> bool:
    if row.school_id != asked.school_id and not row.school.is_central:
        return False
    return row.person_id in (None, asked.person_id) if link == "need" else bool(row.year == asked.year)


def needs_for_actions(actions: Sequence[Action], actor: Person) -> dict[int, dict[str, list[Any]]]:
    """Return for each action the open needs of its school, in one query."""
    schools = {action.school_id for action in actions}
    needs = list(
        Need.objects.visible_to(actor)
        .open()
        .filter(school__in=schools)
        .select_related("school")
        .order_by("title", "pk")
    )
    return {a.pk: {"need": [need for need in needs if need.school_id == a.school_id]} for a in actions}


def links_for_needs(needs: Sequence[Need], actor: Person) -> dict[int, dict[str, list[Any]]]:
    """Return for each need the actions of its school and year, and the priorities that it may serve. Two queries."""
    schools, years = {need.school_id for need in needs}, {need.year for need in needs}
    actions = list(
        Action.objects.visible_to(actor)
        .filter(school__in=schools, year__in=years)
        .select_related("school")
        .order_by("title", "pk")
    )
    priorities = list(
        Priority.objects.visible_to(actor)
        .in_force()
        .filter(_near(schools), year__in=years)
        .select_related("school")
        .order_by("school__kind", "school", "number", "pk")
    )
    return {
        need.pk: {
            "action": [a for a in actions if (a.school_id, a.year) == (need.school_id, need.year)],
            "priority": [p for p in priorities if _fits(p, "priority", Wanted(need.school_id, need.year, None, ()))],
        }
        for need in needs
    }
