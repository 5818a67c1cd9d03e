"""The register of what people did."""

from typing import Any

from django.utils.html import format_html

from core.formatting import days_of
from core.tables import Column, Empty, FileColumn, Table
from training.records.models import Record
from training.records.selectors import feedback_in_words


def title_of(record: Record) -> Any:
    """Return the title as a link to the record, and how it stands with the feedback or that nobody has confirmed it."""
    link = format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.title)
    words = feedback_in_words(record)
    state = "Logged, not confirmed yet" if record.is_own_word else f"Feedback {words.lower()}" if words else ""
    return format_html("{}{}", link, hint(state))


class RecordTable(Table):
    """One row a record (policy IM-4)."""

    person = Column("Person", orderable=False)
    title = Column("Training", draw=title_of, orderable=False)
    provider = FileColumn("Provider")
    approach = FileColumn("Type of training")
    reason = Column("Reason", "reason_words", orderable=False)
    starts_on = Column("Date", kind="date", file="First day", draw=days_of, order_by=("starts_on", "pk"))
    ends_on = FileColumn("Last day", kind="date")
    hours = Column("Hours", kind="number", order_by=("hours", "pk"))
    school = Column("School", orderable=False)
    is_external = FileColumn("External")
    cost = Column("Cost", kind="money", order_by=("cost", "pk"))
    route = FileColumn("Route")
    confirmed = FileColumn("Confirmed", "confirmed_words")
    feedback = FileColumn("Feedback", feedback_in_words)

    class Meta:
        sequence = ("person", "title", "school", "reason", "starts_on", "hours", "cost")

    caption = "Training records"
    one = "record"
    code, file_name = "training.register", "training-records"
    empty = Empty(
        "No training recorded this year",
        "It shows here once attendance is recorded. Choose another year to see earlier training.",
    )


class OwnRecordTable(RecordTable):
    """The CPD record of a person as a file; the page shows it by reason."""

    code, file_name = "training.record", "cpd-record"
    file_sequence = (
        "title", "provider", "approach", "route", "reason", "starts_on", "ends_on", "hours", "school", "confirmed",
    )  # fmt: skip


def hint(words: Any) -> Any:
    """Return words below others; nothing for none."""
    return format_html('<br><span class="k-hint">{}</span>', words) if words else ""
