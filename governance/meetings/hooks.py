"""What apps above give to the page of a meeting."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from core.plugins import Plugin, registered
from governance.boards.models import Board
from governance.meetings.models import Meeting
from people.models import Person

# Before a board's first meeting of a kind, so far back.
A_YEAR = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Paper:
    """Something to bring to a meeting, and where it is."""

    title: str
    hint: str
    url: str


@dataclass(frozen=True, slots=True)
class ToBring(Plugin):
    """What a board has got to read: since a day (not that day itself) until another, as far as the reader sees it."""

    key: str
    found: Callable[[Board, dt.date, dt.date, Person], list[Paper]]


def papers_for(meeting: Meeting, reader: Person) -> list[Paper]:
    """Return what there is to bring: what came after the last such meeting and not after this one."""
    alike = Meeting.objects.on().filter(board=meeting.board_id, kind=meeting.kind, name=meeting.name)
    last = alike.filter(day__lt=meeting.day).order_by("-day").first()
    since = last.day if last else meeting.day - A_YEAR
    return [paper for part in registered(ToBring) for paper in part.found(meeting.board, since, meeting.day, reader)]
