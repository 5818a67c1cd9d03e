"""Bookings as calendar entries: the invitation that a mail carries, and private feeds (RFC 5545).

An entry keeps its UID for life, and its SEQUENCE grows with each change, so that a calendar updates what it has.
Times are London's own with their zone beside them, so that nine o'clock stays nine o'clock when the clocks change.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from core.calendar import LONDON, now
from courses.bookings.models import Booking
from courses.requests.models import CourseRequest
from people.models import Person, School

PRODUCT = "-//CPD//Bookings//EN"
Method = Literal["REQUEST", "CANCEL"]


def uid_of(booking: Booking) -> str:
    """Return the identity of a booking's entry in every calendar."""
    return f"booking-{booking.calendar_uid}@{_host()}"


def invitation(booking: Booking, method: Method = "REQUEST") -> str:
    """Return the iCalendar text of one booking for its person's own calendar: an invitation, update or cancellation.

    The booking comes with its request and person. Raises nothing: a person without an address gets no mail at all.
    """
    calendar = _calendar(method)
    event = _event(booking)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event.add("organizer", _address(address, name))
    attendee = _address(booking.person.email or "", booking.person.full_name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=False)
    if booking.joining_instructions:
        event["description"] = vText(f"{booking.joining_instructions}\n\n{event['description']}")
    calendar.add_component(event)
    return _text(calendar, [booking])


def feed(person: Person, bookings: Iterable[Booking]) -> str:
    """Return a person's bookings as a calendar to subscribe to. It holds titles, times, places and links, no more."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", "My CPD")
    calendar.add("refresh-interval", dt.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    rows = list(bookings)
    for booking in rows:
        event = _event(booking)
        event.add("status", "CONFIRMED")
        calendar.add_component(event)
    return _text(calendar, rows)


def out_feed(school: School, requests: Iterable[CourseRequest]) -> str:
    """Return who is out of a school for training as a calendar: names, titles, days and times, no more."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", f"Who is out: {school.name}")
    calendar.add("refresh-interval", dt.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    rows = list(requests)
    for request in rows:
        event = Event()
        event.add("uid", f"out-{request.public_id}@{_host()}")
        event.add("dtstamp", now())
        event.add("summary", f"{request.applicant.full_name}: {request.title}")
        for name, value in zip(("dtstart", "dtend"), _span(request), strict=True):
            event.add(name, value)
        event.add("status", "TENTATIVE" if request.status == CourseRequest.Status.TO_BOOK else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return _text(calendar, rows)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(booking: Booking) -> Event:
    event = Event()
    event.add("uid", uid_of(booking))
    event.add("dtstamp", now())
    event.add("sequence", booking.calendar_sequence)
    event.add("summary", booking.request.title)
    for name, value in zip(("dtstart", "dtend"), _span(booking), strict=True):
        event.add(name, value)
    if booking.venue:
        event.add("location", booking.venue)
    event.add("url", _link(booking))
    event.add("description", "\n".join([*_hours_of_each_day(booking), _link(booking)]))
    event.add("transp", "OPAQUE")
    return event


def _span(row: Any) -> tuple[dt.date, dt.date]:
    """Return start and end of a booking or request.

    London's times for one day with times, else whole days, whose end is the day after.
    """
    if row.starts_at and row.ends_at and row.starts_on == row.ends_on:
        start = dt.datetime.combine(row.starts_on, row.starts_at, LONDON)
        end = dt.datetime.combine(row.ends_on, row.ends_at, LONDON)
        if end > start:
            return start, end
    return row.starts_on, row.ends_on + dt.timedelta(days=1)


def _hours_of_each_day(booking: Booking) -> list[str]:
    """Return the times in words where a course of several days is shown as whole days."""
    if booking.starts_on == booking.ends_on or not (booking.starts_at and booking.ends_at):
        return []
    return [f"From {booking.starts_at:%H:%M} to {booking.ends_at:%H:%M} each day"]


def _address(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    if name:
        found.params["CN"] = vText(name)
    return found


def _link(booking: Booking) -> str:
    return f"{settings.SITE_URL}{booking.get_absolute_url()}"


def _text(calendar: Calendar, rows: Sequence[Any]) -> str:
    """Return the text, with the rules of London's zone for the years that it speaks of."""
    if rows:
        first = min(row.starts_on for row in rows).year
        last = max(row.ends_on for row in rows).year
        calendar.add_missing_timezones(first_date=dt.date(first - 1, 1, 1), last_date=dt.date(last + 2, 1, 1))
    return calendar.to_ical().decode()
