"""What is booked, told from above: this app knows no courses, so the app that books gives who knows."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from certificates.models import Requirement
from core.calendar import today
from core.plugins import Plugin, registered


@dataclass(frozen=True, slots=True)
class BookingsKnown(Plugin):
    """Who knows of open bookings.

    `days` takes person ids (nothing: everybody) and returns, by (person id, requirement id), the day on which an open
    booking that would renew the requirement takes place.
    """

    days: Callable[[Collection[int] | None], Mapping[tuple[int, int], dt.date]]


@dataclass(frozen=True, slots=True)
class CourseFinder(Plugin):
    """Where courses for a requirement are found: its address."""

    url_for: Callable[[Requirement], str]


def course_url(requirement: Requirement) -> str:
    """Return where courses for a requirement are found."""
    return registered(CourseFinder)[0].url_for(requirement)


def bookings_on(day: dt.date, people: Collection[int] | None) -> dict[tuple[int, int], dt.date]:
    """Return, by (person id, requirement id), the first day on which something booked would renew it.

    For an earlier day nothing: what is open today tells nothing of it, and booked is unmet as without a booking.
    """
    if day < today():
        return {}
    found: dict[tuple[int, int], dt.date] = {}
    for known in registered(BookingsKnown):
        for key, booked_on in known.days(people).items():
            found[key] = min(booked_on, found.get(key, booked_on))
    return found
