"""What the training of boards gives to the rest."""

from typing import Any

from core.plugins import Plugin
from governance.board_training.models import OutsideTraining
from governance.board_training.notices import SETTLE
from governance.board_training.policies import can_enter
from governance.boards.hooks import BoardPart
from governance.boards.models import Board
from notifications.waiting import Waiting
from people.models import Person


def training_part(board: Board, actor: Person) -> dict[str, Any] | None:
    """Return the board for whoever follows its training; None for others."""
    if not Board.objects.run_by(actor).filter(pk=board.pk).exists():
        return None
    return {"board": board, "may_enter": can_enter(actor, board)}


PARTS: list[Plugin] = [
    BoardPart("governance/board_training/board_part.html", training_part, position=10),
    Waiting(SETTLE, lambda reader: OutsideTraining.objects.disputed()),
]
