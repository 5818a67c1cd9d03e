"""What a board is told of its meetings, once each."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from core.calendar import today
from core.formatting import counted, long_date
from governance.boards.models import Appointment, Board
from governance.meetings.models import Meeting, MeetingAttendance
from notifications.models import Topic
from notifications.services import tell
from people.models import Person
from people.querysets import in_trust, open_on

REMINDER = "governance.meeting.reminder"
REMIND_BEFORE = dt.timedelta(days=7)


def still_to_come(reader: Person | None) -> "QuerySet[Any]":
    """Return the meetings that are to come, of which reminders speak."""
    return Meeting.objects.coming()


def told_of(board: Board, days: Collection[dt.date], but: Person | None = None) -> list[Person]:
    """Return who holds an office on the board today and on one of the days, the clerk too."""
    on_one = Q(pk__in=[])
    for day in days:
        on_one |= open_on(day)
    held = Appointment.objects.filter(open_on(today()), on_one, board=board).order_by()
    people = Person.objects.filter(in_trust(today()), pk__in=held.values("person")).order_by("pk")
    return list(people.exclude(pk=but.pk) if but else people)


def when(meeting: Meeting) -> str:
    """Return day, time and place in words."""
    return f"{long_date(meeting.day)}, {meeting.times}, {meeting.place}"


def list_of(meetings: Iterable[Meeting]) -> str:
    """Return the meetings, one on each line."""
    return "\n".join(f"{row.title}: {when(row)}" for row in meetings)


def tell_planned(actor: Person, meetings: Sequence[Meeting]) -> None:
    """Tell the board of new meetings to come: one notice for all that were planned at once."""
    if not (coming := [row for row in meetings if row.day >= today()]):
        return
    board, first = coming[0].board, coming[0]
    subject = f"{board}: new meeting" if len(coming) == 1 else f"{board}: {counted(len(coming), 'new meeting')}"
    _tell(actor, board, coming, f"governance.meeting.planned:{first.public_id}", subject, list_of(coming))


def tell_changed(actor: Person, meeting: Meeting, days: Collection[dt.date], *, asks_again: bool) -> None:
    """Tell the board that a meeting to come has another day, time or place. `days`: the one before, and the new one."""
    if max(days) < today():
        return
    body = f"{meeting.title} is now on {when(meeting)}."
    if asks_again:
        body += " Apologies sent before the change don’t count any more: send them again if you can’t come."
    key = f"governance.meeting.changed:{meeting.public_id}:{meeting.calendar_sequence}"
    _tell(actor, meeting.board, [meeting], key, f"{meeting.board}: meeting changed", body, days)


def tell_cancelled(actor: Person, meetings: Sequence[Meeting]) -> None:
    """Tell the board of meetings to come that were cancelled together, and why."""
    if not (coming := [row for row in meetings if row.day >= today()]):
        return
    board, first = coming[0].board, coming[0]
    more = len(coming) > 1
    subject = f"{board}: {counted(len(coming), 'meeting')} cancelled" if more else f"{board}: meeting cancelled"
    body = f"{list_of(coming)}\nReason: {first.cancelled_because}"
    _tell(actor, board, coming, f"governance.meeting.cancelled:{first.public_id}", subject, body)


def _tell(
    actor: Person, board: Board, meetings: Sequence[Meeting], key: str, subject: str, body: str, days: Any = None
) -> None:
    path = meetings[0].get_absolute_url()
    if len(meetings) > 1:
        path = reverse("governance:meeting-list", args=[board.public_id])
    for person in told_of(board, days or {row.day for row in meetings}, but=actor):
        tell(
            person=person, topic=Topic.EVENT, key=f"{key}:{person.pk}", subject=subject, body=body, path=path,
            at_once=True,
        )  # fmt: skip


def remind_of_meetings() -> int:
    """Remind each board of its meetings of the week to come, once; return how many people were told.

    Not of one that was planned, or moved, within that week, of which they have just heard; and not whoever has sent
    apologies.
    """
    told = 0
    rows = Meeting.objects.coming().filter(day__lte=today() + REMIND_BEFORE).select_related("board")
    for row in rows.order_by("day", "starts", "pk"):
        if row.day - row.announced_on <= REMIND_BEFORE:
            continue
        away = set(
            MeetingAttendance.objects.filter(meeting=row, state=MeetingAttendance.State.APOLOGIES)
            .values_list("person", flat=True)
        )  # fmt: skip
        for person in told_of(row.board, [row.day]):
            if person.pk not in away:
                told += _remind(row, person)
    return told


def _remind(row: Meeting, person: Person) -> bool:
    notice = tell(
        person=person,
        topic=Topic.EVENT,
        key=f"{REMINDER}:{row.public_id}:{row.day}:{person.pk}",
        subject=f"{row.board}: meeting on {long_date(row.day)}",
        body=f"{row.title}: {when(row)}. If you can’t come, send apologies on the meeting’s page.",
        path=row.get_absolute_url(),
        asks=REMINDER,
        about=row.public_id,
    )
    return notice is not None
