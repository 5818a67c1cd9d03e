"""Days and time: which days are no school days, how long somebody is out of class, who else is out, who leaves."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.calendar import bank_holidays, is_school_day, today
from core.formatting import short_date
from courses.requests.capacities import CENTRAL_ROLES, GOVERNS_A_SCHOOL, GOVERNS_THE_TRUST, asks_for_trust_board
from courses.requests.models import CourseRequest
from courses.requests.querysets import RequestQuerySet
from people.models import Grant, Post, Role
from people.selectors import term_on, term_spans, terms_by_school, training_days
from planning.models import Mode

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

    `closed`: why none of this one's days is missed ("in the school holidays", "on a day off"), else empty.
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


def odd_days(request: CourseRequest) -> list[OddDay]:
    """Return the days of a request on which its school is closed or trains, or on which the applicant doesn't work.

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
    works = working_days_of([request])
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
        elif not works(request, day):
            found.append(OddDay(day, "not one of your working days"))
    return found


def working_days_of(requests: Iterable[Any]) -> Callable[[Any, dt.date], bool]:
    """Return what says whether the applicant of one of these requests works at its school on a day; one query.

    Whoever has no post there on that day, or has not said their working days, counts as there.
    """
    rows = [row for row in requests if not row.applies_as]
    posts: dict[tuple[int, int], list[Post]] = {}
    wanted = {"person__in": {row.applicant_id for row in rows}, "school__in": {row.school_id for row in rows}}
    for post in Post.objects.filter(**wanted).order_by():
        posts.setdefault((post.person_id, post.school_id), []).append(post)

    def works(request: Any, day: dt.date) -> bool:
        mine = [] if request.applies_as else posts.get((request.applicant_id, request.school_id), [])
        held = [post for post in mine if post.starts_on <= day and (post.ends_on is None or day <= post.ends_on)]
        return not held or any(post.works_on(day) for post in held)

    return works


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


def takes_out_of_class(request: CourseRequest) -> bool:
    """Return whether a request falls into lessons: staff, and neither after school nor in one's own time."""
    if request.applies_as or request.mode == Mode.ONLINE_OWN_TIME:
        return False
    return request.starts_at is None or request.starts_at < LESSONS_END


def _days_out(
    request: CourseRequest, first: dt.date, last: dt.date, spans: Spans, works: Callable[[Any, dt.date], bool]
) -> int:
    """Return the working days of a request between two days; a long course takes no more days than its hours fill."""
    if not takes_out_of_class(request) or request.starts_on is None or request.ends_on is None:
        return 0
    days = days_between(max(first, request.starts_on), min(last, request.ends_on))
    count = sum(is_school_day(day, spans) and works(request, day) for day in days)
    return min(count, math.ceil(request.hours / HOURS_OF_A_DAY) or 1) if request.hours else count


def time_out_of_class(request: CourseRequest) -> TimeOut | None:
    """Return the applicant's school days out of class in the term of the request, by others and by this one.

    Counts what is being decided, approved, booked or done, for every school. Nothing for those who govern.
    """
    if request.starts_on is None or request.ends_on is None or request.applies_as:
        return None
    term = term_on(request.school, request.starts_on)
    spans = term_spans(request.school)
    others = (
        CourseRequest.objects.overlapping(term.first, term.last)
        .filter(applicant=request.applicant_id, status__in=CourseRequest.Status.holding_a_day())
        .exclude(pk=request.pk)
    )
    works = working_days_of([request, *others])
    is_free = not any(works(request, day) for day in days_between(request.starts_on, request.ends_on))
    return TimeOut(
        term=term.name,
        others=sum(_days_out(other, term.first, term.last, spans, works) for other in others),
        this=_days_out(request, term.first, term.last, spans, works),
        closed=closed_then(request, spans) or ("on a day off" if is_free else ""),
    )


