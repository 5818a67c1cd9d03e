"""Bookings, and who is out, as calendar entries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings

from core.calendar import LONDON
from core.calendar_entries import Entry, Method, Moment, entries_of, feed_text, invitation_text
from courses.bookings.models import Booking
from courses.requests.models import CourseRequest
from people.models import Person, School, TrainingDay
from training.events.calendar import entry_of as entry_of_event
from training.events.models import EventKind
from training.models import Event


def entry_of(booking: Booking, *, words: str = "") -> Entry:
    """Return a booking's entry; it comes with its request. `words`: what is said before the hours of each day."""
    starts, ends = _span(booking)
    return Entry(
        key=f"booking-{booking.calendar_uid}",
        title=booking.request.title,
        starts=starts,
        ends=ends,
        sequence=booking.calendar_sequence,
        place=booking.venue,
        link=f"{settings.SITE_URL}{booking.get_absolute_url()}",
        words="\n".join([*([f"{words}\n"] if words else []), *_hours_of_each_day(booking)]),
    )


def invitation(booking: Booking, method: Method = "REQUEST") -> str:
    """Return the iCalendar text of one booking for its person's own calendar: an invitation, update or cancellation.

    The booking comes with its request and person. Raises nothing: a person without an address gets no mail at all.
    """
    entry = entry_of(booking, words=booking.joining_instructions)
    return invitation_text(entry, method, name=booking.person.full_name, address=booking.person.email or "")


def feed(person: Person, bookings: Iterable[Booking], events: Iterable[Event]) -> str:
    """Return somebody's bookings, events and meetings as a calendar to subscribe to.

    Titles, times, places and links, no more.
    """
    return feed_text("My CPD", [*map(entry_of, bookings), *map(entry_of_event, events), *entries_of(person)])


def out_feed(school: School, requests: Iterable[CourseRequest]) -> str:
    """Return who is out of a school for training as a calendar: names, titles, days and times, no more."""
    entries = []
    for request in requests:
        starts, ends = _span(request)
        title = f"{request.applicant.full_name}: {request.title}"
        is_booked = request.status != CourseRequest.Status.TO_BOOK
        entries.append(Entry(f"out-{request.public_id}", title, starts, ends, takes_time=False, is_certain=is_booked))
    return feed_text(f"Who is out: {school.name}", entries)


def school_feed(title: str, events: Iterable[Event], training: Iterable[TrainingDay]) -> str:
    """Return the training days and events of schools as a calendar; a training day with an event of its own is that.

    One of the central team is that of every school, and of a day of the whole trust. The days come with their school.
    Nothing in it makes its reader busy: what they go to stands in their own calendar.
    """
    rows = list(events)
    on_days = [event for event in rows if event.kind == EventKind.TRAINING_DAY]
    arranged = {(event.school_id, event.day) for event in on_days}
    of_trust = {event.day for event in on_days if event.school.is_central}
    entries = [replace(entry_of_event(event), takes_time=False) for event in rows]
    for day in training:
        if (day.school_id, day.day) not in arranged and day.day not in of_trust:
            whose, title_of_day = (day.school.public_id, day.school.name) if day.school else ("trust", "")
            words = ": ".join(part for part in (day.title or "INSET day", title_of_day) if part)
            key = f"training-day-{whose}-{day.day.isoformat()}"
            entries.append(Entry(key, words, day.day, day.day + dt.timedelta(days=1), takes_time=False))
    return feed_text(title, entries)


def _span(row: Any) -> tuple[Moment, Moment]:
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
