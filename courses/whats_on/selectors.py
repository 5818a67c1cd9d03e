"""What is on: the dates of courses and the events of some days, in one order, and how the reader stands with each.

A calendar shows a course of several days on each of them, a list once. One over weeks or months, of which most days are
days like any other, stands on its first alone.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, cast

from django.db.models import Count, F, Q, QuerySet, TimeField, Value, Window
from django.db.models.functions import Coalesce, RowNumber, TruncTime

from core.calendar import LONDON, bank_holidays
from core.components import Tone
from core.formatting import price, short_date
from courses.catalogue.models import CourseDate
from courses.catalogue.querysets import CourseDateQuerySet
from courses.requests.models import CourseRequest
from courses.whats_on.filters import ASKED
from people.models import Person, TrainingDay
from training.events.models import Event
from training.events.querysets import EventQuerySet
from training.events.tables import place_of
from training.models import Place

MIDNIGHT = dt.time(0)
# So many are read at once for a file.
READ_AT_ONCE = 500
# A course that lasts longer than so many days is on its first day only.
LONGEST = 14


@dataclass(frozen=True, slots=True)
class State:
    """How somebody stands with a date, in words, and the tone of the kit; no words where there is nothing to say.

    `url`: of their own request, where they made one.
    """

    words: str = ""
    tone: Tone = "neutral"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: of a course, or an event. `host`: who gives it. `cost`: in words, "" for an event without one."""

    is_event: bool
    title: str
    url: str
    day: dt.date
    last_day: dt.date
    starts: dt.time | None
    ends: dt.time | None
    kind: str
    place: str
    host: str
    mode: str
    cost: str
    state: State

    @property
    def what(self) -> str:
        """Return what it is, in a word."""
        return "Event" if self.is_event else "Course"

    @property
    def times(self) -> str:
        """Return "16:00 to 17:30", as far as it is known."""
        if self.starts is None:
            return ""
        return f"{self.starts:%H:%M} to {self.ends:%H:%M}" if self.ends else f"{self.starts:%H:%M}"

    @property
    def until(self) -> str:
        """Return "until 26 Nov 2026" for one that lasts longer than a day."""
        return f"until {short_date(self.last_day)}" if self.last_day != self.day else ""

    @property
    def details(self) -> str:
        """Return what else a reader wants to know at a glance, with points between."""
        kind = "" if self.kind == self.what else self.kind
        return " · ".join(part for part in (kind, self.place or self.mode, self.until, self.cost) if part)


@dataclass(frozen=True, slots=True)
class DayOn:
    """A day: what it is beside a usual one, what is on, and how much more than is shown."""

    day: dt.date
    note: str
    entries: list[Entry]
    more: int

    @property
    def is_free(self) -> bool:
        """Return whether there is nothing to tell of it."""
        return not self.entries and not self.note


def days_on(
    events: EventQuerySet, dates: CourseDateQuerySet, days: Sequence[dt.date], *, most: int, person: Person
) -> list[DayOn]:
    """Return the days with what is on, at most so many entries a day. Seven queries at most."""
    rows = events.filter(day__range=(days[0], days[-1])).select_related("school")
    shown_events = _first_of_each_day(rows, most)
    counts = Counter({event.day: event.on_day for event in shown_events})
    keys = _dates_by_day(dates, days)
    counts.update({day: len(found) for day, found in keys.items()})
    shown = {key for found in keys.values() for key in found[:most]}
    shown_dates = CourseDate.objects.select_related("course__provider").in_bulk(shown)
    of_events = _states_of_events(shown_events, person)
    of_dates = _states_of_dates(shown_dates.values(), person)
    entries: dict[dt.date, list[Entry]] = defaultdict(list)
    for event in shown_events:
        entries[event.day].append(_of_event(event, of_events.get(event.pk, State())))
    as_entries = {key: _of_date(date, of_dates.get(key, State())) for key, date in shown_dates.items()}
    for day, found in keys.items():
        entries[day] += [as_entries[key] for key in found[:most] if key in as_entries]
    notes = notes_of(person, days[0], days[-1])
    sorted_days = {day: sorted(found, key=_by_time)[:most] for day, found in entries.items()}
    return [
        DayOn(day, notes.get(day, ""), sorted_days.get(day, []), counts[day] - len(sorted_days.get(day, [])))
        for day in days
    ]


