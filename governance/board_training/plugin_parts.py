"""What the training of boards gives to the rest."""

from core.plugins import Plugin
from governance.board_training.board_part import training_part
from governance.board_training.models import OutsideTraining
from governance.board_training.notices import SETTLE
from governance.boards.hooks import BoardPart
from notifications.waiting import Waiting

PARTS: list[Plugin] = [
    BoardPart("governance/board_training/board_part.html", training_part, position=10),
    Waiting(SETTLE, lambda reader: OutsideTraining.objects.disputed()),
]
