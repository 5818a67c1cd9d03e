"""Amounts of money to the penny."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")


def pence(amount: Any) -> Decimal:
    """Return an amount to the penny; nothing at all is £0.00. SQLite adds up floats, so every sum passes through."""
    return Decimal(amount or 0).quantize(PENNY, rounding=ROUND_HALF_UP)
