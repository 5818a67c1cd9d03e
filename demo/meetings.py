"""The demo's meetings: each board has met, with who came, and meets again; somebody has sent apologies for the next."""

import datetime as dt

from core.calendar import LONDON, is_school_day
from governance.meetings.models import Meeting, MeetingAttendance, MeetingKind
from governance.meetings.selectors import sitting_on
from governance.models import Board
from people.models import Term

# In weeks from the day on which the demo is built.
OF_A_YEAR = (-30, -18, -6, 2, 14, 26)
OF_MEMBERS = (-30, 20)
WEEK = dt.timedelta(days=7)
PAPERS = "https://papers.fernway.example.org/"
State = MeetingAttendance.State


def make_meetings(today: dt.date) -> None:
    """Write the meetings of every board, on evenings in term time, and who came to those that are over."""
    terms = list(Term.objects.filter(school=None).order_by("starts_on").values_list("starts_on", "ends_on"))
    for number, board in enumerate(Board.objects.order_by("pk")):
        is_annual = board.kind == Board.Kind.MEMBERS
        rows = []
        for weeks in OF_MEMBERS if is_annual else OF_A_YEAR:
            # From Tuesday to Thursday, board by board.
            day = today + weeks * WEEK - dt.timedelta(days=today.weekday() - 1 - number % 3)
            while not is_school_day(day, terms):
                day += WEEK if weeks > 0 else -WEEK
            rows.append(
                Meeting(
                    board=board,
                    kind=MeetingKind.ANNUAL_GENERAL if is_annual else MeetingKind.FULL,
                    day=day,
                    starts=dt.time(18),
                    ends=dt.time(20),
                    place="School library" if board.is_local else "Trust office",
                    papers=PAPERS if weeks in (-6, 2) else "",
                    recorded_at=dt.datetime.combine(day, dt.time(21), LONDON) if weeks < 0 else None,
                    announced_on=min(day, today) - 10 * WEEK,
                )
            )
        # Two that were moved onto the same day by a holiday are one.
        Meeting.objects.bulk_create({row.day: row for row in rows}.values())
        _say_who_came(board, today)


def _say_who_came(board: Board, today: dt.date) -> None:
    said = []
    for turn, meeting in enumerate(board.meetings.filter(day__lt=today)):
        for place, person in enumerate(sitting_on(board, meeting.day)):
            lot = (place + 3 * turn) % 9
            state = State.APOLOGIES if lot == 4 else State.ABSENT if lot == 8 else State.PRESENT
            said.append(MeetingAttendance(meeting=meeting, person=person, state=state))
    coming = board.meetings.filter(day__gte=today).first()
    if coming and (busy := sitting_on(board, coming.day).last()):
        said.append(MeetingAttendance(meeting=coming, person=busy, state=State.APOLOGIES))
    MeetingAttendance.objects.bulk_create(said)
