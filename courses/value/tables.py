"""Agreements and costs as lists."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from core.exports import Column
from core.formatting import money, number, short_date
from courses.value.models import ServiceAgreement
from courses.value.selectors import GROUPINGS, label_of, per_hour

NUMBER = {"td": {"class": "k-numeric"}}


def plain(value: Decimal | None, nothing: str = "No limit") -> str:
    """Return a number without needless zeros."""
    if value is None:
        return nothing
    return number(value)


class AgreementTable(tables.Table):
    """A row an agreement, with what is left."""

    title = tables.Column("Agreement", linkify=True)
    provider = tables.Column("Provider", order_by="provider__name")
    starts_on = tables.Column("From")
    ends_on = tables.Column("To")
    cost = tables.Column("Cost", attrs=NUMBER)
    used = tables.Column("Used", attrs=NUMBER)
    left = tables.Column("Left", attrs=NUMBER, empty_values=())

    caption = "Service-level agreements"
    one = "agreement"
    exports = True
    empty_text = "No agreement found"
    empty_hint = "The central booking officer enters what the trust buys from providers."

    class Meta:
        model = ServiceAgreement
        fields: tuple[str, ...] = ()
        order_by = "-ends_on"

    def render_starts_on(self, value: dt.date) -> str:
        """Return the day."""
        return short_date(value)

    def render_ends_on(self, value: dt.date) -> str:
        """Return the day."""
        return short_date(value)

    def render_cost(self, value: Decimal) -> str:
        """Return pounds."""
        return money(value)

    def render_used(self, value: Decimal) -> str:
        """Return the credits used."""
        return plain(value)

    def render_left(self, record: Any) -> str:
        """Return the credits left, or that there is no limit."""
        return plain(record.left)


AGREEMENT_COLUMNS = [
    Column("Agreement", "title"),
    Column("Provider", "provider.name"),
    Column("From", "starts_on", kind="date"),
    Column("To", "ends_on", kind="date"),
    Column("Cost", "cost", kind="money"),
    Column("Credits", "credits", kind="number"),
    Column("Used", "used", kind="number"),
    Column("Left", "left", kind="number"),
]


class ValueTable(tables.Table):
    """What was done, summed, with the cost of a person-hour (policy AP-10). Rows are those of `value_rows`."""

    what = tables.Column("Course", empty_values=(), orderable=False)
    provider = tables.Column("Provider", default="Not named", order_by="provider")
    places = tables.Column("Places", attrs=NUMBER)
    people = tables.Column("People", attrs=NUMBER)
    total_hours = tables.Column("Hours", attrs=NUMBER)
    total_cost = tables.Column("Cost", attrs=NUMBER)
    an_hour = tables.Column("Cost of a person-hour", attrs=NUMBER, default="–")
    highest = tables.Column("A place cost", attrs=NUMBER, orderable=False)

    caption = "What training cost"
    one = "row"
    exports = True
    empty_text = "Nothing was recorded in this year"
    empty_hint = "Choose another year, or clear the filters."

    class Meta:
        fields: tuple[str, ...] = ()
        order_by = "-total_cost"

    def __init__(self, *args: Any, by: str, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)
        self.columns["what"].column.verbose_name = GROUPINGS[by][0]
        if by != "course":
            self.columns.hide("provider")

    def render_what(self, record: dict[str, Any]) -> str:
        """Return what the row is about."""
        return label_of(record, self.by)

    def render_total_hours(self, value: Decimal) -> str:
        """Return the hours."""
        return plain(value)

    def render_total_cost(self, value: Decimal) -> str:
        """Return pounds."""
        return money(value)

    def render_an_hour(self, record: dict[str, Any]) -> str:
        """Return the cost of one hour of one person."""
        found = per_hour(record["total_cost"], record["total_hours"])
        return money(found) if found is not None else "–"

    def render_highest(self, record: dict[str, Any]) -> str:
        """Return the price of a place, or from which to which."""
        low, high = record["lowest"], record["highest"]
        return money(low) if low == high else f"{money(low)} to {money(high)}"


def value_columns(by: str) -> list[Column]:
    """Return the columns of the export of a comparison."""
    provider = [Column("Provider", lambda row: row["provider"])] if by == "course" else []
    return [
        Column(GROUPINGS[by][0], lambda row: label_of(row, by)),
        *provider,
        Column("Places", lambda row: row["places"], kind="number"),
        Column("People", lambda row: row["people"], kind="number"),
        Column("Hours", lambda row: row["total_hours"], kind="number"),
        Column("Cost", lambda row: row["total_cost"], kind="money"),
        Column("Cost of a person-hour", lambda row: per_hour(row["total_cost"], row["total_hours"]), kind="money"),
        Column("Cheapest place", lambda row: row["lowest"], kind="money"),
        Column("Dearest place", lambda row: row["highest"], kind="money"),
    ]
