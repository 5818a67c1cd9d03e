"""The verbs of boards and appointments. A role on a board is given and ended here alone (policy R-1, GV)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import today
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.folding import folded_words
from core.formatting import long_date
from governance.boards import hooks, policies
from governance.boards.grants import keep_grants, take_back, take_back_link_role
from governance.boards.models import GRANTED, Appointment, Board, BoardSchool, Category, Seats
from people.models import Person, School
from people.services.people import apply_changes, make_person, refuse_unholding

BOARD_CLOSED = "The board closed"

# --- Boards ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_board(*, actor: Person, kind: str, name: str) -> Board:
    """Add a board; of the trust's own there is one of each kind. `ValidationError` where there is one already."""
    require(policies.can_keep_boards(actor))
    board = Board(kind=kind, name=name)
    board.full_clean()
    board.save()
    audit(actor, "governance.board.added", board)
    return board


@transaction.atomic
def change_board(
    *, actor: Person, board: Board, version: int, name: str, seats: Mapping[str, int | None] | None = None
) -> Board:
    """Give a board another name, and other numbers of seats by category. Raises `StaleVersion`."""
    require(policies.can_keep_boards(actor))
    row: Board = lock_version(Board.objects.all(), board.pk, version)
    changes = apply_changes(row, {"name": name})
    for category, number in (seats or {}).items():
        changes |= _keep_seats(row, category, number or 0)
    if changes:
        row.version += 1
        row.full_clean()
        row.save()
        audit(actor, "governance.board.changed", row, changes=changes)
    return row


def _keep_seats(board: Board, category: str, number: int) -> dict[str, list[str]]:
    seats = board.seats.filter(category=category).first()
    before = seats.number if seats else 0
    if before == number:
        return {}
    if seats and not number:
        seats.delete()
    else:
        Seats.objects.update_or_create(board=board, category=category, defaults={"number": number})
    return {f"seats_{category}": [str(before), str(number)]}


@transaction.atomic
def govern_school(*, actor: Person, board: Board, school: School, starts_on: date) -> BoardSchool:
    """Let a local board govern a school from a day; the board that it had before ends there the day before.

    Whoever is appointed to the board gets their role at the school. `ValidationError` where the board is not one of
    schools, or the school came to another one on that day or later.
    """
    require(policies.can_keep_boards(actor))
    before = BoardSchool.objects.on(starts_on).filter(school=school).first()
    boards = [board.pk, before.board_id] if before else [board.pk]
    locked = {row.pk: row for row in Board.objects.select_for_update().filter(pk__in=boards).order_by("pk")}
    board = locked[board.pk]
    if not board.is_local or school.is_central:
        raise ValidationError({"school": "Only a local board governs a school."})
    if board.closed_on is not None:
        raise IllegalMove(f"The last day of this board is {long_date(board.closed_on)}.")
    if before and (before.board_id == board.pk or before.starts_on == starts_on):
        raise ValidationError({"school": f"{before.board} governs {school} on that day."})
    if BoardSchool.objects.filter(school=school, starts_on__gt=starts_on).exists():
        raise ValidationError({"starts_on": "The school comes to another board after that day."})
    if before:
        last_day = starts_on - timedelta(days=1)
        if since := _began_since(before.board, last_day):
            raise ValidationError(
                {"starts_on": f"{since} began on {long_date(since.starts_on)}. Enter a day after that."}
            )
        _end_school(actor, before, last_day)
    row = BoardSchool.objects.create(board=board, school=school, starts_on=starts_on)
    audit(
        actor, "governance.board.school_added", board,
        school_id=school.pk, changes={"starts_on": ["", str(starts_on)]},
    )  # fmt: skip
    _keep_all_grants(actor, board)
    return row


@transaction.atomic
def stop_governing(*, actor: Person, board_school: BoardSchool, last_day: date) -> None:
    """End a local board's hold on a school with a day; the roles at that school end with it."""
    require(policies.can_keep_boards(actor))
    Board.objects.select_for_update().get(pk=board_school.board_id)
    row = BoardSchool.objects.select_related("board", "school").get(pk=board_school.pk)
    refuse_unholding(row, last_day)
    if last_day < row.starts_on or (row.ends_on is not None and row.ends_on < last_day):
        raise ValidationError({"last_day": "Enter a day on which the board governs the school."})
    if since := _began_since(row.board, last_day):
        refuse_unholding(since, last_day)
    _end_school(actor, row, last_day)


