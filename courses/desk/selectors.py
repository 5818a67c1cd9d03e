"""The booking desk: what is to be booked and what to look after, over all schools."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Lower

from core.calendar import now, today
from core.formatting import money, plus_unknown
from core.search import has_words
from core.trust_settings import trust_setting
from courses.bookings.models import Booking
from courses.requests.models import CourseRequest

# The key of a queue in addresses, and its words.
TO_BOOK = "to-book"
ATTENDANCE = "attendance"
CERTIFICATES = "certificates"
CONFIRMATIONS = "confirmations"
CANCELLATION = "free-cancellation"
QUEUES: dict[str, str] = {
    TO_BOOK: "To book",
    ATTENDANCE: "Attendance due",
    CERTIFICATES: "Certificate missing",
    CONFIRMATIONS: "Confirmation missing",
    CANCELLATION: "Free cancellation ending",
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the desk is narrowed to: words, a school, a provider, days."""

    words: str = ""
    school_id: int | None = None
    provider: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One course on one date with everybody who is to be booked on it: one call to the provider."""

    title: str
    provider: str
    starts_on: dt.date
    ends_on: dt.date
    requests: tuple[CourseRequest, ...]

    @property
    def count(self) -> int:
        """Return how many people are to be booked."""
        return len(self.requests)

    @property
    def cost(self) -> str:
        """Return what was agreed for all of them, in words."""
        return agreed_together(self.requests)

    @property
    def school_count(self) -> int:
        """Return over how many schools they are spread."""
        return len({request.school_id for request in self.requests})

    @property
    def days_waiting(self) -> int:
        """Return for how many days the longest of them has waited to be booked."""
        return max((days_since(request.waiting_since) for request in self.requests), default=0)

    @property
    def days_left(self) -> int:
        """Return in how many days the course begins; less than nothing when it has begun."""
        return (self.starts_on - today()).days

    @property
    def is_statutory(self) -> bool:
        """Return whether somebody renews a statutory requirement with it (policy IM-3)."""
        return any(request.is_renewal for request in self.requests)

    @property
    def first(self) -> CourseRequest:
        """Return the request that leads the group."""
        return self.requests[0]


def agreed_together(requests: Sequence[CourseRequest]) -> str:
    """Return what was agreed for some requests together in words, and how many of them have no known price."""
    agreed = sum((request.agreed_cost or Decimal(0) for request in requests), Decimal(0))
    return plus_unknown(money(agreed), sum(request.fee_unknown for request in requests))


def days_since(moment: dt.datetime | None) -> int:
    """Return for how many whole days something has waited."""
    return max((now() - moment).days, 0) if moment else 0


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
    return rows


# Requests for a course of the catalogue go together by the course, others by title and provider.
_OFFER = ("course", "offer_title", "offer_provider", "starts_on", "ends_on")


def _with_offer(requests: "QuerySet[CourseRequest]") -> "QuerySet[Any]":
    return requests.annotate(
        offer_title=Case(When(course=None, then=Lower("title")), default=Value("")),
        offer_provider=Case(When(course=None, then=Lower("provider_name")), default=Value("")),
    )


def offers(requests: "QuerySet[CourseRequest]", by_date: bool = False) -> "QuerySet[Any]":
    """Return the groups of what is to be booked, one row a course and date, in policy order (IM-3, AP-7) or by date.

    A row is a dictionary; `offers_with_people` turns a page of them into `Offer`s.
    """
    order = ("starts_on", "best_rank") if by_date else ("best_rank", "oldest")
    return (
        _with_offer(requests)
        .order_by()
        .values(*_OFFER)
        .annotate(people=Count("pk"), best_rank=Min("rank"), oldest=Min("waiting_since"), total=Sum("agreed_cost"))
        .order_by(*order, *_OFFER)
    )


def offers_with_people(requests: "QuerySet[CourseRequest]", rows: Iterable[dict[str, Any]]) -> list[Offer]:
    """Return a page of groups with the requests in them: two queries, however many groups."""
    rows = list(rows)
    if not rows:
        return []
    wanted = Q(pk__in=[])
    for row in rows:
        wanted |= Q(**{name: row[name] for name in _OFFER if row[name] is not None}) & Q(
            course__isnull=row["course"] is None
        )
    found: dict[tuple[Any, ...], list[CourseRequest]] = {}
    for request in (
        _with_offer(requests)
        .filter(wanted)
        .select_related("applicant", "school", "course", "requirement")
        .order_by("rank", "waiting_since", "pk")
    ):
        key = (request.course_id, request.offer_title, request.offer_provider, request.starts_on, request.ends_on)
        found.setdefault(key, []).append(request)
    return [
        Offer(people[0].title, people[0].provider_name, row["starts_on"], row["ends_on"], tuple(people))
        for row in rows
        if (people := found.get(tuple(row[name] for name in _OFFER)))
    ]


def kept_references(requests: Iterable[CourseRequest]) -> dict[int, Booking]:
    """Return for each request that takes over a colleague's place (by its pk) the booking whose reference it keeps."""
    taken_over = {r.replaces_id: r.pk for r in requests if r.replaces_id}
    rows = Booking.objects.filter(request__in=taken_over, cancelled_by=Booking.CancelledBy.NAME_CHANGE).order_by(
        "cancelled_at"
    )
    return {taken_over[row.request_id]: row for row in rows}
