"""A board's training record as a list."""

from typing import Any

from django.utils.html import format_html

from core.formatting import days_of
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from governance.board_training.selectors import entry_of, way_of
from training.models import Record


def title_of(record: Record) -> Any:
    """Return the title; of what the clerk entered as a link, and whether its person says that it is wrong."""
    entry = entry_of(record)
    if entry is None:
        return record.title
    link = format_html('<a href="{}">{}</a>', entry.get_absolute_url(), record.title)
    return format_html("{} {}", link, status("Reported as wrong", "warning")) if entry.is_disputed else link


class BoardRecordTable(Table):
    """A row for what one person did."""

    person = Column("Person", order_by=("person__last_name", "person__first_name", "pk"))
    title = Column("Training", draw=title_of, order_by=("title", "pk"))
    provider = FileColumn("Provider")
    approach = FileColumn("Type of training")
    way = Column("How", way_of, orderable=False)
    starts_on = Column("Date", kind="date", file="First day", draw=days_of, order_by=("starts_on", "pk"))
    ends_on = FileColumn("Last day", kind="date")
    hours = Column("Hours", kind="number", order_by=("hours", "pk"))

    class Meta:
        sequence = ("person", "title", "way", "starts_on", "hours")

    caption = "Training record"
    one, many = "activity", "activities"
    formats = "pdf,csv,xlsx"
    code, file_name = "governance.board_record", "board-training-record"
    empty = Empty(
        "No training recorded this year",
        "Training for the board shows here once the register of an event is closed. Choose another year to see more.",
        icon="graduation-cap",
    )
