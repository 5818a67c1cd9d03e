"""Which offices somebody holds on which board today, of which the rules of skills audits speak (policy GV-3)."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from core.calendar import today
from governance.boards.models import Appointment, Board, BoardRole
from people.models import Person, Role
from people.querysets import in_trust, open_on

# Whoever sits on a board, and so takes part. The clerk serves it and does not.
SITTING = (BoardRole.GOVERNOR, BoardRole.TRUSTEE, BoardRole.MEMBER, BoardRole.CHAIR, BoardRole.VICE_CHAIR)
RUNNING = (BoardRole.CHAIR, BoardRole.CLERK)


def boards_with(actor: Person, *roles: str) -> "QuerySet[Appointment, Any]":
    """Return the keys of the boards on which the actor holds one of the offices today; any, where none is named.

    For a condition: nothing for somebody who may not sign in.
    """
    rows = Appointment.objects.filter(open_on(today()), person=actor).order_by()
    if not actor.may_sign_in:
        rows = rows.none()
    return (rows.filter(role__in=roles) if roles else rows).values("board")


def boards_answering(actor: Person) -> "QuerySet[Appointment, Any]":
    """Return the keys of the boards on which the actor sits today."""
    return boards_with(actor, *SITTING)


def boards_run(actor: Person) -> "QuerySet[Appointment, Any]":
    """Return the keys of the boards whose skills audits the actor runs by an office: as chair or clerk."""
    return boards_with(actor, *RUNNING)


def offices_on(actor: Person, board: Board) -> set[str]:
    """Return the offices that the actor holds on a board today."""
    if not actor.may_sign_in:
        return set()
    rows = Appointment.objects.filter(open_on(today()), person=actor, board=board)
    return set(rows.order_by().values_list("role", flat=True))


def sits_on(actor: Person, board: Board) -> bool:
    """Return whether the actor sits on the board today."""
    return bool(offices_on(actor, board).intersection(SITTING))


def runs(actor: Person, board: Board) -> bool:
    """Return whether the actor runs the skills audits of a board: its chair and clerk, and administrators."""
    return actor.authority.holds(Role.ADMINISTRATOR) or bool(offices_on(actor, board).intersection(RUNNING))


def sitting_on(board: Board, day: dt.date) -> "QuerySet[Person]":
    """Return who sits on a board on a day, each once, by name."""
    seats = Appointment.objects.filter(open_on(day), board=board, role__in=SITTING).order_by()
    return Person.objects.filter(in_trust(day), pk__in=seats.values("person")).order_by("last_name", "first_name", "pk")
