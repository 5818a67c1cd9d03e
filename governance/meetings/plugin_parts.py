"""What meetings give to the rest."""

from typing import Any

from core.calendar_entries import CalendarSource
from core.first_page import FirstPage, of_person
from core.plugins import Plugin
from governance.boards.hooks import BoardListener, BoardPart
from governance.boards.models import Board
from governance.meetings.calendar import entries_of
from governance.meetings.models import Meeting
from governance.meetings.notices import REMINDER, still_to_come
from governance.meetings.policies import can_plan
from governance.meetings.services import cancel_after
from governance.meetings.to_do import attendance_tasks, next_meeting
from notifications.waiting import Waiting
from people.merge_rules import Fate, Relation
from people.models import Person

SHOWN = 3


def meetings_part(board: Board, actor: Person) -> dict[str, Any] | None:
    """Return the next meetings of a board; None for whoever doesn't see them."""
    plan = can_plan(actor, board)
    rows = Meeting.objects.visible_to(actor).filter(board=board)
    meetings = list(rows.coming().order_by("day", "starts", "pk")[:SHOWN])
    if not meetings and not plan and not rows.exists():
        return None
    return {"board": board, "meetings": meetings, "plan": bool(plan)}


PARTS: list[Plugin] = [
    BoardPart("governance/meetings/board_part.html", meetings_part, position=-1),
    BoardListener("meetings", cancel_after),
    CalendarSource("meetings", entries_of),
    FirstPage(of_person(next_meeting), position=20),
    FirstPage(of_person(attendance_tasks), position=60),
    Waiting(REMINDER, still_to_come),
    Relation("governance.MeetingAttendance.person", Fate.MOVES_ONCE),
]
