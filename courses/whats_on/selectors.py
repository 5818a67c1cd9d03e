"""What is on: events, dates of courses and what else the reader asked for, in one order, and how they stand with each.

A calendar shows a course of several days on each of them, a list once. One over weeks or months, of which most days are
days like any other, stands on its first alone.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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
# Where an entry of the list comes from, in the order of those that start together.
DATE, EVENT, OWN = range(3)


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
    events: EventQuerySet,
    dates: CourseDateQuerySet,
    own: "QuerySet[CourseRequest]",
    days: Sequence[dt.date],
    *,
    most: int,
    person: Person,
) -> list[DayOn]:
    """Return the days with what is on, at most so many entries a day. Nine queries at most.

    `own`: the reader's requests for what has no date in the catalogue.
    """
    rows = events.filter(day__range=(days[0], days[-1])).select_related("school")
    shown_events = _first_of_each_day(rows, most)
    counts = Counter({event.day: event.on_day for event in shown_events})
    of_events = _states_of_events(shown_events, person)
    entries: dict[dt.date, list[Entry]] = defaultdict(list)
    for event in shown_events:
        entries[event.day].append(_of_event(event, of_events.get(event.pk, State())))
    for courses, read in ((dates, _read_dates), (own, _read_requests)):
        keys = _keys_by_day(courses, days)
        counts.update({day: len(found) for day, found in keys.items()})
        as_entries = read({key for found in keys.values() for key in found[:most]}, person)
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


def _keys_by_day(courses: "QuerySet[Any]", days: Sequence[dt.date]) -> dict[dt.date, list[int]]:
    """Return by day the keys of the dates of courses, or of the requests, on it, the earliest time first."""
    first, last = days[0], days[-1]
    rows = courses.filter(starts_on__range=(first - dt.timedelta(days=LONGEST - 1), last), ends_on__gte=first)
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
        self,
        events: EventQuerySet,
        dates: CourseDateQuerySet,
        own: "QuerySet[CourseRequest]",
        person: Person,
        order: Sequence[str] = ("on",),
    ) -> None:
        self.events, self.dates, self.own, self.person, self.order = events, dates, own, person, order

    def order_by(self, *names: str) -> "WhatsOnList":
        """Return the list in another order: by `on`, `titled` or `by`, and their reverse."""
        return WhatsOnList(self.events, self.dates, self.own, self.person, names or self.order)

    def count(self) -> int:
        """Return how many there are."""
        return sum(rows.order_by().count() for rows in (self.events, self.dates, self.own))

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Entry]:
        return self._read(list(self._keys()[part]))

    def __iter__(self) -> Iterator[Entry]:
        keys = self._keys().iterator(chunk_size=READ_AT_ONCE)
        while some := list(islice(keys, READ_AT_ONCE)):
            yield from self._read(some)

    def _keys(self) -> "QuerySet[Any, dict[str, Any]]":
        at = Coalesce(F("starts_at"), Value(MIDNIGHT), output_field=TimeField())
        of_events = self.events.order_by().annotate(
            source=Value(EVENT), key=F("pk"), on=F("day"), at=TruncTime("starts_at", tzinfo=LONDON),
            titled=F("title"), by=F("school__name"),
        )  # fmt: skip
        of_dates = self.dates.order_by().annotate(
            source=Value(DATE), key=F("pk"), on=F("starts_on"), at=at,
            titled=F("course__title"), by=F("course__provider__name"),
        )  # fmt: skip
        of_own = self.own.order_by().annotate(
            source=Value(OWN), key=F("pk"), on=F("starts_on"), at=at, titled=F("title"), by=F("provider_name"),
        )  # fmt: skip
        names = ("source", "key", "on", "at", "titled", "by")
        rows = of_events.values(*names).union(of_dates.values(*names), of_own.values(*names), all=True)
        return rows.order_by(*self.order, "on", "at", "titled", "source", "key")

    def _read(self, keys: Iterable[dict[str, Any]]) -> list[Entry]:
        """Return the entries of the keys, in their order."""
        order = [(row["source"], row["key"]) for row in keys]
        found = {
            source: read([key for one, key in order if one == source], self.person) for source, read in READ.items()
        }
        return [found[source][key] for source, key in order if key in found[source]]


def _read_events(keys: Collection[int], person: Person) -> dict[int, Entry]:
    events = Event.objects.select_related("school").in_bulk(keys)
    states = _states_of_events(events.values(), person)
    return {key: _of_event(event, states.get(key, State())) for key, event in events.items()}


def _read_dates(keys: Collection[int], person: Person) -> dict[int, Entry]:
    dates = CourseDate.objects.select_related("course__provider").in_bulk(keys)
    states = _states_of_dates(dates.values(), person)
    return {key: _of_date(date, states.get(key, State())) for key, date in dates.items()}


def _read_requests(keys: Collection[int], person: Person) -> dict[int, Entry]:
    return {key: _of_request(request) for key, request in CourseRequest.objects.in_bulk(keys).items()}


# What makes entries of keys, by where they come from.
READ: dict[int, Callable[[Collection[int], Person], dict[int, Entry]]] = {
    DATE: _read_dates,
    EVENT: _read_events,
    OWN: _read_requests,
}


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
    own = CourseRequest.objects.filter(applicant=person, course_date__in=keys, status__in=ASKED).order_by("pk")
    return {
        request.course_date_id: _state_of_request(request)
        for request in own.only("course_date", "status", "public_id")
        if request.course_date_id
    }


def _state_of_request(request: CourseRequest) -> State:
    status = CourseRequest.Status
    words = {status.BOOKED: State("You have a place", "success"), status.TO_BOOK: State("Approved, to book", "waiting")}
    words |= dict.fromkeys((status.ATTENDED, status.CLOSED), State("Attended", "success"))
    state = words.get(status(request.status), State(request.get_status_display(), "waiting"))
    return replace(state, url=request.get_absolute_url())


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


def _of_request(request: CourseRequest) -> Entry:
    """Return the entry of a request that has its days, as every one that was sent has."""
    day: Any = request.starts_on
    return Entry(
        is_event=False,
        title=request.title,
        url=request.get_absolute_url(),
        day=day,
        last_day=request.ends_on or day,
        starts=request.starts_at,
        ends=request.ends_at,
        kind=request.get_approach_display(),
        place=request.venue,
        host=request.provider_name,
        mode=request.get_mode_display(),
        cost=request.cost_words,
        state=_state_of_request(request),
    )
