"""What meetings give to the rest."""

from core.calendar_entries import CalendarSource
from core.first_page import FirstPage, of_person
from core.plugins import Plugin
from governance.boards.hooks import BoardListener, BoardPart
from governance.meetings.board_part import meetings_part
from governance.meetings.calendar import entries_of
from governance.meetings.notices import REMINDER, still_to_come
from governance.meetings.services import cancel_after
from governance.meetings.to_do import attendance_tasks, next_meeting
from notifications.waiting import Waiting
from people.merge_rules import Fate, Relation

PARTS: list[Plugin] = [
    BoardPart("governance/meetings/board_part.html", meetings_part, position=-1),
    BoardListener("meetings", cancel_after),
    CalendarSource("meetings", entries_of),
    FirstPage(of_person(next_meeting), position=20),
    FirstPage(of_person(attendance_tasks), position=60),
    Waiting(REMINDER, still_to_come),
    Relation("governance.MeetingAttendance.person", Fate.MOVES_ONCE),
]
