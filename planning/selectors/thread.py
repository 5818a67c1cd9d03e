"""What a request or a record of a school may be hung on: priorities, needs and actions that fit and that one sees."""

from typing import Any

from django.db.models import Q, QuerySet

from people.models import Person, School
from planning.models import Action, ActionPlan, Need, Priority


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
    """Say whether there is anything to serve: the school or the trust has a priority for the year, not dropped."""
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