@dataclass(frozen=True, slots=True)
class Leaving:
    """The last day of somebody in the trust, or in the post or role at the school that they asked for."""

    last_day: dt.date
    # Empty: they leave the trust.
    school: str = ""

    def __str__(self) -> str:
        verb = "Left" if self.last_day < today() else "Leaves"
        return f"{verb} {self.school + ' ' if self.school else ''}on {short_date(self.last_day)}"


def leaving_of(requests: Iterable[CourseRequest]) -> dict[int, Leaving]:
    """Return for each request whose applicant leaves before its last day, by its pk, when that is.

    Staff leave a school with their last post (or leading role) there, those who govern with their last role on that
    board. Two queries, however many requests; they come with applicant and school.
    """
    rows = list(requests)
    people = {request.applicant_id for request in rows}
    ends: dict[tuple[int, int | None, str], list[dt.date | None]] = {}
    for person, school, last in Post.objects.filter(person__in=people).values_list("person", "school", "ends_on"):
        ends.setdefault((person, school, ""), []).append(last)
    grants = Grant.objects.filter(person__in=people).values_list("person", "school", "role", "ends_on")
    for person, school, role, last in grants:
        ends.setdefault((person, school, role), []).append(last)
    found = {}
    for request in rows:
        leaving = _leaving(request, ends)
        if leaving and request.ends_on and leaving.last_day < request.ends_on:
            found[request.pk] = leaving
    return found


def mark_leaving(requests: Iterable[Any]) -> None:
    """Put `leaving` on each of the requests that a page shows: when the applicant leaves before its end, or None."""
    rows = list(requests)
    leaving = leaving_of(rows)
    for row in rows:
        row.leaving = leaving.get(row.pk)


def _leaving(request: CourseRequest, ends: dict[tuple[int, int | None, str], list[dt.date | None]]) -> Leaving | None:
    """Return when the applicant leaves, the trust or the place asked for, whichever comes first."""
    held = [last for school, role in _places(request) for last in ends.get((request.applicant_id, school, role), [])]
    known = [last for last in held if last]
    last_there = max(known, default=None) if len(known) == len(held) else None
    left_on = request.applicant.left_on
    if left_on and (last_there is None or left_on <= last_there):
        return Leaving(left_on)
    return Leaving(last_there, str(request.school)) if last_there else None


def _places(request: CourseRequest) -> list[tuple[int | None, str]]:
    """Return school and role of what holds the applicant at the place they asked for; no role: a post."""
    if asks_for_trust_board(request.applies_as, request.school):
        return [(None, role) for role in GOVERNS_THE_TRUST]
    if request.applies_as:
        return [(request.school_id, role) for role in GOVERNS_A_SCHOOL]
    leading = [(request.school_id, role) for role in (*Role.school_leaders(), Role.SENIOR_LEADER)]
    central = [(None, role) for role in CENTRAL_ROLES] if request.school.is_central else []
    return [(request.school_id, ""), *leading, *central]


S = CourseRequest.Status


def requests_out_with(request: CourseRequest) -> RequestQuerySet:
    """Return the requests of colleagues who may be out of the same school on the same days (policy HS-2).

    Staff only; what was declined, withdrawn or cancelled holds no day. Approvers may read the names, applicants get
    the number.
    """
    if request.starts_on is None or request.ends_on is None:
        return CourseRequest.objects.none()
    return (
        CourseRequest.objects.overlapping(request.starts_on, request.ends_on)
        .filter(school=request.school_id, applies_as="", status__in=S.holding_a_day())
        .exclude(applicant=request.applicant_id)
        .select_related("applicant")
        .order_by("applicant__last_name", "applicant__first_name", "pk")
    )


def own_clashes(request: CourseRequest) -> list[CourseRequest]:
    """Return the applicant's other requests and bookings on the same days."""
    if request.starts_on is None or request.ends_on is None:
        return []
    return list(
        CourseRequest.objects.overlapping(request.starts_on, request.ends_on)
        .filter(applicant=request.applicant_id, status__in=S.holding_a_day())
        .exclude(pk=request.pk)
        .order_by("starts_on", "pk")
    )
