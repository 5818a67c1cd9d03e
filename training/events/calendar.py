"""Events as calendar entries: one for each date, whose identity no change touches."""

from django.conf import settings

from core.calendar_entries import Entry, Method, invitation_text
from people.models import Person
from training.events.models import Event


def entry_of(event: Event, *, sequence: int | None = None, is_certain: bool = True) -> Entry:
    """Return the entry of an event, by London's clock. `sequence`: the number of the entry where it is not its own."""
    place = ", ".join(part for part in (event.room, event.school.name) if part)
    return Entry(
        key=f"event-{event.calendar_uid}",
        title=event.title,
        starts=event.starts_in_london,
        ends=event.ends_in_london,
        sequence=event.calendar_sequence if sequence is None else sequence,
        place=event.online_link if event.is_online and event.online_link else place,
        link=f"{settings.SITE_URL}{event.get_absolute_url()}",
        is_certain=is_certain,
    )


def invitation(
    event: Event, person: Person, method: Method = "REQUEST", *, sequence: int, is_certain: bool = True
) -> str:
    """Return the iCalendar text of an event for somebody's own calendar: an invitation, update or cancellation.

    The event comes with its school. `sequence`: the number of the entry in that calendar, which only grows.
    """
    entry = entry_of(event, sequence=sequence, is_certain=is_certain)
    return invitation_text(entry, method, name=person.full_name, address=person.email or "")
