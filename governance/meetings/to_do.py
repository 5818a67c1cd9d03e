"""What of meetings stands on a first page: the next one, and for a clerk those whose attendance isn't recorded."""

from collections import Counter

from django.db.models import Exists, OuterRef
from django.urls import reverse

from core.first_page import Coming, Task
from core.formatting import short_date
from core.reading import Steps
from governance.boards.models import AppointmentGrant
from governance.meetings.models import Meeting, MeetingAttendance
from people.models import Person, Role


def next_meeting(person: Person) -> Steps[list[Coming]]:
    """Return the next meeting of each board that the person is on."""
    if not person.authority.holds_any(Role.of_boards()):
        return []
    away = MeetingAttendance.objects.filter(
        meeting=OuterRef("pk"), person=person, state=MeetingAttendance.State.APOLOGIES
    )
    rows = yield (
        Meeting.objects.coming()
        .for_person(person)
        .annotate(is_away=Exists(away.order_by()))
        .select_related("board")
        .order_by("day", "starts", "pk")
    )
    first: dict[int, Meeting] = {}
    for row in rows:
        first.setdefault(row.board_id, row)
    return [
        Coming(
            row.day,
            f"Next meeting: {row.title}",
            ", ".join([row.times, row.place, str(row.board), *(["apologies sent"] if row.is_away else [])]),  # type: ignore[attr-defined]
            row.get_absolute_url(),
        )
        for row in first.values()
    ]


def attendance_tasks(person: Person) -> Steps[list[Task]]:
    """Return for a clerk how many meetings of each board are over without anybody having said who came."""
    clerks = [grant.pk for grant in person.authority.grants if grant.role == Role.CLERK]
    if not clerks:
        return []
    boards = AppointmentGrant.objects.filter(grant__in=clerks).order_by().values("appointment__board")
    rows = yield Meeting.objects.to_record().filter(board__in=boards).select_related("board").order_by("day", "pk")
    first = {row.board: row for row in reversed(rows)}
    return [
        Task(
            f"meetings without attendance: {board}",
            f"{reverse('governance:meeting-list', args=[board.public_id])}?show=record",
            count,
            hint=f"The first on {short_date(first[board].day)}",
            button="Record",
            one=f"meeting without attendance: {board}",
        )
        for board, count in Counter(row.board for row in rows).items()
    ]
