"""Which requirements an open booking would renew, for those who show how people stand."""

import datetime as dt
from collections.abc import Collection

from courses.models import Booking


def booked_renewals(people: Collection[int] | None) -> dict[tuple[int, int], dt.date]:
    """Return, by (person id, requirement id), the first day of an open booking that would renew the requirement.

    It would when the course counts for it (credits it, or what satisfies it); a course that is not in the catalogue
    when the request names it. `people`: ids, or None for everybody.
    """
    bookings = Booking.objects.open().order_by()
    if people is not None:
        bookings = bookings.filter(person__in=people)
    unlisted = bookings.filter(request__course=None)
    found: dict[tuple[int, int], dt.date] = {}
    for rows, requirement_of in (
        (unlisted, "request__requirement"),
        (bookings, "request__course__credits"),
        (bookings, "request__course__credits__satisfies"),
    ):
        renewing = rows.filter(**{f"{requirement_of}__isnull": False})
        for person, requirement, day in renewing.values_list("person_id", requirement_of, "starts_on"):
            known = found.get((person, requirement))
            found[person, requirement] = min(day, known) if known else day
    return found
