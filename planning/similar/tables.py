"""The list of what could be provided together."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables

from core.exports import Column
from core.formatting import known_or_said, price
from planning.similar.selectors import Proposal


class SimilarTable(tables.Table):
    """Proposals: what, how many people of how many schools, what sending them out may cost."""

    title = tables.Column("What they need", linkify=("planning:similar-detail", {"key": tables.A("key")}))
    about = tables.Column("About")
    people = tables.Column("Who", order_by=("people", "schools", "title"))
    schools = tables.Column("Schools", attrs={"td": {"class": "k-numeric"}})
    count = tables.Column("Needs", attrs={"td": {"class": "k-numeric"}})
    price = tables.Column("A place costs", empty_values=(), attrs={"td": {"class": "k-numeric"}}, orderable=False)

    caption = "Similar needs"
    one = "proposal"
    exports = True
    empty_text = "Nothing is needed by several at present"
    empty_hint = "As soon as open needs are about the same, they stand here together."

    class Meta:
        sequence = ("title", "about", "people", "schools", "count", "price")

    def render_people(self, record: Proposal) -> str:
        """Return who, in words."""
        return record.who_exactly

    def render_price(self, value: Decimal | None) -> str:
        """Return the price in words."""
        return price(value)


SIMILAR_COLUMNS: list[Any] = [
    Column("What they need", "title"),
    Column("About", "about"),
    Column("People", "people", kind="number"),
    Column("Who", "who_exactly"),
    Column("Schools", "schools", kind="number"),
    Column("Which schools", lambda row: ", ".join(f"{share.name} ({share.people})" for share in row.shares)),
    Column("Needs", "count", kind="number"),
    Column("A place costs", lambda row: known_or_said(row.price), kind="money"),
]
