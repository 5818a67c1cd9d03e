"""What training keeps open with somebody who leaves: the events that they organise or facilitate."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from core.audit import audit
from core.formatting import short_date
from people.models import Person
from people.open_matters import OpenMatter, OpenSource, over_by
from training.events import notices
from training.events.models import Event
from training.events.services import hand_over


def _planned(day: date) -> Any:
    """Return the planned events that are not over by the last day, the next first."""
    rows = Event.objects.planned().exclude(over_by(day, "day")).select_related("school", "audience")
    return rows.order_by("starts_at", "pk")


def _matters(rows: Any) -> list[OpenMatter]:
    return [OpenMatter(f"{row.title}, {short_date(row.day)}, {row.school}", row.get_absolute_url()) for row in rows]


def _organised(person: Person, day: date) -> list[OpenMatter]:
    return _matters(_planned(day).filter(organiser=person))


def _facilitated(person: Person, day: date) -> list[OpenMatter]:
    return _matters(_planned(day).filter(facilitators=person))


def _hand_on_organised(actor: Person, person: Person, successor: Person, day: date) -> int:
    """Let somebody else organise what the person organises; they are told of each event, of a series of its next."""
    count, told = 0, set()
    for row in _planned(day).filter(organiser=person).select_for_update(of=("self",)):
        try:
            hand_over(row, actor, successor)
        except ValidationError as refusal:
            raise ValidationError(f"“{row.title}”: {refusal.messages[0]}") from refusal
        if row.series_id is None or row.series_id not in told:
            notices.organiser_named(row, actor)
        told.add(row.series_id)
        count += 1
    return count


def _hand_on_facilitated(actor: Person, person: Person, successor: Person, day: date) -> int:
    """Let somebody else facilitate what the person does."""
    count, told = 0, set()
    for row in _planned(day).filter(facilitators=person).select_for_update(of=("self",)):
        row.facilitators.remove(person)
        row.facilitators.add(successor)
        audit(actor, "training.event.facilitator_removed", row, changes={"person": str(person.public_id)})
        audit(actor, "training.event.facilitator_added", row, changes={"person": str(successor.public_id)})
        if row.series_id is None or row.series_id not in told:
            notices.facilitator_named(row, successor, actor)
        told.add(row.series_id)
        count += 1
    return count


OPEN_MATTERS = (
    OpenSource("events_organised", "Events organised", _organised, _hand_on_organised),
    OpenSource("events_facilitated", "Events facilitated", _facilitated, _hand_on_facilitated),
)
