"""What waits for somebody, as the first page lists it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.plugins import Plugin

if TYPE_CHECKING:
    from people.models import Person


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for this person: words, how many, where to do it."""

    label: str
    url: str
    count: int = 1
    hint: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Tasks(Plugin):
    """What an app says waits for a person. A task of which there are none is not shown."""

    waiting: "Callable[[Person], list[Task]]"
