"""Agreements and costs as lists."""

from typing import Any

from django.urls import reverse

from core.formatting import money
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from courses.value.policies import can_manage_agreements
from courses.value.selectors import GROUPINGS, label_of, per_hour


class AgreementTable(Table):
    """A row an agreement, with what is left."""

    title = Column("Agreement", linkify=True)
    provider = Column("Provider", order_by="provider__name")
    starts_on = Column("From", kind="date")
    ends_on = Column("To", kind="date")
    cost = Column("Cost", kind="money")
    credits = FileColumn("Credits", kind="number")
    used = Column("Used", kind="number")
    left = Column("Left", kind="number", default="No limit")

    caption = "Service-level agreements"
    one = "agreement"
    code, file_name = "courses.agreement", "agreements"
    empty = Empty(
        "No agreements yet",
        "Add what the trust buys from a provider in advance, so that its places are used first.",
        "Add agreement",
        lambda reader: reverse("courses:agreement-create") if can_manage_agreements(reader) else "",
        otherwise="The central booking officer adds what the trust buys from a provider in advance.",
    )

    class Meta:
        order_by = "-ends_on"


def what_a_place_cost(row: dict[str, Any]) -> str:
    """Return the price of a place, or from which to which."""
    low, high = row["lowest"], row["highest"]
    return money(low) if low == high else f"{money(low)} to {money(high)}"


class ValueTable(Table):
    """What was done, summed, with the cost of a person-hour (policy AP-10). Rows are those of `value_rows`."""

    what = Column("Course", orderable=False)
    provider = Column("Provider", default="Not named", order_by="provider")
    places = Column("Places", kind="number")
    people = Column("People", kind="number")
    total_hours = Column("Hours", kind="number")
    total_cost = Column("Cost", kind="money")
    an_hour = Column(
        "Cost of a person-hour", lambda row: per_hour(row["total_cost"], row["total_hours"]), "money", default="–"
    )
    place = PageColumn("A place cost", draw=what_a_place_cost, css="k-numeric", orderable=False)
    lowest = FileColumn("Cheapest place", kind="money")
    highest = FileColumn("Dearest place", kind="money")

    caption = "What training cost"
    one = "result"
    code = "courses.value"
    empty = Empty(
        "No training recorded this year",
        "It shows here once attendance is recorded. Choose another year to compare what training cost.",
    )

    class Meta:
        order_by = "-total_cost"

    def __init__(self, *args: Any, by: str, **kwargs: Any) -> None:
        what = Column(GROUPINGS[by][0], lambda row: label_of(row, by), orderable=False)
        without = [] if by == "course" else [("provider", None)]
        super().__init__(*args, extra_columns=[("what", what), *without], **kwargs)
        self.file_name = f"value by {by}"
