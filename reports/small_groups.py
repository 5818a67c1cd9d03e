"""What a report shows of its rows: parts that are large enough, and the rest together, so that nobody is told apart.

Reports of several schools, terms and the year are read beside each other. So the rows of the reports "below" (the
schools of the trust, the terms of the year) are looked at too: what one of them hides must not be left over when the
others are taken away from a total.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from planning.suppression import found_by_subtraction, hidden_parts

TOGETHER = "Smaller groups together"


class Row(Protocol):
    """A row that a report counts: of somebody, at a school."""

    @property
    def school(self) -> int:
        """Return the key of the school."""

    @property
    def person(self) -> int:
        """Return the key of the person."""


R = TypeVar("R", bound=Row)
Below = Sequence[Sequence[R]]


def people_of(rows: Collection[Row]) -> set[int]:
    """Return the keys of the people whose rows they are."""
    return {row.person for row in rows}


def is_small(rows: Collection[Row], smallest: int) -> bool:
    """Return whether the rows are of somebody, and of fewer people than may be shown."""
    return 0 < len(people_of(rows)) < smallest


def may_be_added_up(rows: Collection[R], smallest: int, below: "Below[R]" = ()) -> bool:
    """Return whether a total of all rows may be shown: of enough people, also in what the reports below leave out."""
    left_over = [row for some in below if is_small(some, smallest) for row in some]
    return not is_small(rows, smallest) and not is_small(left_over, smallest)


def grouped(rows: Collection[R], part_of: Callable[[R], str]) -> dict[str, list[R]]:
    """Return the rows by what they are a part of."""
    found: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[part_of(row)].append(row)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Parts(Generic[R]):
    """The rows of the parts that may be shown apart, by the part; and those of the parts that may not."""

    shown: dict[str, list[R]]
    hidden: dict[str, list[R]]

    @property
    def together(self) -> list[R]:
        """Return the rows of all hidden parts, where something is shown beside which they can be seen together."""
        return [row for rows in self.hidden.values() for row in rows] if self.shown else []


def split(rows: Collection[R], part_of: Callable[[R], str], smallest: int, below: "Below[R]" = ()) -> "Parts[R]":
    """Return the rows by part, the small parts apart from those that may be shown."""
    given_away: dict[str, set[int]] = defaultdict(set)
    for others in below:
        theirs = {name: people_of(part) for name, part in grouped(others, part_of).items()}
        for name in hidden_parts(theirs, smallest):
            given_away[name] |= theirs[name]
    parts = grouped(rows, part_of)
    people = {name: people_of(part) for name, part in parts.items()}
    hidden = hidden_parts(people, smallest, found_by_subtraction(given_away, smallest))
    return Parts(
        {name: part for name, part in parts.items() if name not in hidden},
        {name: part for name, part in parts.items() if name in hidden},
    )


def without_small_schools(rows: Collection[R], smallest: int) -> tuple[list[R], set[int]]:
    """Return the rows that the trust's totals count, and the schools that are left out of them.

    Schools of few people are left out where they are so few together that the totals of all others would tell.
    """
    schools = {row.school for row in rows}
    small = {school for school in schools if is_small([row for row in rows if row.school == school], smallest)}
    if not is_small([row for row in rows if row.school in small], smallest):
        return list(rows), set()
    return [row for row in rows if row.school not in small], small
