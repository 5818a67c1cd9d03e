"""Who is on the register of an event, and what it comes to."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from certificates.models import Certificate, Exemption, Requirement
from core.calendar import now, today
from people.models import Person
from people.selectors import away_on
from training.attendance.models import Attendance, CatchUp, Mark, sign_of
from training.events.models import Event, Material
from training.events.selectors import is_for_everybody, not_required, people_of
from training.places.models import Place

# So many lines stand on a page of a register: a hall of people in one go, and never more fields than a form may send.
LINES_ON_PAGE = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a register: somebody expected or added, and what is marked of them."""

    key: UUID
    name: str
    person: Person | None = None
    attendance: Attendance | None = None
    # Not of whoever does not work then, or is away for long.
    is_required: bool = True

    @property
    def mark(self) -> str:
        """Return what is marked, or "" for nothing yet."""
        return self.attendance.mark if self.attendance else ""

    @property
    def sign(self) -> str:
        """Return the sign of what it says now."""
        return self.attendance.sign if self.attendance else sign_of()


def expected_at(event: Event) -> "QuerySet[Person]":
    """Return who is on the register: those with a place; of what nobody signs up for, a staff meeting, all invited."""
    with_place = Place.objects.filter(event=event).confirmed().order_by().values("person")
    if is_for_everybody(event):
        invited = people_of(event).order_by().values("pk")
        return Person.objects.filter(Q(pk__in=with_place) | Q(pk__in=invited))
    return Person.objects.filter(pk__in=with_place)


def register_of(event: Event, *, with_away: bool = False) -> list[Line]:
    """Return the lines of a register by name: in at most four queries, whatever their number.

    Whoever is away for long has a line once they are marked, so that no page and no sheet says who is; `with_away`:
    all of them, for closing it.
    """
    marked = list(Attendance.objects.filter(event=event).marked())
    by_person = {row.person_id: row for row in marked if row.person_id}
    # What is closed stays as it was, whoever may have joined the trust since.
    expected = Person.objects.none() if event.status == Event.Status.HELD else expected_at(event)
    if not with_away:
        expected = expected.exclude(pk__in=away_on(event.day))
    people = {row.person for row in marked if row.person} | set(expected)
    free = _not_required(event, [person.pk for person in people], marked)
    lines = [
        Line(person.public_id, person.full_name, person, by_person.get(person.pk), person.pk not in free)
        for person in people
    ]
    lines += [Line(row.public_id, row.guest_name, None, row) for row in marked if not row.person_id]
    return sorted(lines, key=lambda line: (_last_name(line).casefold(), line.name.casefold(), str(line.key)))


def _not_required(event: Event, people: Collection[int], marked: Iterable[Attendance]) -> set[int | None]:
    """Return the keys of those who need not come: as the closed register says, else as their working days do."""
    if event.status == Event.Status.HELD:
        return {row.person_id for row in marked if row.mark == Mark.NOT_REQUIRED}
    return set(not_required(event, people))


def _last_name(line: Line) -> str:
    return line.person.last_name if line.person else line.name.rsplit(" ", 1)[-1]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of a long register."""

    number: int
    lines: list[Line]

    @property
    def words(self) -> str:
        """Return whose names are on it: "Abbott to Hughes"."""
        first, last = _last_name(self.lines[0]), _last_name(self.lines[-1])
        return first if first == last else f"{first} to {last}"


def pages_of(lines: Sequence[Line]) -> list[RegisterPage]:
    """Return the pages of a register, of so many lines each; none where nobody is on it."""
    starts = range(0, len(lines), LINES_ON_PAGE)
    return [RegisterPage(number, list(lines[at : at + LINES_ON_PAGE])) for number, at in enumerate(starts, 1)]


def is_required(attendance: Attendance) -> bool:
    """Return whether somebody has to come to the event of a line: guests, too, are as the register marks them."""
    person = attendance.person_id
    return person is None or person not in not_required(attendance.event, [person])


def minutes_of(event: Event) -> int:
    """Return how long an event is."""
    return max(int((event.ends_at - event.starts_at).total_seconds()) // 60, 1)


def attended_minutes(event: Event, mark: str, missed: int) -> int:
    """Return how many minutes of an event somebody was there."""
    return 0 if mark in Mark.not_there() else max(minutes_of(event) - missed, 0)


def hours_of(event: Event, mark: str, missed: int) -> Decimal:
    """Return the hours that go into the record: those attended."""
    return (Decimal(attended_minutes(event, mark, missed)) / 60).quantize(Decimal("0.01"))


def earns_certificate(event: Event, mark: str, missed: int) -> bool:
    """Return whether somebody was there for the share that a certificate asks for."""
    minutes = attended_minutes(event, mark, missed)
    return minutes > 0 and minutes * 100 >= minutes_of(event) * event.least_share


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a register's lines by mark."""

    present: int
    partly: int
    absent: int
    not_required: int
    unmarked: int
    own_word: int

    @property
    def words(self) -> str:
        """Return it in words: "12 present, 1 late or left early, 2 absent, 3 not marked"."""
        parts = [
            (self.present, "present"),
            (self.partly, "late or left early"),
            (self.absent, "absent"),
            (self.not_required, "invited, not required"),
            (self.unmarked, "not marked"),
        ]
        return ", ".join(f"{number} {words}" for number, words in parts if number) or "No one yet"


