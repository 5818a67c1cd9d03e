"""What budgets are charged for, told from above: this app knows no requests, so the app that does registers itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import QuerySet

from people.models import Person, School
from planning.models import Budget


@dataclass(frozen=True, slots=True)
class Charged:
    """What an entry of the ledger is for, as somebody who may see it reads it."""

    title: str
    url: str


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
