"""What may be chosen afterwards for a record to hang on (policy R-4)."""

from typing import Any

from django.db.models import QuerySet

from core.calendar import academic_year
from people.models import Person
from planning.links.selectors import actions_to_serve, needs_to_answer, priorities_to_serve
from planning.models import Reason
from training.records.models import Record


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
