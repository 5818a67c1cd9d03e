"""The booking desk: what is to be booked and what to look after, over all schools."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from certificates.compliance import compliance_of_people
from certificates.models import Requirement
from core.calendar import now, today
from core.formatting import money, plus_unknown
from core.search import has_words
from core.trust_settings import trust_setting
from courses.bookings.models import Booking
from courses.requests.models import CourseRequest
from people.models import Person

# The key of a queue in addresses, and its words.
TO_BOOK = "to-book"
ATTENDANCE = "attendance"
CERTIFICATES = "certificates"
CONFIRMATIONS = "confirmations"
CANCELLATION = "free-cancellation"
QUEUES: dict[str, str] = {
    TO_BOOK: "To book",
    ATTENDANCE: "Attendance",
    CERTIFICATES: "Certificates",
    CONFIRMATIONS: "Confirmations",
    CANCELLATION: "Free cancellation",
}
# What starts within so many days is urgent, as are statutory renewals.
URGENT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the desk is narrowed to: words, a school, a provider, days, what is urgent."""

    words: str = ""
    only_urgent: bool = False
    school_id: int | None = None
    provider: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


def agreed_together(requests: Sequence[CourseRequest]) -> str:
    """Return what was agreed for some requests together in words, and how many of them have no known price."""
    agreed = sum((request.agreed_cost or Decimal(0) for request in requests), Decimal(0))
    unknown = sum(request.fee_unknown for request in requests)
    if len(requests) == 1 or (unknown == len(requests) and not agreed):
        return requests[0].agreed_words
    return plus_unknown(money(agreed), unknown)


def queue_of(name: str) -> "QuerySet[Booking]":
    """Return the bookings of one of the desk's queues (all but `TO_BOOK`), the most pressing first."""
    day = today()
    bookings = Booking.objects.select_related("request__course", "school", "person")
    if name == ATTENDANCE:
        return bookings.attendance_due(day).order_by("ends_on", "pk")
    if name == CERTIFICATES:
        last = day - dt.timedelta(days=int(trust_setting("courses.certificate_missing_after_days")))
        return bookings.certificate_missing(last).order_by("ends_on", "pk")
    if name == CONFIRMATIONS:
        waited = now() - dt.timedelta(days=int(trust_setting("courses.confirmation_missing_after_days")))
        return bookings.confirmation_missing(waited).order_by("starts_on", "pk")
    last = day + dt.timedelta(days=int(trust_setting("courses.free_cancellation_warning_days")))
    return bookings.free_cancellation_ending(day, last).order_by("cancel_free_until", "pk")


def certificates_missing(actor: Person) -> "QuerySet[Booking]":
    """Return the bookings that the actor sees and whose certificate has not come, from the first day on."""
    rows = Booking.objects.visible_to(actor).certificate_missing(today())
    return rows.select_related("request__course", "school", "person")


def queue_counts() -> dict[str, int]:
    """Return how much waits in each queue of the desk."""
    return {TO_BOOK: CourseRequest.objects.to_book().count()} | {
        name: queue_of(name).order_by().count() for name in QUEUES if name != TO_BOOK
    }


def narrowed(rows: Any, by: Narrowing, provider: str = "provider_name") -> Any:
    """Return the bookings or requests that fit what the desk is narrowed to. `provider`: the field of its name."""
    rows = rows.matching(by.words).filter(has_words(by.provider, provider))
    if by.school_id:
        rows = rows.filter(school=by.school_id)
    if by.first_day:
        rows = rows.filter(ends_on__gte=by.first_day)
    if by.last_day:
        rows = rows.filter(starts_on__lte=by.last_day)
    if by.only_urgent:
        soon = today() + dt.timedelta(days=URGENT_DAYS)
        rows = rows.filter(Q(is_renewal=True) | Q(starts_on__lte=soon))
    return rows


# So many of the last bookings are looked at for the highest number in use.
RECENT = 100


def next_order_numbers(count: int) -> list[str]:
    """Return as many purchase order numbers after the last one used, such as "26-0413"; "" where none ends in one."""
    used = Booking.objects.exclude(order_number="").order_by("-pk").values_list("order_number", flat=True)[:RECENT]
    parts = [match.groups() for number in used if (match := re.fullmatch(r"(.*?)(\d+)", number))]
    if not parts:
        return [""] * count
    # A booking that takes over a colleague's place keeps its number: the highest of the same kind counts.
    prefix, last = parts[0]
    highest = max(int(digits) for other, digits in parts if other == prefix)
    return [f"{prefix}{highest + number:0{len(last)}}" for number in range(1, count + 1)]


def kept_references(requests: Iterable[CourseRequest]) -> dict[int, Booking]:
    """Return for each request that takes over a colleague's place (by its pk) the booking whose reference it keeps."""
    taken_over = {r.replaces_id: r.pk for r in requests if r.replaces_id}
    rows = Booking.objects.filter(request__in=taken_over, cancelled_by=Booking.CancelledBy.NAME_CHANGE).order_by(
        "cancelled_at"
    )
    return {taken_over[row.request_id]: row for row in rows}


def mark_expiry(requests: Iterable[Any]) -> None:
    """Put `expires_on` on statutory renewals: the last day of what the applicant holds, None where that is nothing."""
    rows = [row for row in requests if row.is_renewal]
    if not rows:
        return
    duties = Requirement.objects.prefetch_related("satisfied_by").in_bulk({row.requirement_id for row in rows})
    compliance = compliance_of_people({row.applicant_id for row in rows}, requirements=list(duties.values()))
    for row in rows:
        held = compliance.best(row.applicant_id, duties[row.requirement_id])
        row.expires_on = held.expires_on if held else None
