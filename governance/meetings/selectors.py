"""What the pages of meetings show."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.calendar import today
from governance.boards.models import Appointment, Board, BoardRole
from governance.boards.querysets import boards_of
from governance.meetings.models import Meeting, MeetingAttendance
from people.models import Person, Role
from people.querysets import in_trust, open_on

# So far back a calendar goes.
A_YEAR = dt.timedelta(days=366)


def boards_with_meetings(actor: Person) -> "QuerySet[Board]":
    """Return the boards whose meetings the actor sees."""
    if actor.authority.holds(Role.ADMINISTRATOR):
        return Board.objects.all()
    return Board.objects.filter(pk__in=boards_of(actor))


def sitting_on(board: Board, day: dt.date) -> "QuerySet[Person]":
    """Return who sat on a board on a day, each once, by name; not the clerk."""
    seats = Appointment.objects.filter(open_on(day), board=board).exclude(role=BoardRole.CLERK).order_by()
    people = Person.objects.filter(in_trust(day), pk__in=seats.values("person"))
    return people.order_by("last_name", "first_name", "pk")


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who was or is expected at a meeting, and what is known of it ("" for nothing)."""

    person: Person
    state: str
    words: str


def expected_at(meeting: Meeting) -> list[Expected]:
    """Return everybody who sits on the board on the day of a meeting, with what was said of them."""
    said = {row.person_id: row for row in meeting.attendance.all()}
    return [
        Expected(person, said[person.pk].state, said[person.pk].get_state_display())
        if person.pk in said
        else Expected(person, "", "")
        for person in sitting_on(meeting.board, meeting.day)
    ]


def attendance_of(board: Board) -> Any:
    """Return who sits on a board today with the first day of their term, and how they came to its meetings since.

    Of a person with two offices it is the term that began first. A meeting counts once somebody has said who came.
    """
    seats = Appointment.objects.filter(open_on(today()), board=board).exclude(role=BoardRole.CLERK).order_by()
    first = seats.filter(person=OuterRef("pk")).order_by("starts_on")
    people = Person.objects.filter(in_trust(today()), pk__in=seats.values("person"))
    people = people.annotate(since=Subquery(first.values("starts_on")[:1]))
    said = MeetingAttendance.objects.filter(
        meeting__board=board,
        meeting__recorded_at__isnull=False,
        meeting__day__gte=OuterRef("since"),
        person=OuterRef("pk"),
    )

    def number(condition: Q) -> Coalesce:
        rows = said.filter(condition).order_by().values("person").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(rows, output_field=IntegerField()), 0)

    states = MeetingAttendance.State
    return people.annotate(
        held=number(Q()),
        present=number(Q(state=states.PRESENT)),
        apologies=number(Q(state=states.APOLOGIES)),
        absent=number(Q(state=states.ABSENT)),
    )


def meetings_in_calendar(person: Person) -> "QuerySet[Meeting]":
    """Return what somebody's own calendar holds: the meetings of their boards in their term, for a year back.

    Not those that were cancelled: from a feed they go.
    """
    rows = Meeting.objects.on().for_person(person).filter(day__gte=today() - A_YEAR)
    return rows.select_related("board").order_by("day", "starts", "pk")
