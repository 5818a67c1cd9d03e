"""Who is out of school for training: the days of what is approved, booked or done, with cover, its cost and clashes."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.db.models import Sum

from core.calendar import bank_holidays, is_school_day, today
from core.trust_settings import trust_setting
from courses.requests.clashes import days_between, takes_out_of_class, working_days_of
from courses.requests.models import CostLine, CourseRequest
from people.models import Grant, Post, Role, School
from people.selectors import term_spans, terms_by_school, training_days

S = CourseRequest.Status
STATUSES = (S.TO_BOOK, S.BOOKED, S.ATTENDED, S.CLOSED)
# Of a qualification over months nobody knows on which days somebody is out: it is named, and counts on no day.
LONGEST_OUT = 14
Spans = list[tuple[dt.date, dt.date]]
Works = Callable[[CourseRequest, dt.date], bool]


@dataclass(frozen=True, slots=True)
class Out:
    """Somebody out on one day: for which request, what they do at the school, and this day's part of the cover."""

    request: CourseRequest
    work: str
    manager: str
    cover: Decimal | None


@dataclass(frozen=True, slots=True)
class OutDay:
    """A day: why the school is closed ("Bank holiday"), what else it is ("INSET day"), who is out, and clashes."""

    day: dt.date
    closed: str
    note: str
    people: list[Out]
    clashes: list[str]

    @property
    def why(self) -> str:
        """Return what the day is beside a usual one: why the school is closed, or a training day."""
        return self.closed or self.note

    @property
    def is_free(self) -> bool:
        """Return whether there is nothing to tell of it."""
        return not self.people and not self.note

    @property
    def covers(self) -> int:
        """Return for how many of them cover is asked for."""
        return sum(1 for out in self.people if out.request.needs_cover)

    @property
    def cover_cost(self) -> Decimal:
        """Return what the cover of the day costs, as far as it is known."""
        return sum((out.cover for out in self.people if out.cover is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class OutSums:
    """What some days come to: different people, days out, days of cover and what they cost, days with a clash."""

    people: int
    days: int
    covers: int
    cover_cost: Decimal
    clashes: int


def out_requests(schools: Iterable[School], first: dt.date, last: dt.date) -> list[CourseRequest]:
    """Return the requests of staff that take somebody out of the schools' lessons on days from `first` to `last`."""
    rows = CourseRequest.objects.overlapping(first, last).filter(school__in=schools, applies_as="", status__in=STATUSES)
    rows = rows.select_related("applicant").order_by("starts_on", "applicant__last_name", "applicant__first_name", "pk")
    return [row for row in rows if takes_out_of_class(row)]


def _first_and_last(request: CourseRequest) -> tuple[dt.date, dt.date]:
    """Return the days of a request that has them, as each one here does."""
    return cast(dt.date, request.starts_on), cast(dt.date, request.ends_on)


def is_long(request: CourseRequest) -> bool:
    """Return whether a request lasts too long to be a matter of single days."""
    first, last = _first_and_last(request)
    return (last - first).days >= LONGEST_OUT


def out_days(school: School, first: dt.date, last: dt.date, requests: Iterable[CourseRequest]) -> list[OutDay]:
    """Return the weekdays from `first` to `last`, each with those who are out on it. Eight queries at most."""
    spans = term_spans(school)
    notes = {row.day: row.title or "INSET day" for row in training_days(school, first, last)}
    rows = [request for request in requests if not is_long(request)]
    work = _work(school, {row.applicant_id for row in rows}, first, last)
    costs, works = _cover_costs(rows), working_days_of(rows)
    found: dict[dt.date, list[Out]] = {}
    for row in rows:
        for day, cover in _shares(row, spans, costs.get(row.pk), works):
            found.setdefault(day, []).append(Out(row, *work.get(row.applicant_id, ("", "")), cover))
    most = int(trust_setting("courses.most_out"))
    days = (day for day in days_between(first, last) if day.weekday() < 5)
    return [
        OutDay(day, _closed(day, spans), notes.get(day, ""), people, _clashes(people, most))
        for day, people in ((day, found.get(day, [])) for day in days)
    ]


def sums_of(days: Iterable[OutDay]) -> OutSums:
    """Return what the days come to."""
    rows = list(days)
    return OutSums(
        people=len({out.request.applicant_id for day in rows for out in day.people}),
        days=sum(len({out.request.applicant_id for out in day.people}) for day in rows),
        covers=sum(day.covers for day in rows),
        cover_cost=sum((day.cover_cost for day in rows), Decimal(0)),
        clashes=sum(1 for day in rows if day.clashes),
    )


def out_counts(schools: Iterable[School], first: dt.date, last: dt.date) -> list[tuple[School, int, int]]:
    """Return each school with how many are out of it today, and on some day from `first` to `last`.

    Those with the most come first. Three queries.
    """
    rows = list(schools)
    terms = terms_by_school(school.pk for school in rows)
    spans = {school: [(term.starts_on, term.ends_on) for term in found] for school, found in terms.items()}
    out: dict[int, set[tuple[int, bool]]] = {school.pk: set() for school in rows}
    requests = out_requests(rows, first, last)
    works = working_days_of(requests)
    for request in requests:
        if not is_long(request):
            days = [day for day in days_between(*_first_and_last(request)) if first <= day <= last]
            spans_here = spans[request.school_id]
            held = {day == today() for day in days if is_school_day(day, spans_here) and works(request, day)}
            out[request.school_id] |= {(request.applicant_id, is_now) for is_now in held}
    counted = [
        (school, sum(is_now for _, is_now in out[school.pk]), len({person for person, _ in out[school.pk]}))
        for school in rows
    ]
    return sorted(counted, key=lambda row: -row[2])


def _closed(day: dt.date, spans: Spans) -> str:
    """Return why the school is closed on a weekday, else ""."""
    if day in bank_holidays(day.year):
        return "Bank holiday"
    return "" if is_school_day(day, spans) else "School holidays"


def _work(school: School, people: set[int], first: dt.date, last: dt.date) -> dict[int, tuple[str, str]]:
    """Return by person what they do at the school, and whose team they are in; the head's own is no team."""
    leaders = Grant.objects.current().filter(school=school, role__in=Role.school_leaders())
    heads = set(leaders.values_list("person", flat=True))
    posts = Post.objects.filter(school=school, person__in=people, starts_on__lte=last).exclude(ends_on__lt=first)
    return {
        post.person_id: (
            post.job_title,
            post.line_manager.full_name if post.line_manager and post.line_manager_id not in heads else "",
        )
        for post in posts.select_related("line_manager").order_by("-starts_on", "-pk")
    }


def _cover_costs(requests: list[CourseRequest]) -> dict[int, Decimal]:
    """Return what supply cover costs by request, where that is known."""
    lines = CostLine.objects.filter(request__in=requests, heading=CostLine.Heading.COVER).order_by()
    return dict(lines.values_list("request").annotate(Sum("amount")))


def _shares(
    request: CourseRequest, spans: Spans, cost: Decimal | None, works: Works
) -> Sequence[tuple[dt.date, Decimal | None]]:
    """Return the working days of a request, each with its part of the cost; the last day's has the odd pennies."""
    days = [day for day in days_between(*_first_and_last(request)) if is_school_day(day, spans) and works(request, day)]
    if cost is None or not days:
        return [(day, None) for day in days]
    part = (cost / len(days)).quantize(Decimal("0.01"))
    return [(day, part) for day in days[:-1]] + [(days[-1], cost - part * (len(days) - 1))]


def _clashes(people: list[Out], most: int) -> list[str]:
    """Return in words why a day is a difficult one: more out than the trust's number, or two and more of a team."""
    count = len({out.request.applicant_id for out in people})
    found = [f"{count} people out"] if count > most else []
    teams = Counter(manager for manager, _ in {(out.manager, out.request.applicant_id) for out in people} if manager)
    return found + [f"{number} of {manager}’s team" for manager, number in sorted(teams.items()) if number > 1]
