"""Counting no further than somebody reads: a badge says "50+", a long list "more than 1,000"."""

from typing import Any

from django.db.models import QuerySet


def count_up_to(rows: "QuerySet[Any]", most: int) -> int:
    """Return how many rows there are, or `most` where there are as many or more. The database stops there."""
    return rows.order_by().values("pk")[:most].count()
