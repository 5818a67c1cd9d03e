"""What the rooms above boards give to a board's page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.plugins import Plugin, registered
from governance.boards.models import Board
from people.models import Person


@dataclass(frozen=True, slots=True)
class BoardPart(Plugin):
    """A part of a board's page: its template, and what that reads, as `part`; None where there is none to show."""

    template: str
    shown: Callable[[Board, Person], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class BoardListener(Plugin):
    """What follows in the same transaction when a board closes with a day; the board is locked, and not closed yet."""

    key: str
    closing: Callable[[Person, Board, dt.date], None]


def tell_closing(actor: Person, board: Board, last_day: dt.date) -> None:
    """Let every listener know that a board closes with a day."""
    for listener in registered(BoardListener):
        listener.closing(actor, board, last_day)


def parts_of(board: Board, actor: Person) -> list[dict[str, Any]]:
    """Return the parts of a board's page for its reader."""
    shown = [(part.template, part.shown(board, actor)) for part in registered(BoardPart)]
    return [{"template": template, "part": context} for template, context in shown if context is not None]