def _began_since(board: Board, last_day: date) -> Appointment | None:
    """Return the last appointment that has begun after a day: what somebody has held already is never taken away."""
    began = board.appointments.filter(starts_on__gt=last_day, starts_on__lte=today())
    return began.select_related("board").order_by("-starts_on", "pk").first()


def _end_school(actor: Person, row: BoardSchool, last_day: date) -> None:
    before, row.ends_on = row.ends_on, last_day
    row.save(update_fields=["ends_on"])
    audit(
        actor, "governance.board.school_ended", row.board,
        school_id=row.school_id, changes={"ends_on": [str(before or ""), str(last_day)]},
    )  # fmt: skip
    _keep_all_grants(actor, row.board)


def _keep_all_grants(actor: Person, board: Board) -> None:
    for appointment in board.appointments.exclude(ends_on__lt=today()).order_by("pk"):
        keep_grants(actor, appointment)


@transaction.atomic
def close_board(*, actor: Person, board: Board, version: int, last_day: date) -> Board:
    """Close a board with a day, today or later: its appointments and its hold on schools end with it.

    What has not begun by then is taken back.
    """
    require(policies.can_keep_boards(actor))
    row: Board = lock_version(Board.objects.all(), board.pk, version)
    if row.closed_on is not None:
        raise IllegalMove(policies.CLOSED)
    if last_day < today():
        raise ValidationError({"last_day": "Enter today or a later day"})
    hooks.tell_closing(actor, row, last_day)
    for appointment in row.appointments.select_for_update().exclude(ends_on__lte=last_day).order_by("pk"):
        end_row(actor, appointment, last_day, BOARD_CLOSED)
    for held in row.board_schools.select_related("school", "board").exclude(ends_on__lte=last_day):
        if held.starts_on <= last_day:
            _end_school(actor, held, last_day)
        else:
            held.delete()
    row.closed_on = last_day
    row.version += 1
    row.save(update_fields=["closed_on", "version"])
    audit(actor, "governance.board.closed", row, changes={"closed_on": ["", str(last_day)]})
    return row


# --- Appointments ----------------------------------------------------------------------------------------------------


@transaction.atomic
def appoint(
    *,
    actor: Person,
    board: Board,
    person: Person,
    role: str,
    starts_on: date,
    term_ends_on: date | None,
    category: str = "",
    appointing_body: str = "",
) -> Appointment:
    """Appoint somebody to a board from a day to the end of their term; their roles follow (policy R-1, GV-1).

    Who is re-elected is appointed again. `ValidationError` for a role that the board doesn't have, a second chair, an
    office held already, or a person who has left.
    """
    # One after the other, so that two can't both see the chair empty.
    board = Board.objects.select_for_update().get(pk=board.pk)
    require(policies.can_appoint_person(actor, board, person))
    _refuse_unfit(board, person, role, starts_on, term_ends_on, category)
    row = Appointment(
        board=board, person=person, role=role, category=category, appointing_body=appointing_body,
        starts_on=starts_on, term_ends_on=term_ends_on, ends_on=term_ends_on,
    )  # fmt: skip
    row.full_clean()
    row.save()
    audit(actor, "governance.appointment.made", row, changes={"role": ["", role], "starts_on": ["", str(starts_on)]})
    keep_grants(actor, row)
    return row


@transaction.atomic
def appoint_by_email(
    *, actor: Person, board: Board, first_name: str, last_name: str, email: str, **facts: Any
) -> tuple[Appointment, bool]:
    """Appoint whoever has the email, or somebody new, who gets a record; return the appointment, and whether they did.

    `ValidationError` where the email belongs to somebody of another name, so that nobody is taken for another.
    """
    require(policies.can_appoint(actor, board))
    person = Person.objects.filter(email__iexact=email, merged_into=None).first()
    if person is not None and folded_words(person.last_name) != folded_words(last_name):
        raise ValidationError({"email": "Someone with another last name has this email. Check both."})
    is_new = person is None
    if person is None:
        person = make_person(actor, {"first_name": first_name, "last_name": last_name, "email": email.lower()})
    return appoint(actor=actor, board=board, person=person, **facts), is_new


