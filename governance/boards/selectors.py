"""What the pages of boards show."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q

from core.calendar import today
from core.formatting import counted
from governance.boards.link_roles import LINK_ROLES
from governance.boards.models import Appointment, Board, BoardRole, BoardSchool, Category, LinkRole
from governance.boards.querysets import AppointmentQuerySet, BoardQuerySet
from people.querysets import open_on


@dataclass(frozen=True, slots=True)
class SeatRow:
    """How many seats of a category a board has, and how many of them somebody holds today."""

    label: str
    number: int
    filled: int

    @property
    def vacant(self) -> int:
        """Return how many are empty."""
        return max(self.number - self.filled, 0)

    @property
    def vacancy_words(self) -> str:
        """Return how many are empty, in words."""
        return counted(self.vacant, "vacancy", "vacancies")


def with_figures(boards: BoardQuerySet) -> BoardQuerySet:
    """Add to boards their schools of today, their seats, and who holds them: as many queries for one as for many."""
    in_office = Count(
        "appointments__person",
        filter=open_on(today(), "appointments__") & ~Q(appointments__role=BoardRole.CLERK),
        distinct=True,
    )
    sitting = Appointment.objects.current().exclude(role=BoardRole.CLERK)
    return boards.annotate(in_office=in_office).prefetch_related(
        Prefetch("board_schools", BoardSchool.objects.current().select_related("school"), to_attr="schools_now"),
        Prefetch("appointments", sitting.order_by("pk"), to_attr="sitting_now"),
        "seats",
    )


def vacancies_of(board: Any) -> int | None:
    """Return how many seats are empty, or none where nobody has said how many there are."""
    rows = seats_of(board)
    return sum(row.vacant for row in rows) if rows else None


def seats_of(board: Any) -> list[SeatRow]:
    """Return the seats of a board that was read by `with_figures`, category by category."""
    held = {(row.category, row.person_id) for row in board.sitting_now}
    filled = Counter(category for category, _ in held)
    numbers = {row.category: row.number for row in board.seats.all()}
    return [
        SeatRow(category.label, numbers[category.value], filled[category.value])
        for category in Category
        if category.value in numbers
    ]


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link role of the trust's list, and who has it on a board today."""

    name: str
    holders: list[str]
    is_wanted: bool


def link_lines(board: Board) -> list[LinkLine]:
    """Return each link role that the trust wants, with who has it on the board today, and others that somebody has."""
    if not board.has_link_roles:
        return []
    held: dict[str, list[str]] = {}
    rows = LinkRole.objects.held().filter(appointment__board=board).select_related("appointment__person")
    for row in rows.order_by("appointment__person__last_name", "appointment__person__first_name", "pk"):
        held.setdefault(row.role, []).append(row.appointment.person.full_name)
    return [
        LinkLine(entry.name, held.get(entry.code, []), entry.in_use)
        for entry in LINK_ROLES.rows()
        if entry.in_use or entry.code in held
    ]


def link_roles_of(appointment: Appointment) -> list[LinkRole]:
    """Return the link roles of an appointment, those that are over last."""
    rows = [*appointment.link_roles.order_by("starts_on", "pk")]
    for row in rows:
        row.appointment = appointment
    return sorted(rows, key=lambda row: row.is_over)


def appointments_of(board: Board) -> AppointmentQuerySet:
    """Return the appointments of a board, with what its page shows of them."""
    return Appointment.objects.filter(board=board).select_related("person", "board")