def _by_time(entry: Entry) -> tuple[dt.time, str]:
    return entry.starts or MIDNIGHT, entry.title


def _first_of_each_day(events: EventQuerySet, most: int) -> list[Any]:
    """Return the first events of each day by their time, each with how many there are on its day (`on_day`)."""
    nth = Window(RowNumber(), partition_by=F("day"), order_by=[F("starts_at").asc(), F("pk").asc()])
    number = Window(Count("pk"), partition_by=F("day"))
    return list(events.order_by().annotate(nth=nth, on_day=number).filter(nth__lte=most))


def _dates_by_day(dates: CourseDateQuerySet, days: Sequence[dt.date]) -> dict[dt.date, list[int]]:
    """Return by day the keys of the dates of courses on it, the earliest time first."""
    first, last = days[0], days[-1]
    rows = dates.filter(starts_on__range=(first - dt.timedelta(days=LONGEST - 1), last), ends_on__gte=first)
    in_order = rows.order_by(F("starts_at").asc(nulls_first=True), "pk")
    found: dict[dt.date, list[int]] = defaultdict(list)
    for key, begins, ends in in_order.values_list("pk", "starts_on", "ends_on"):
        length = (ends - begins).days + 1
        for step in range(length if length <= LONGEST else 1):
            if first <= (day := begins + dt.timedelta(days=step)) <= last:
                found[day].append(key)
    return found


def notes_of(person: Person, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Return by day what it is beside a usual one: a bank holiday, a training day of the person's schools."""
    schools = person.authority.schools_belonged_to()
    rows = TrainingDay.objects.filter(Q(school=None) | Q(school__in=schools), day__range=(first, last))
    found: dict[dt.date, str] = {}
    for row in rows.select_related("school").order_by("day", "school__name"):
        words = "INSET day" if row.school is None or len(schools) == 1 else f"INSET day: {row.school.name}"
        found[row.day] = f"{found[row.day]}. {words}" if found.get(row.day, words) != words else words
    closed = {day for year in {first.year, last.year} for day in bank_holidays(year) if first <= day <= last}
    return found | dict.fromkeys(closed, "Bank holiday")


class WhatsOnList:
    """What is on as one list of `Entry`, sorted and cut by the database: what a table needs of a queryset."""

    def __init__(
        self, events: EventQuerySet, dates: CourseDateQuerySet, person: Person, order: Sequence[str] = ("on",)
    ) -> None:
        self.events, self.dates, self.person, self.order = events, dates, person, order

    def order_by(self, *names: str) -> "WhatsOnList":
        """Return the list in another order: by `on`, `titled` or `by`, and their reverse."""
        return WhatsOnList(self.events, self.dates, self.person, names or self.order)

    def count(self) -> int:
        """Return how many there are."""
        return self.events.order_by().count() + self.dates.order_by().count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Entry]:
        return self._read(list(self._keys()[part]))

    def __iter__(self) -> Iterator[Entry]:
        keys = self._keys().iterator(chunk_size=READ_AT_ONCE)
        while some := list(islice(keys, READ_AT_ONCE)):
            yield from self._read(some)

    def _keys(self) -> "QuerySet[Any, dict[str, Any]]":
        of_events = self.events.order_by().annotate(
            is_event=Value(1), key=F("pk"), on=F("day"), at=TruncTime("starts_at", tzinfo=LONDON),
            titled=F("title"), by=F("school__name"),
        )  # fmt: skip
        of_dates = self.dates.order_by().annotate(
            is_event=Value(0), key=F("pk"), on=F("starts_on"),
            at=Coalesce(F("starts_at"), Value(MIDNIGHT), output_field=TimeField()),
            titled=F("course__title"), by=F("course__provider__name"),
        )  # fmt: skip
        names = ("is_event", "key", "on", "at", "titled", "by")
        rows = of_events.values(*names).union(of_dates.values(*names), all=True)
        return rows.order_by(*self.order, "on", "at", "titled", "is_event", "key")

    def _read(self, keys: Iterable[dict[str, Any]]) -> list[Entry]:
        """Return the entries of the keys, in their order."""
        order = [(row["is_event"], row["key"]) for row in keys]
        events = Event.objects.select_related("school").in_bulk([key for is_event, key in order if is_event])
        of_courses = CourseDate.objects.select_related("course__provider")
        dates = of_courses.in_bulk([key for is_event, key in order if not is_event])
        of_events = _states_of_events(events.values(), self.person)
        of_dates = _states_of_dates(dates.values(), self.person)
        return [
            _of_event(events[key], of_events.get(key, State()))
            if is_event
            else _of_date(dates[key], of_dates.get(key, State()))
            for is_event, key in order
            if key in (events if is_event else dates)
        ]


