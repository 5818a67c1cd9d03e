"""Which requirements an open booking would renew, for those who show how people stand."""

import datetime as dt
from collections.abc import Collection

from django.db.models import F

from courses.models import Booking


def booked_renewals(people: Collection[int] | None) -> dict[tuple[int, int], dt.date]:
    """Return, by (person id, requirement id), the first day of an open booking that would renew the requirement.

    It would when the request names the requirement or the course credits it. `people`: ids, or nothing for everybody.
    """
    bookings = Booking.objects.open().order_by()
    if people is not None:
        bookings = bookings.filter(person__in=people)
    named = bookings.filter(request__requirement__isnull=False).values_list(
        "person_id", "request__requirement_id", "starts_on"
    )
    credited = bookings.filter(request__course__credits__isnull=False).values_list(
        "person_id", F("request__course__credits"), "starts_on"
    )
    found: dict[tuple[int, int], dt.date] = {}
    for person, requirement, day in [*named, *credited]:
        known = found.get((person, requirement))
        found[person, requirement] = min(day, known) if known else day
    return found
