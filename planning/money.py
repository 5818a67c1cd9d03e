"""Sums of a ledger as pounds and pence, and the keys under which money is kept (policy AP-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")


def pence(amount: Any) -> Decimal:
    """Return an amount to the penny; nothing at all is £0.00. SQLite adds up floats, so every sum passes through."""
    return Decimal(amount or 0).quantize(PENNY, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """What a line, a budget or anything else with a ledger has: put on it, held for approvals, spent."""

    allocated: Decimal = NOTHING
    held: Decimal = NOTHING
    spent: Decimal = NOTHING

    @classmethod
    def of(cls, sums: Mapping[str, Any]) -> "Money":
        """Return the money of the five sums by kind of entry (`planning.querysets.budget.sums`)."""
        return cls(
            allocated=pence(sums["allocated"]),
            held=pence(sums["committed"]) - pence(sums["released"]),
            spent=pence(sums["spent"]) - pence(sums["refunded"]),
        )

    @classmethod
    def of_row(cls, row: Any) -> "Money":
        """Return the money of a row that carries the five sums (`BudgetLineQuerySet.with_sums`)."""
        return cls.of(
            {kind: getattr(row, kind) for kind in ("allocated", "committed", "released", "spent", "refunded")}
        )

    def __add__(self, other: "Money") -> "Money":
        return Money(self.allocated + other.allocated, self.held + other.held, self.spent + other.spent)

    @property
    def used(self) -> Decimal:
        """Return what is held and spent together."""
        return self.held + self.spent

    @property
    def left(self) -> Decimal:
        """Return what can still be held or spent; below nothing where the line went over."""
        return self.allocated - self.used

    @property
    def share(self) -> int:
        """Return how much of it is used, in whole per cent, rounded down; 100 where something is used of nothing."""
        if self.allocated > 0:
            return int(100 * self.used / self.allocated)
        return 100 if self.used > 0 else 0