def _states_of_events(events: Iterable[Event], person: Person) -> dict[int, State]:
    """Return how the reader stands with events, by their keys. Two queries at most."""
    rows = list(events)
    if not rows:
        return {}
    keys = [event.pk for event in rows]
    limited = [event.pk for event in rows if event.capacity is not None and event.status == Event.Status.PLANNED]
    own = Place.objects.filter(person=person, event__in=keys, status__in=Place.OPEN)
    places = {place.event_id: place for place in own.order_by()}
    taken: dict[int, int] = {}
    if limited:
        counted = Place.objects.filter(event__in=limited).taken().order_by().values("event")
        taken = dict(counted.annotate(number=Count("pk")).values_list("event", "number"))
    return {event.pk: _state_of(event, places.get(event.pk), taken.get(event.pk, 0)) for event in rows}


def _state_of(event: Event, place: Place | None, taken: int) -> State:
    if event.status == Event.Status.CANCELLED:
        return State("Cancelled", "danger")
    if place is not None and not place.has_lapsed:
        going = place.status == Place.Status.CONFIRMED
        return State("You have a place", "success") if going else State(place.words, cast(Tone, place.tone))
    if event.status == Event.Status.PLANNED and event.capacity is not None and taken >= event.capacity:
        return State("Full")
    return State()


def _states_of_dates(dates: Iterable[CourseDate], person: Person) -> dict[int, State]:
    """Return how the reader stands with dates of courses, by their keys. One query at most."""
    keys = [date.pk for date in dates]
    if not keys:
        return {}
    status = CourseRequest.Status
    own = CourseRequest.objects.filter(applicant=person, course_date__in=keys, status__in=ASKED).order_by("pk")
    words = {status.BOOKED: State("You have a place", "success"), status.TO_BOOK: State("Approved, to book", "waiting")}
    words |= dict.fromkeys((status.ATTENDED, status.CLOSED), State("Attended", "success"))
    return {
        request.course_date_id: replace(
            words.get(status(request.status), State(request.get_status_display(), "waiting")),
            url=request.get_absolute_url(),
        )
        for request in own.only("course_date", "status", "public_id")
        if request.course_date_id
    }


def _of_event(event: Event, state: State) -> Entry:
    return Entry(
        is_event=True,
        title=event.title,
        url=event.get_absolute_url(),
        day=event.day,
        last_day=event.ends_in_london.date(),
        starts=event.starts_in_london.time(),
        ends=event.ends_in_london.time(),
        kind=event.get_kind_display(),
        place=place_of(event),
        host=event.school.name,
        mode=event.get_mode_display(),
        cost=price(event.cost) if event.cost else "",
        state=state,
    )


def _of_date(date: CourseDate, state: State) -> Entry:
    course = date.course
    return Entry(
        is_event=False,
        title=course.title,
        url=state.url or course.get_absolute_url(),
        day=date.starts_on,
        last_day=date.ends_on,
        starts=date.starts_at,
        ends=date.ends_at,
        kind=course.get_approach_display(),
        place=date.place,
        host=course.provider.name,
        mode=course.get_mode_display(),
        cost=price(course.price),
        state=state,
    )