def summary_of(lines: Iterable[Line]) -> Summary:
    """Count the lines of a register by mark."""
    lines = list(lines)
    counts = Counter(line.mark for line in lines)
    return Summary(
        present=counts[Mark.PRESENT],
        partly=counts[Mark.LATE] + counts[Mark.LEFT_EARLY],
        absent=counts[Mark.ABSENT],
        not_required=counts[Mark.NOT_REQUIRED] + sum(1 for line in lines if not (line.mark or line.is_required)),
        unmarked=sum(1 for line in lines if line.is_required and not line.mark),
        own_word=sum(1 for line in lines if line.attendance and line.attendance.is_own_word),
    )


def still_missing(attendance: Attendance) -> list[Requirement]:
    """Return what an event renews and somebody who missed it has not renewed on its day or since."""
    event = attendance.event
    renewed = Certificate.objects.awards().filter(person=attendance.person_id, awarded_on__gte=event.day)
    return list(event.requirements.exclude(pk__in=renewed.order_by().values("requirement")))


def is_still_asked(attendance: Attendance, day: date) -> bool:
    """Return whether the trust still asks for some of what somebody has not renewed: in use, and not exempt."""
    exempt = Exemption.objects.on(day).filter(person=attendance.person_id).order_by().values("requirement")
    missing = [requirement.pk for requirement in still_missing(attendance)]
    return Requirement.objects.in_use().filter(pk__in=missing).exclude(pk__in=exempt).exists()


class Way(StrEnum):
    """How somebody catches up."""

    DATE = "date"
    AGAIN = "again"
    ASK = "ask"
    READ = "read"


def way_of(catch_up: CatchUp, day: date | None = None) -> Way:
    """Return how somebody catches up on a day: on the other date while they have a place there, else by reading.

    Whoever gave that place up does not read instead: they sign up again or ask the organiser. So does whoever lost it
    where there is no material to read.
    """
    event, person = catch_up.next_event, catch_up.attendance.person_id
    if event is None:
        return Way.READ
    places = Place.objects.filter(event=event, person=person)
    if event.status == Event.Status.PLANNED and places.open().exists():
        was_there = Attendance.objects.filter(event=event, person=person).exclude(mark__in=Mark.not_there())
        if event.day >= (day or today()) or was_there.exists():
            return Way.DATE
    last = places.order_by("-pk").first()
    if last is not None and last.is_given_up and event.status != Event.Status.CANCELLED:
        return Way.ASK if event.has_started else Way.AGAIN
    return Way.READ if Material.objects.of(catch_up.attendance.event).exists() else Way.ASK


def places_at(event: Event, people: Collection[int]) -> dict[int, str]:
    """Return how the open places at an event stand of those of the people who have one, by their keys."""
    rows = Place.objects.filter(event=event, person__in=people).open().order_by()
    return dict(rows.values_list("person", "status"))


def missed_at(event: Event) -> "QuerySet[Attendance]":
    """Return the lines of a closed register of people who missed what an event renews and have not renewed it since.

    Not of what the trust asks no more, nor of whoever is exempt. Whoever was there for less than the share that a
    certificate asks for has missed it too.
    """
    since = {"person": OuterRef(OuterRef("person")), "requirement": OuterRef("requirement")}
    renewed = Certificate.objects.awards().filter(awarded_on__gte=event.day, **since).order_by()
    exempt = Exemption.objects.on(today()).filter(**since).order_by()
    needed = Event.requirements.through.objects.filter(event=event, requirement__in=Requirement.objects.in_use())
    needed = needed.exclude(Exists(renewed)).exclude(Exists(exempt))
    rows = Attendance.objects.filter(event=event, confirmed_at__isnull=False, person__isnull=False)
    return rows.filter(Exists(needed)).select_related("person", "catch_up").order_by("person__last_name", "pk")


def asked_of(event: Event) -> list[CatchUp]:
    """Return who was asked to catch up on an event, by name: those who have not yet first."""
    rows = CatchUp.objects.filter(attendance__event=event).select_related("attendance__person")
    return sorted(
        rows.order_by("attendance__person__last_name", "pk"), key=lambda row: row.status != CatchUp.Status.OPEN
    )


def dates_to_catch_up(event: Event, actor: Person) -> "QuerySet[Event]":
    """Return the events to come that the actor sees and that renew all that this one does, the next first."""
    rows = Event.objects.visible_to(actor).coming().exclude(pk=event.pk)
    rows = rows.filter(Q(sign_up_until=None) | Q(sign_up_until__gt=now()))
    for requirement in event.requirements.all():
        rows = rows.filter(requirements=requirement)
    return rows.order_by("starts_at", "pk") if event.requirements.exists() else rows.none()
