"""What the training of boards gives to the rest."""

from core.plugins import Plugin
from governance.board_training.board_part import training_part
from governance.boards.hooks import BoardPart

PARTS: list[Plugin] = [BoardPart("governance/board_training/board_part.html", training_part, position=10)]
