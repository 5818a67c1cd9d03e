"""Meetings as calendar entries, one for each, whose identity no change touches."""

from django.conf import settings

from core.calendar_entries import Entry
from governance.meetings.models import Meeting
from governance.meetings.selectors import meetings_in_calendar
from people.models import Person, Role


def entry_of(meeting: Meeting) -> Entry:
    """Return the entry of a meeting; it comes with its board."""
    return Entry(
        key=f"meeting-{meeting.public_id}",
        title=f"{meeting.board}: {meeting.title}",
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        sequence=meeting.calendar_sequence,
        place=meeting.place,
        link=f"{settings.SITE_URL}{meeting.get_absolute_url()}",
    )


def entries_of(person: Person) -> list[Entry]:
    """Return the meetings of somebody's boards; nothing is asked where they are on none."""
    if not person.authority.holds_any(Role.of_boards()):
        return []
    return [entry_of(meeting) for meeting in meetings_in_calendar(person)]