def _refuse_unfit(
    board: Board, person: Person, role: str, starts_on: date, ends_on: date | None, category: str
) -> None:
    if role not in GRANTED[board.kind]:
        raise ValidationError({"role": "This board doesn’t have that role. Choose another."})
    if ends_on is None and role != "clerk" and category != Category.EX_OFFICIO:
        raise ValidationError({"term_ends_on": "Enter the end of the term"})
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({"term_ends_on": "The end of the term must be the same as or after the first day"})
    if person.merged_into_id or (person.left_on is not None and person.left_on < (ends_on or date.max)):
        raise ValidationError({"person": f"{person.full_name} leaves or has left the trust before that day."})
    if board.closed_on is not None and (ends_on is None or board.closed_on < ends_on):
        raise ValidationError({"term_ends_on": f"The board closes on {long_date(board.closed_on)}."})
    same = overlapping(board, role, starts_on, ends_on)
    if role == "chair" and (other := same.exclude(person=person).select_related("person").first()):
        until = f" until {long_date(other.ends_on)}" if other.ends_on else ""
        raise ValidationError({"starts_on": f"{other.person.full_name} is chair{until}. A board has one chair."})
    if same.filter(person=person).exists():
        raise ValidationError(
            {"starts_on": f"{person.full_name} holds this office on some of these days. Start after it ends."}
        )


def overlapping(board: Board, role: str, starts_on: date, ends_on: date | None) -> Any:
    """Return who holds the office on any of these days."""
    rows = board.appointments.filter(role=role).exclude(ends_on__lt=starts_on)
    return rows.filter(starts_on__lte=ends_on) if ends_on else rows


@transaction.atomic
def change_appointment(
    *, actor: Person, appointment: Appointment, version: int, category: str, appointing_body: str
) -> Appointment:
    """Correct in which capacity somebody sits, and who appointed them. Raises `StaleVersion`."""
    row: Appointment = lock_version(Appointment.objects.all(), appointment.pk, version)
    require(policies.can_appoint_person(actor, row.board, row.person))
    if row.term_ends_on is None and row.role != "clerk" and category != Category.EX_OFFICIO:
        raise ValidationError({"category": "This appointment has no end, so it stays ex officio"})
    if changes := apply_changes(row, {"category": category, "appointing_body": appointing_body}):
        row.version += 1
        row.full_clean()
        row.save()
        audit(actor, "governance.appointment.changed", row, changes=changes)
    return row


@transaction.atomic
def end_appointment(*, actor: Person, appointment: Appointment, version: int, last_day: date, because: str) -> None:
    """End an appointment early with a day and the reason, or take it back before it began; its roles end with it."""
    row: Appointment = lock_version(Appointment.objects.all(), appointment.pk, version)
    require(policies.can_appoint_person(actor, row.board, row.person))
    refuse_unholding(row, last_day)
    if row.ends_on is not None and row.ends_on < last_day:
        raise ValidationError({"last_day": f"It ends on {long_date(row.ends_on)} already. Enter an earlier day."})
    if row.ends_on is not None and row.ends_on < today():
        raise IllegalMove("This appointment has ended.")
    end_row(actor, row, last_day, because)


def end_row(actor: Person, row: Appointment, last_day: date, because: str) -> bool:
    """End an appointment and its roles, or take both back where it has not begun; return whether it is kept."""
    if last_day < row.starts_on:
        for granted in row.grant_links.select_related("grant"):
            take_back(actor, granted)
        for link_role in row.link_roles.all():
            take_back_link_role(actor, link_role, because)
        audit(
            actor, "governance.appointment.taken_back", row,
            note=because, changes={"starts_on": [str(row.starts_on), ""]},
        )  # fmt: skip
        row.delete()
        return False
    before, row.ends_on, row.ended_because = row.ends_on, last_day, because
    row.version += 1
    row.save(update_fields=["ends_on", "ended_because", "version"])
    audit(
        actor, "governance.appointment.ended", row,
        note=because, changes={"ends_on": [str(before or ""), str(last_day)]},
    )  # fmt: skip
    keep_grants(actor, row)
    return True
