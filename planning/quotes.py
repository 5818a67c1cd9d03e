"""What people say that came of a priority, in their own words: an app registers where the words come from."""

from collections.abc import Callable
from dataclasses import dataclass

from people.models import Person
from planning.figures import Reading, reading_of
from planning.models import Priority


@dataclass(frozen=True, slots=True)
class Quote:
    """One person's words: what they said, on what, who said it, and the page of it."""

    words: str
    about: str
    who: str
    url: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """The newest words of one kind: a heading, the quotes, how many there are, and where all of them are listed."""

    heading: str
    quotes: tuple[Quote, ...]
    total: int
    more_url: str = ""

    @property
    def more(self) -> int:
        """Return how many are not quoted."""
        return self.total - len(self.quotes)


SOURCES: list[Callable[[Reading], Quoted | None]] = []


def register_quotes(quotes_of: Callable[[Reading], Quoted | None]) -> None:
    """Let an app quote people on a priority's page; nothing for a reader who may read none of it."""
    SOURCES.append(quotes_of)


def quotes_of(priority: Priority, actor: Person) -> list[Quoted]:
    """Return what is said of a priority and the actor may read, in one query a source."""
    reading = reading_of(priority, actor)
    return [found for source in SOURCES if (found := source(reading)) is not None and found.quotes]
