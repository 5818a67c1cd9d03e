"""What is booked, told from above: this app knows no courses, so the app that books registers who knows."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping

from core.calendar import today

# Takes person ids (nothing: everybody) and returns, by (person id, requirement id), the day on which an open booking
# that would renew the requirement takes place.
BookingsKnown = Callable[[Collection[int] | None], Mapping[tuple[int, int], dt.date]]

_knows: list[BookingsKnown] = []


def register_bookings(knows: BookingsKnown) -> None:
    """Add somebody who knows of open bookings. Called in `AppConfig.ready`; adding the same twice changes nothing."""
    if knows not in _knows:
        _knows.append(knows)


def bookings_on(day: dt.date, people: Collection[int] | None) -> dict[tuple[int, int], dt.date]:
    """Return, by (person id, requirement id), the first day on which something booked would renew it.

    For an earlier day nothing: what is open today tells nothing of it, and booked is unmet as without a booking.
    """
    if day < today():
        return {}
    found: dict[tuple[int, int], dt.date] = {}
    for knows in _knows:
        for key, booked_on in knows(people).items():
            found[key] = min(booked_on, found.get(key, booked_on))
    return found
