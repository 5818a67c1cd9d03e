"""What may be chosen for the missing links of a whole page of rows, in the same few queries however many they are.

The rules are those of `planning.selectors.thread` for one row; a test keeps the two equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from people.models import Person, School
from planning.models import Action, ActionPlan, Need, Priority


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
