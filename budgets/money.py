"""The money of a ledger: its sums by kind of entry, and what they come to in pounds and pence (policy AP-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from core.formatting import money
from core.money import NOTHING, pence
from core.pictures import Part, SharedBar

MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=12, decimal_places=2)


def _sum(kind: str, prefix: str) -> Coalesce:
    """Return the sum of the entries of one kind, nothing as 0.00."""
    return Coalesce(
        Sum(f"{prefix}amount", filter=Q(**{f"{prefix}kind": kind})), Value(Decimal("0.00")), output_field=MONEY
    )


def sums(prefix: str = "") -> dict[str, Any]:
    """Return the five sums of a ledger, to annotate lines (`entries__`) or to aggregate entries."""
    return {kind: _sum(kind, prefix) for kind in ("allocated", "committed", "released", "spent", "refunded")}


def left_of_entries() -> Sum:
    """Return what entries leave together, in one sum. SQLite adds as floats do: compare it with half a penny."""
    adds = Q(kind__in=["allocated", "released", "refunded"])
    return Sum(Case(When(adds, then=F("amount")), default=-F("amount")), output_field=MONEY)


@dataclass(frozen=True, slots=True)
class Money:
    """What a line, a budget or anything else with a ledger has: put on it, held for approvals, spent."""

    allocated: Decimal = NOTHING
    held: Decimal = NOTHING
    spent: Decimal = NOTHING

    @classmethod
    def of(cls, sums: Mapping[str, Any]) -> "Money":
        """Return the money of the five sums by kind of entry (`sums`)."""
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
    def picture(self) -> SharedBar:
        """Return what is spent, committed and remaining as a bar."""
        return SharedBar(
            "CPD budget",
            [
                Part(f"{money(self.spent)} spent", self.spent, "full"),
                Part(f"{money(self.held)} committed", self.held, "part"),
                Part(f"{money(self.left)} remaining", self.left, "rest"),
            ],
        )

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
