"""The part of a board's page that leads to its training."""

from typing import Any

from governance.board_training.policies import can_enter
from governance.boards.models import Board
from people.models import Person


def training_part(board: Board, actor: Person) -> dict[str, Any] | None:
    """Return the board for whoever follows its training; None for others."""
    if not Board.objects.run_by(actor).filter(pk=board.pk).exists():
        return None
    return {"board": board, "may_enter": can_enter(actor, board)}
