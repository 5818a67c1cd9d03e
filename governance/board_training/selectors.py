"""What the pages of a board's training read, of the office alone (policy AP-8, GV-4, GV-5).

Somebody may govern and work in the trust. What they did as a member of staff is not for the board; how the two are told
apart stands in docs/decisions/0046-training-of-boards.md.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from certificates.compliance import BoardCompliance, compliance_of_board
from core.calendar import today
from core.formatting import counted, hours
from governance.board_training.models import OutsideTraining
from governance.boards.models import Appointment, AppointmentGrant, Board, BoardSchool
from people.models import Grant, Person, Post, School
from people.querysets import in_trust, open_on
from planning.models import Approach
from training.models import Record


def grants_of(board: Board) -> "QuerySet[Grant]":
    """Return the roles that appointments to a board gave."""
    links = AppointmentGrant.objects.filter(appointment__board=board).order_by()
    return Grant.objects.filter(pk__in=links.values("grant"))


def compliance_now(board: Board, day: dt.date | None = None) -> BoardCompliance:
    """Return how those in office on a board stand on a day."""
    return compliance_of_board(grants_of(board), day)


def offices_of(board: Board, day: dt.date | None = None) -> dict[int, str]:
    """Return what everybody in office on a board is there, in words, by their keys."""
    titles: dict[int, list[str]] = defaultdict(list)
    for row in Appointment.objects.on(day or today()).filter(board=board).order_by("pk"):
        titles[row.person_id].append(row.title)
    return {person: ", ".join(dict.fromkeys(found)) for person, found in titles.items()}


def records_of(board: Board) -> "QuerySet[Record]":
    """Return what those in office on a board did as such, the newest first; of logs only what somebody confirmed."""
    day: Any = OuterRef("starts_on")  # of the outer row
    office = Appointment.objects.filter(open_on(day), board=board, person=OuterRef("person")).order_by()
    working = Post.objects.filter(open_on(day), person=OuterRef("person")).order_by()

    def here(school: str) -> Q:
        if not board.is_local:
            return Q(**{f"{school}__kind": "central"})
        held = BoardSchool.objects.filter(open_on(day), board=board, school=OuterRef(school)).order_by()
        return Q(Exists(held))

    whole_board = Q(approach=Approach.BOARD_TRAINING) & (here("school") | here("attendance__event__school"))
    alone = here("school") & ~Exists(working) & Q(outside_training=None)
    as_governor = Q(Exists(office)) & (Q(approach=Approach.GOVERNANCE_EVENING) | whole_board | alone)
    rows = Record.objects.counted().filter(as_governor | Q(outside_training__board=board))
    return rows.select_related("person", "school", "outside_training").order_by("-starts_on", "-pk")


def entry_of(record: Record) -> OutsideTraining | None:
    """Return the clerk's entry that a record came of; None for any other."""
    found: OutsideTraining | None = getattr(record, "outside_training", None)
    return found


def people_to_enter(board: Board, clerk: Person) -> "QuerySet[Person]":
    """Return everybody in office on a board today but the clerk who enters, each once, by name."""
    seats = Appointment.objects.current().filter(board=board).order_by()
    found = Person.objects.filter(in_trust(today()), pk__in=seats.values("person")).exclude(pk=clerk.pk)
    return found.order_by("last_name", "first_name", "pk")


def home_of(board: Board) -> School | None:
    """Return the school that a board's training is recorded for: its first; for trustees and members the centre."""
    if not board.is_local:
        return School.objects.filter(kind=School.Kind.CENTRAL).first()
    held = BoardSchool.objects.current().filter(board=board).select_related("school").first()
    return held.school if held else None


def way_of(record: Record) -> str:
    """Return how something reached a board, in words."""
    if record.source != Record.Source.OUTSIDE and record.approach in (
        Approach.GOVERNANCE_EVENING,
        Approach.BOARD_TRAINING,
    ):
        return str(record.get_approach_display())
    words = {
        Record.Source.BOOKING: "Booked course",
        Record.Source.OWN: "Logged by the person",
        Record.Source.OUTSIDE: "Training elsewhere",
    }
    return words.get(Record.Source(record.source), "Training within the trust")


def sums_of(records: "QuerySet[Record]") -> str:
    """Return in words what some records come to: "14 activities by 6 people, 21 hours"; "" for none. One query."""
    found = records.order_by().aggregate(
        count=Count("pk"), people=Count("person", distinct=True), hours=Sum("hours", default=Decimal(0))
    )
    if not found["count"]:
        return ""
    by = counted(found["people"], "person", "people")
    return f"{counted(found['count'], 'activity', 'activities')} by {by}, {hours(found['hours'])}"
