"""The part of a board's page with its next meetings."""

from typing import Any

from governance.boards.models import Board
from governance.meetings.models import Meeting
from governance.meetings.policies import can_plan
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
