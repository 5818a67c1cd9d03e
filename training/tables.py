"""The register of what people did."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from core.templatetags.kit import money, short_date
from training.models import Record
from training.registers import CountedTable


class RecordTable(CountedTable):
    """One row a record (policy IM-4)."""

    person = tables.Column(verbose_name="Person", orderable=False)
    title = tables.Column(verbose_name="What", orderable=False)
    school = tables.Column(verbose_name="School", orderable=False)
    reason = tables.Column(verbose_name="Reason", orderable=False)
    starts_on = tables.Column(verbose_name="Date", order_by=("starts_on", "pk"))
    hours = tables.Column(verbose_name="Hours", attrs={"td": {"class": "k-numeric"}}, order_by=("hours", "pk"))
    cost = tables.Column(verbose_name="Cost", attrs={"td": {"class": "k-numeric"}}, order_by=("cost", "pk"))

    class Meta:
        model = Record
        fields: tuple[str, ...] = ()
        sequence = ("person", "title", "school", "reason", "starts_on", "hours", "cost")

    caption = "Register of training"
    one = "record"
    exports = True
    empty_text = "No records found"
    empty_hint = "Choose another year, or clear the filters."

    def render_title(self, record: Record) -> Any:
        """Return the title as a link to the record."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.title)

    def render_starts_on(self, record: Record) -> str:
        """Return the day, or the first and the last."""
        first, last = record.starts_on, record.ends_on
        return short_date(first) if first == last else f"{short_date(first)} to {short_date(last)}"

    def render_hours(self, value: Decimal) -> str:
        """Return hours without needless zeros."""
        return f"{value.normalize():f}"

    def render_cost(self, value: Decimal) -> str:
        """Return pounds."""
        return money(value)
