"""What budgets are charged for, told from above: this app knows no requests, so the app that does says so."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from budgets.models import Budget, Entry
from core.formatting import money, plus_unknown, unknown_words
from core.money import NOTHING, pence
from core.plugins import Plugin, registered
from core.reading import Steps
from people.models import Person, School


@dataclass(frozen=True, slots=True)
class Charged:
    """What an entry of the ledger is for, as somebody who may see it reads it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What has a first approval and not the last: nothing is held for it yet, and it'll come on top of what is held.

    `unpriced`: how many of them have no known price. `people`: whose they are, for what may be shown of few people.
    """

    amount: Decimal = NOTHING
    count: int = 0
    unpriced: int = 0
    people: frozenset[int] = field(default=frozenset(), compare=False)

    def __add__(self, other: "Pending") -> "Pending":
        return Pending(
            self.amount + other.amount,
            self.count + other.count,
            self.unpriced + other.unpriced,
            self.people | other.people,
        )

    @property
    def total(self) -> str:
        """Return the amount in words, and how many have no known price."""
        return plus_unknown(money(self.amount), self.unpriced)

    @property
    def hint(self) -> str:
        """Return what is to be said below the amount."""
        return f"Approved, not yet committed{', ' if self.unpriced else ''}{unknown_words(self.unpriced)}"

    def beside(self, left: Decimal) -> str:
        """Return what is left with what waits beside it: "£300.00 left, £120.00 awaiting final approval"."""
        return f"{money(left)} left, {self.total} awaiting final approval" if self else f"{money(left)} left"

    def __bool__(self) -> bool:
        return self.count > 0


NOTHING_PENDING = Pending()
# By school and budget line; no line: none of the school's open lines fits, or it has no budget.
PendingByLine = dict[tuple[int, int | None], Pending]


@dataclass(frozen=True, slots=True)
class Charges(Plugin):
    """An app whose things are paid out of budgets."""

    # Locks everything of the school that is, or may still come to be, charged, before a budget is opened.
    lock_live: Callable[[School, int], None]
    # Holds and spends what was agreed before the budget was opened; returns how many things that were.
    take_onto_lines: Callable[[Budget, Person], int]
    # Returns what the accounts are for, as far as the actor may see it.
    describe: Callable[[Person, Collection[int]], Mapping[int, Charged]]
    # Returns the accounts of a school's year in whose title every word stands, as far as the actor sees them.
    matching: Callable[[Person, str, School, int], list[int]]
    # Returns by school what is held and spent on other lines than those for reviews for what a review agreed.
    used_for_reviews: Callable[[Collection[int], int], Mapping[int, Decimal]]
    # Returns the keys of the needs for which money is held or spent already, for a condition.
    answered_needs: "Callable[[], QuerySet[Any]]"
    # Returns what has a first approval and not the last, by school and the line that would pay for it.
    pending: Callable[[Collection[int], int], PendingByLine]
    # Returns the sums of the same by school, for None of all: rows of `school`, `amount`, `count` and `unpriced`.
    pending_sums: "Callable[[Collection[int] | None, int], QuerySet[Any, Any]]"


def describe(actor: Person, entries: Iterable[Entry]) -> dict[int | None, Charged]:
    """Return by account what entries are for, as far as the actor may see it."""
    accounts = {entry.account_id for entry in entries if entry.account_id}
    return {key: what for charges in registered(Charges) for key, what in charges.describe(actor, accounts).items()}


def matching(actor: Person, words: str, school: School, year: int) -> list[int]:
    """Return the accounts of a school's year whose title has all the words, as far as the actor sees them."""
    return [key for charges in registered(Charges) for key in charges.matching(actor, words, school, year)]


def pending(schools: Collection[int], year: int) -> PendingByLine:
    """Return what has a first approval and not the last, by school and the line that would pay for it."""
    found: PendingByLine = {}
    for charges in registered(Charges):
        for key, row in charges.pending(schools, year).items():
            found[key] = found.get(key, Pending()) + row
    return found


def adding_up_pending(schools: Collection[int] | None, year: int) -> Steps[dict[int, Pending]]:
    """Return by steps what has a first approval and not the last, by school; None: of all. It knows not whose it is."""
    found: dict[int, Pending] = {}
    for rows in (yield [charges.pending_sums(schools, year) for charges in registered(Charges)]):
        for row in rows:
            waiting = Pending(pence(row["amount"]), row["count"], row["unpriced"])
            found[row["school"]] = found.get(row["school"], Pending()) + waiting
    return found
