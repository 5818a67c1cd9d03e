"""Reads over bookings: of a request, in a calendar, what they come to and renew."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from core.calendar import today
from core.money import pence
from core.reading import Steps, summed
from courses.bookings.models import Booking
from courses.requests.clashes import mark_closed
from courses.requests.models import CostLine, CourseRequest
from people.models import Person


def booked_renewals(people: Collection[int] | None) -> dict[tuple[int, int], dt.date]:
    """Return, by (person id, requirement id), the first day of an open booking that would renew the requirement.

    It would when the course counts for it (credits it, or what satisfies it); a course that is not in the catalogue
    when the request names it. `people`: ids, or None for everybody.
    """
    bookings = Booking.objects.open().order_by()
    if people is not None:
        bookings = bookings.filter(person__in=people)
    named, credited = "request__requirement", "request__course__credits"
    renewing = bookings.filter(
        Q(request__course=None, **{f"{named}__isnull": False}) | Q(**{f"{credited}__isnull": False})
    )
    found: dict[tuple[int, int], dt.date] = {}
    for person, day, course, *requirements in renewing.values_list(
        "person_id", "starts_on", "request__course", named, credited, f"{credited}__satisfies"
    ):
        for requirement in requirements[1:] if course else requirements[:1]:
            known = found.get((person, requirement), day)
            if requirement is not None:
                found[person, requirement] = min(day, known)
    return found


def cover_when_closed(bookings: "QuerySet[Booking]") -> dict[int, Decimal | None]:
    """Return the supply cover booked on days when the school is closed: {booking: pounds, None where not known}.

    Looks at the bookings that were not cancelled and whose people need cover. Three queries, however many there are.
    """
    needed = bookings.held().filter(request__needs_cover=True)  # type: ignore[attr-defined]
    rows: list[Any] = list(needed.order_by().only("request", "school", "starts_on", "ends_on"))
    mark_closed(rows)
    closed = {row.request_id: row.pk for row in rows if row.closed}
    found: dict[int, Decimal | None] = dict.fromkeys(closed.values())
    lines = CostLine.objects.filter(heading=CostLine.Heading.COVER, request__in=closed).order_by()
    return found | {closed[pk]: pence(cover) for pk, cover in lines.values_list("request").annotate(Sum("amount"))}


def booking_of(request: CourseRequest, reader: Person) -> Booking | None:
    """Return the request's booking that holds, else its last cancelled one, as far as the reader may see it."""
    rows = list(
        Booking.objects.visible_to(reader).filter(request=request).select_related("school", "confirmation", "request")
    )
    rows.sort(key=lambda b: (b.status == Booking.Status.CANCELLED, -b.pk))
    return rows[0] if rows else None


def bookings_in_calendar(person: Person) -> "QuerySet[Booking]":
    """Return what a person's calendar feed shows: what is booked, and what was attended since a year ago."""
    since = today() - dt.timedelta(days=366)
    return (
        Booking.objects.filter(person=person, starts_on__gte=since)
        .exclude(status=Booking.Status.CANCELLED)
        .select_related("request")
        .order_by("starts_on", "pk")
    )


# What the register is narrowed to beside the statuses: links from figures name the same.
# Not a status of its own: booked, and the last day is over.
ATTENDANCE_DUE = "attendance_due"
# The same, as far as it is for the reader to say who came.
TO_CONFIRM = "to_confirm"
# All statuses but one: what reports and the first page count as booked.
HELD = "held"
# Supply cover on days when the school is closed.
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class BookingSums:
    """What bookings come to: those that were not cancelled and their cost, the cancelled ones and their charges."""

    booked: int
    cost: Decimal
    cancelled: int
    charges: Decimal


def booking_sums(bookings: "QuerySet[Booking]") -> Steps[BookingSums]:
    """Return what the bookings come to."""
    cancelled = Q(status=Booking.Status.CANCELLED)
    [found] = yield summed(
        bookings,
        booked=Count("pk", filter=~cancelled),
        cost=Sum("cost", filter=~cancelled),
        cancelled=Count("pk", filter=cancelled),
        charges=Sum("cancellation_charge", filter=cancelled),
    )
    return BookingSums(found["booked"], pence(found["cost"]), found["cancelled"], pence(found["charges"]))
