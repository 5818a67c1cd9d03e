"""What a record hangs on: which links its reason asks for, and what may be chosen afterwards (policy R-4)."""

from typing import Any

from django.db.models import QuerySet

from core.calendar import academic_year
from people.models import Person
from planning.links.selectors import actions_to_serve, needs_to_answer, priorities_to_serve
from planning.models import Reason
from training.models import Record

LINKS = ("priority", "need", "action")


def lacking(reason: str, priority_id: int | None, need_id: int | None, action_id: int | None) -> frozenset[str]:
    """Return the steps that a reason asks for and that are missing (policy R-4).

    An improvement priority asks for its priority; this and an agreed review ask for a need or an action.
    """
    lacks: set[str] = set()
    if reason == Reason.PRIORITY and priority_id is None:
        lacks.add("priority")
    if reason in (Reason.PRIORITY, Reason.REVIEW) and need_id is None and action_id is None:
        lacks |= {"need", "action"}
    return frozenset(lacks)


def links_of(record: Record) -> dict[str, int | None]:
    """Return the keys of what a record hangs on, by link."""
    return {name: getattr(record, f"{name}_id") for name in LINKS}


def choices_for(record: Record, actor: Person) -> "dict[str, QuerySet[Any]]":
    """Return what the actor may choose for each link of a record; a priority only where it is the reason."""
    year = academic_year(record.starts_on)
    choices: dict[str, QuerySet[Any]] = {
        "need": needs_to_answer(actor, record.school, record.person, ended_too=True),
        "action": actions_to_serve(actor, record.school, year),
    }
    if record.reason == Reason.PRIORITY:
        choices = {"priority": priorities_to_serve(actor, record.school, year), **choices}
    return choices
