"""What budgets are charged for, told from above: this app knows no requests, so the app that does registers itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import QuerySet

from budgets.models import Budget
from core.formatting import money, plus_unknown, unknown_words
from core.money import NOTHING
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
        return f"Approved so far, and not held yet{', ' if self.unpriced else ''}{unknown_words(self.unpriced)}"

    def beside(self, left: Decimal) -> str:
        """Return what is left with what waits beside it: "£300.00 left, £120.00 awaiting final approval"."""
        return f"{money(left)} left, {self.total} awaiting final approval" if self else f"{money(left)} left"

    def __bool__(self) -> bool:
        return self.count > 0


NOTHING_PENDING = Pending()
# By school and budget line; no line: none of the school's open lines fits, or it has no budget.
PendingByLine = dict[tuple[int, int | None], Pending]


class Charges(Protocol):
    """An app whose things are paid out of budgets."""

    def lock_live(self, school: School, year: int) -> None:
        """Lock everything of the school that is, or may still come to be, charged, before a budget is opened."""

    def take_onto_lines(self, budget: Budget, actor: Person) -> int:
        """Hold and spend what was agreed before the budget was opened; return how many things that were."""

    def describe(self, actor: Person, keys: Collection[str]) -> Mapping[str, Charged]:
        """Return what the source keys stand for, as far as the actor may see it."""

    def matching(self, actor: Person, words: str, school: School, year: int) -> list[str]:
        """Return the source keys of a school's year in whose title every word stands, as far as the actor sees them."""

    def used_for_reviews(self, schools: Collection[int], year: int) -> Mapping[int, Decimal]:
        """Return by school what is held and spent on other lines than those for reviews for what a review agreed."""

    def answered_needs(self) -> "QuerySet[Any]":
        """Return the keys of the needs for which money is held or spent already, for a condition."""

    def pending(self, schools: Collection[int], year: int) -> PendingByLine:
        """Return what has a first approval and not the last, by school and the line that would pay for it."""


_charges: list[Charges] = []


def register_charges(charges: Charges) -> None:
    """Add an app whose things are paid out of budgets; called in `AppConfig.ready`. Twice changes nothing."""
    if charges not in _charges:
        _charges.append(charges)


def all_charges() -> tuple[Charges, ...]:
    """Return the apps whose things are paid out of budgets."""
    return tuple(_charges)


def describe(actor: Person, keys: Collection[str]) -> dict[str, Charged]:
    """Return what the source keys stand for, as far as the actor may see it."""
    found: dict[str, Charged] = {}
    for charges in _charges:
        found |= charges.describe(actor, keys)
    return found


def matching(actor: Person, words: str, school: School, year: int) -> list[str]:
    """Return the source keys of a school's year whose title has all the words, as far as the actor sees them."""
    return [key for charges in _charges for key in charges.matching(actor, words, school, year)]


def pending(schools: Collection[int], year: int) -> PendingByLine:
    """Return what has a first approval and not the last, by school and the line that would pay for it."""
    found: PendingByLine = {}
    for charges in _charges:
        for key, row in charges.pending(schools, year).items():
            found[key] = found.get(key, Pending()) + row
    return found
