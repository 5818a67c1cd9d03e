"""What is booked, told from above: this app knows no courses, so the app that books registers who knows."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping

# Takes person ids (nothing: everybody) and returns, by (person id, requirement id), the day on which an open booking
# that would renew the requirement takes place.
BookingsKnown = Callable[[Collection[int] | None], Mapping[tuple[int, int], dt.date]]

_knows: list[BookingsKnown] = []


def register_bookings(knows: BookingsKnown) -> None:
    """Add somebody who knows of open bookings. Called in `AppConfig.ready`; adding the same twice changes nothing."""
    if knows not in _knows:
        _knows.append(knows)


def open_bookings(people: Collection[int] | None) -> dict[tuple[int, int], dt.date]:
    """Return, by (person id, requirement id), the first day on which something booked would renew it."""
    found: dict[tuple[int, int], dt.date] = {}
    for knows in _knows:
        for key, day in knows(people).items():
            found[key] = min(day, found.get(key, day))
    return found
