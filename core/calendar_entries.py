"""Calendar entries as other programs read them: the invitation that a mail carries, and feeds (RFC 5545).

An entry keeps its UID for life, and its SEQUENCE grows with each change, so that a calendar updates what it has.
Times are London's own with their zone beside them, so that nine o'clock stays nine o'clock when the clocks change.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from core.calendar import now
from core.plugins import Plugin, registered

if TYPE_CHECKING:
    from people.models import Person

PRODUCT = "-//CPD//Bookings//EN"
Method = Literal["REQUEST", "CANCEL"]
Moment = dt.date | dt.datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. `key`: what it is for life, such as "booking-" and an id; `starts`, `ends`: days, of
    which the last is the day after, or moments with London's zone. `takes_time`: whether it makes its person busy.
    `is_certain`: whether it is more than expected.
    """

    key: str
    title: str
    starts: Moment
    ends: Moment
    sequence: int | None = None
    place: str = ""
    link: str = ""
    words: str = ""
    takes_time: bool = True
    is_certain: bool = True

    @property
    def path(self) -> str:
        """Return where it leads inside the system."""
        return self.link.removeprefix(settings.SITE_URL)

    @property
    def uid(self) -> str:
        """Return its identity in every calendar."""
        return f"{self.key}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"


@dataclass(frozen=True, slots=True)
class CalendarSource(Plugin):
    """What an app puts into somebody's own calendar, its page and its private feed, beside bookings and events.

    The entries are moments, not whole days; what is cancelled is left out, and so goes from the calendar.
    """

    key: str
    entries: "Callable[[Person], list[Entry]]"


def entries_of(person: "Person") -> list[Entry]:
    """Return what every app puts into somebody's own calendar."""
    return [entry for source in registered(CalendarSource) for entry in source.entries(person)]


def invitation_text(entry: Entry, method: Method, *, name: str, address: str) -> str:
    """Return the iCalendar text that puts an entry into somebody's own calendar, updates it there, or takes it out."""
    event = _event(entry)
    if method == "CANCEL":
        event["status"] = vText("CANCELLED")
    sender_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event.add("organizer", _address(sender, sender_name))
    attendee = _address(address, name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=False)
    return _text(_calendar(method), [entry], [event])


def feed_text(title: str, entries: Sequence[Entry]) -> str:
    """Return a calendar to subscribe to."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", dt.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    return _text(calendar, entries, [_event(entry) for entry in entries])


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now())
    if entry.sequence is not None:
        event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    if entry.place:
        event.add("location", entry.place)
    if entry.link:
        event.add("url", entry.link)
    if words := "\n".join(part for part in (entry.words, entry.link) if part):
        event.add("description", words)
    event.add("status", "CONFIRMED" if entry.is_certain else "TENTATIVE")
    event.add("transp", "OPAQUE" if entry.takes_time else "TRANSPARENT")
    return event


def _address(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    if name:
        found.params["CN"] = vText(name)
    return found


def _text(calendar: Calendar, entries: Sequence[Entry], events: Sequence[Event]) -> str:
    """Return the text, with the rules of London's zone for the years that it speaks of."""
    for event in events:
        calendar.add_component(event)
    if entries:
        first, last = min(entry.starts.year for entry in entries), max(entry.ends.year for entry in entries)
        calendar.add_missing_timezones(first_date=dt.date(first - 1, 1, 1), last_date=dt.date(last + 2, 1, 1))
    return calendar.to_ical().decode()
