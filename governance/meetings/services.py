"""The verbs of meetings: planning, changing, cancelling, apologies, and who came."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.formatting import long_date
from governance.boards.models import Board
from governance.meetings import notices, policies
from governance.meetings.models import Meeting, MeetingAttendance
from governance.meetings.selectors import sitting_on
from people.models import Person
from people.services.people import apply_changes

State = MeetingAttendance.State
BOARD_CLOSED = "The board closes"


@transaction.atomic
def plan_meetings(*, actor: Person, board: Board, days: Iterable[dt.date], values: Mapping[str, Any]) -> list[Meeting]:
    """Plan a meeting on each of the days, and tell the board once. `values`: by field, all but the day.

    `ValidationError` for a day after the board's last.
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    require(policies.can_plan(actor, board))
    rows = []
    for day in sorted(set(days)):
        _refuse_closed(board, day)
        row = Meeting(board=board, day=day, announced_on=today(), **values)
        row.full_clean()
        row.save()
        audit(actor, "governance.meeting.planned", row, changes={"day": ["", str(day)]})
        rows.append(row)
    notices.tell_planned(actor, rows)
    return rows


def _refuse_closed(board: Board, day: dt.date) -> None:
    if board.closed_on is not None and board.closed_on < day:
        raise ValidationError({"day": f"The board closes on {long_date(board.closed_on)}. Choose an earlier date."})


@transaction.atomic
def change_meeting(*, actor: Person, meeting: Meeting, version: int, values: Mapping[str, Any]) -> Meeting:
    """Change a meeting. With another day or time apologies are asked for again. Raises `StaleVersion`."""
    board = Board.objects.select_for_update().get(pk=meeting.board_id)
    row: Meeting = lock_version(Meeting.objects.all(), meeting.pk, version)
    row.board = board
    require(policies.can_change(actor, row))
    before = row.day
    changes = apply_changes(row, dict(values))
    if not changes:
        return row
    is_moved = bool({"day", "starts", "ends"} & set(changes))
    if "day" in changes:
        if row.recorded_at is not None:
            raise ValidationError({"day": "Attendance has been recorded, so the date can’t change."})
        _refuse_closed(board, row.day)
    had_apologies = False
    if is_moved and row.recorded_at is None:
        had_apologies = bool(row.attendance.all().delete()[0])
        row.announced_on = today()
    is_told = is_moved or "place" in changes
    row.calendar_sequence += 1
    row.version += 1
    row.full_clean()
    row.save()
    audit(actor, "governance.meeting.changed", row, changes=changes)
    if is_told and row.recorded_at is None:
        notices.tell_changed(actor, row, {before, row.day}, asks_again=had_apologies)
    return row


@transaction.atomic
def cancel_meeting(*, actor: Person, meeting: Meeting, version: int, because: str) -> None:
    """Cancel a meeting with the reason, and tell the board. Raises `StaleVersion`."""
    if Meeting.objects.select_for_update().get(pk=meeting.pk).is_cancelled:
        raise IllegalMove(policies.CANCELLED)
    row: Meeting = lock_version(Meeting.objects.all(), meeting.pk, version)
    require(policies.can_cancel(actor, row))
    _cancel(actor, row, because)
    notices.tell_cancelled(actor, [row])


def _cancel(actor: Person, row: Meeting, because: str) -> None:
    row.cancelled_at, row.cancelled_because = now(), because
    row.calendar_sequence += 1
    row.version += 1
    row.save(update_fields=["cancelled_at", "cancelled_because", "calendar_sequence", "version"])
    audit(actor, "governance.meeting.cancelled", row, note=because)


def cancel_after(actor: Person, board: Board, last_day: dt.date) -> None:
    """Cancel the meetings after a board's last day; called as it closes, with the board locked."""
    rows = list(Meeting.objects.on().filter(board=board, day__gt=last_day).select_for_update().order_by("day", "pk"))
    for row in rows:
        row.board = board
        _cancel(actor, row, f"{BOARD_CLOSED} on {long_date(last_day)}")
    notices.tell_cancelled(actor, rows)


@transaction.atomic
def send_apologies(*, actor: Person, meeting: Meeting, comes: bool = False) -> None:
    """Say that one can't come, or can after all; said twice it is written once."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    require(policies.can_send_apologies(actor, row))
    if comes:
        if row.attendance.filter(person=actor).delete()[0]:
            audit(actor, "governance.meeting.apologies_withdrawn", row)
        return
    _, is_new = MeetingAttendance.objects.get_or_create(
        meeting=row, person=actor, defaults={"state": State.APOLOGIES}
    )  # fmt: skip
    if is_new:
        audit(actor, "governance.meeting.apologies_sent", row)


@transaction.atomic
def record_attendance(*, actor: Person, meeting: Meeting, version: int, states: Mapping[int, str]) -> Meeting:
    """Say who came. `states`: by the keys of everybody who sat on the board that day. Raises `StaleVersion`.

    `ValidationError` where somebody is left out, or was not on the board.
    """
    row: Meeting = lock_version(Meeting.objects.all(), meeting.pk, version)
    require(policies.can_record(actor, row))
    expected = {person.pk for person in sitting_on(row.board, row.day)}
    if not expected or set(states) != expected:
        raise ValidationError("The people on the board have changed. Check the list again.")
    for person, state in states.items():
        MeetingAttendance.objects.update_or_create(meeting=row, person_id=person, defaults={"state": state})
    present = sum(state == State.PRESENT for state in states.values())
    row.recorded_at = now()
    row.version += 1
    row.save(update_fields=["recorded_at", "version"])
    audit(actor, "governance.meeting.attendance_recorded", row, changes={"present": ["", str(present)]})
    return row
