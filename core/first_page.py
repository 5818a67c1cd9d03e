"""What the first page shows: what waits for somebody, what is coming, and how they, their school or the trust is doing.

Each app gives its own part; `home` ranks them and draws the page, and knows none of the apps.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from core.calendar import today
from core.formatting import counted
from core.pictures import Picture
from core.plugins import Plugin
from core.reading import Steps

if TYPE_CHECKING:
    from people.first_page import Visit
    from people.models import Person

# What has a day within a week is pressing.
A_WEEK = dt.timedelta(days=7)


class Urgency(IntEnum):
    """How pressing a task is; the list is in this order."""

    OVERDUE = 1
    SOON = 2
    LATER = 3

    @property
    def words(self) -> str:
        """Return the urgency in words, for those who do not see its colour."""
        return {Urgency.OVERDUE: "Overdue", Urgency.SOON: "Soon", Urgency.LATER: "When you can"}[self]

    @property
    def tone(self) -> str:
        """Return the tone of the kit in which it is shown."""
        return {Urgency.OVERDUE: "danger", Urgency.SOON: "warning", Urgency.LATER: "neutral"}[self]

    @property
    def icon(self) -> str:
        """Return its sign."""
        return {Urgency.OVERDUE: "circle-alert", Urgency.SOON: "clock", Urgency.LATER: "circle"}[self]


def urgency_by(day: dt.date | None) -> Urgency:
    """Return how pressing it is what must be done by a day (that day included): past, within a week, or later."""
    if day is None or day > today() + A_WEEK:
        return Urgency.LATER
    return Urgency.SOON if day >= today() else Urgency.OVERDUE


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for this person: what, the reason and day (`hint`), and the button that leads there.

    `one`: the label of a single one, where their number is shown: "2 requests to approve", "1 request to approve".
    Without an address there is no button.
    """

    label: str
    url: str = ""
    count: int = 1
    hint: str = ""
    urgency: Urgency = Urgency.LATER
    button: str = "Open"
    one: str = ""

    @property
    def text(self) -> str:
        """Return the task in words, with its number where it has one."""
        if not self.one:
            return self.label
        return counted(self.count, self.one, self.label)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something on a day to come. `detail`: where, or who."""

    day: dt.date
    title: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its words and a small picture. `place`: whose it is as a heading, or "" for the reader's own."""

    number: str
    label: str
    url: str = ""
    tone: str = ""
    hint: str = ""
    picture: Picture | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """A reason why a school needs attention, for those who look after every school. A heavier one counts for more."""

    school: int
    words: str
    weight: float


Item = Task | Coming | Tile | Concern


@dataclass(frozen=True, slots=True)
class FirstPage(Plugin):
    """What an app puts on somebody's first page, by steps. A task of which there are none is not shown."""

    items: "Callable[[Visit], Steps[Iterable[Item]]]"


def of_person(items: "Callable[[Person], Steps[Iterable[Item]]]") -> "Callable[[Visit], Steps[Iterable[Item]]]":
    """Return a part of the first page that asks for nothing but whose page it is."""
    return lambda visit: items(visit.person)
