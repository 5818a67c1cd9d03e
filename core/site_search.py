"""What the one search over everything looks through: each app gives its kinds of things.

A kind says which rows are looked through and what is shown of one: a few queries each, however much there is, the rows
first, and only then what hangs on those that are shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.plugins import Plugin
from core.search import LOOKED_THROUGH, has_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import Person

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `mail`: the address of somebody who has no page for the reader."""

    label: str
    hint: str
    url: str
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Searchable(Plugin):
    """A kind of thing that is found: its rows for a reader, what is shown of one, and the list of all.

    `fields`: those whose words are searched and suggested, the title first. `fitting`: of the rows those that fit the
    words, the nearest first, where it is not by their fields alone. `names`: what could have been meant, likewise.
    """

    title: str
    rows: "Callable[[Person], QuerySet[Any]]"
    hit: Callable[[Any], Hit]
    all_url: "Callable[[Person], str]" = lambda person: ""
    fields: tuple[str, ...] = ("title",)
    fitting: "Callable[[Any, str, Person], Any] | None" = None
    names: "Callable[[Any, str], QuerySet[Any, Any]] | None" = None

    def found(self, person: "Person", words: str) -> list[Hit]:
        """Return the first rows that fit, the nearest first."""
        rows: Any = self.rows(person)
        if self.fitting:
            rows = self.fitting(rows, words, person)
        else:
            rows = rows.filter(has_words(words, *self.fields)).best_first(words)
        return [self.hit(row) for row in rows[:SHOWN]]

    def texts(self, person: "Person", words: str) -> "QuerySet[Any, Any]":
        """Return words that could have been meant."""
        rows = self.rows(person)
        return self.names(rows, words) if self.names else rows.values_list(*self.fields)[:LOOKED_THROUGH]
