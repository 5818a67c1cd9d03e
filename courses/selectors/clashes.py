"""Days and time: which days of a request are no school days, and how long the person is out of class (policy HS-2)."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from core.calendar import bank_holidays, is_school_day
from courses.models import Booking, CostLine, Request
from people.selectors import term_on, term_spans, terms_by_school, training_days
from planning.models import Mode
from planning.money import pence

LESSONS_END = dt.time(15, 0)
LONGEST = 400
HOURS_OF_A_DAY = 5
Spans = list[tuple[dt.date, dt.date]]


@dataclass(frozen=True, slots=True)
class OddDay:
    """A day of a request on which the school does not run as usual, and why."""

    day: dt.date
    why: str


@dataclass(frozen=True, slots=True)
class TimeOut:
    """How many school days somebody is out of class in a term: by what is under way or done, and by this request.

    `closed`: why the school is closed on all of this one's days ("in the school holidays"), else empty.
    """

    term: str
    others: int
    this: int
    closed: str

    @property
    def total(self) -> int:
        """Return the days of all together."""
        return self.others + self.this


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the days from the first to the last, at most a year and a bit of them."""
    for number in range(min((last - first).days + 1, LONGEST)):
        yield first + dt.timedelta(days=number)


def odd_days(request: Request) -> list[OddDay]:
    """Return the days of a request at a weekend, on a bank holiday, out of term, or on a training day of the school.

    Of a request that lasts long (a qualification over months) weekends and holidays say nothing: only its first and
    last day are looked at.
    """
    if request.starts_on is None or request.ends_on is None:
        return []
    days = list(days_between(request.starts_on, request.ends_on))
    if len(days) > 7:
        days = [days[0], days[-1]]
    spans = term_spans(request.school)
    training = {row.day: row for row in training_days(request.school, request.starts_on, request.ends_on)}
    found = []
    for day in days:
        if day.weekday() > 4:
            found.append(OddDay(day, "a weekend"))
        elif day in bank_holidays(day.year):
            found.append(OddDay(day, "a bank holiday"))
        elif not is_school_day(day, spans):
            found.append(OddDay(day, "in the school holidays"))
        elif day in training:
            title = training[day].title
            found.append(OddDay(day, f"a training day ({title})" if title else "a training day"))
    return found


def closed_then(request: Any, spans: Spans) -> str:
    """Return why the school is closed on every day of a request or booking ("in the school holidays"), else "".

    `spans`: the school's stretches of term (`people.selectors.term_spans`).
    """
    if request.starts_on is None or request.ends_on is None:
        return ""
    days = list(days_between(request.starts_on, request.ends_on))
    if any(is_school_day(day, spans) for day in days):
        return ""
    weekdays = [day for day in days if day.weekday() < 5]
    if any(day not in bank_holidays(day.year) for day in weekdays):
        return "in the school holidays"
    return "on a bank holiday" if weekdays else "at a weekend"


def mark_closed(requests: Iterable[Any]) -> None:
    """Put `closed` (see `closed_then`) on each of the requests or bookings that a page shows, in one query."""
    rows = list(requests)
    closed = closed_at(row.school_id for row in rows)
    for row in rows:
        row.closed = closed(row)


def closed_at(schools: Iterable[int]) -> Callable[[Any], str]:
    """Return `closed_then` for the requests and bookings of these schools, whose terms are read in one query."""
    spans = {
        school: [(term.starts_on, term.ends_on) for term in terms] for school, terms in terms_by_school(schools).items()
    }
    return lambda row: closed_then(row, spans[row.school_id])


def cover_words(row: Any, closed: str) -> str:
    """Return whether a request, or that of a booking, needs supply cover, and why the school is closed then."""
    if not getattr(row, "request", row).needs_cover:
        return ""
    return f"Supply cover {closed}" if closed else "Supply cover"


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


def takes_out_of_class(request: Request) -> bool:
    """Say whether a request falls into lessons: staff, and neither after school nor in one's own time."""
    if request.applies_as or request.mode == Mode.ONLINE_OWN_TIME:
        return False
    return request.starts_at is None or request.starts_at < LESSONS_END


def _days_out(request: Request, first: dt.date, last: dt.date, spans: Spans) -> int:
    """Return the school days of a request between two days; a long course takes no more days than its hours fill."""
    if not takes_out_of_class(request) or request.starts_on is None or request.ends_on is None:
        return 0
    days = days_between(max(first, request.starts_on), min(last, request.ends_on))
    count = sum(is_school_day(day, spans) for day in days)
    return min(count, math.ceil(request.hours / HOURS_OF_A_DAY) or 1) if request.hours else count


def time_out_of_class(request: Request) -> TimeOut | None:
    """Return the applicant's school days out of class in the term of the request, by others and by this one.

    Counts what is being decided, approved, booked or done, for every school. Nothing for those who govern.
    """
    if request.starts_on is None or request.ends_on is None or request.applies_as:
        return None
    term = term_on(request.school, request.starts_on)
    spans = term_spans(request.school)
    others = (
        Request.objects.overlapping(term.first, term.last)
        .filter(applicant=request.applicant_id, status__in=Request.Status.holding_a_day())
        .exclude(pk=request.pk)
    )
    return TimeOut(
        term=term.name,
        others=sum(_days_out(other, term.first, term.last, spans) for other in others),
        this=_days_out(request, term.first, term.last, spans),
        closed=closed_then(request, spans),
    )
