"""The register of what people did, and what they say of it."""

from typing import Any

from django.utils.html import format_html

from core.formatting import at_a_word, days_of
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from training.records.models import Feedback, Record
from training.selectors import feedback_in_words


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


class FeedbackTable(Table):
    """What colleagues share, a row a feedback (policy IM-2)."""

    what = Column("What", "record__title", file="Training", orderable=False)
    provider = FileColumn("Provider", "record__provider")
    approach = FileColumn("Kind", "record__approach")
    reason = FileColumn("Reason", "reason_for_all")
    starts_on = Column(
        "Training on", "record__starts_on", "date", file="First day", order_by=("record__starts_on", "pk")
    )
    author = FileColumn("Person")
    school = FileColumn("School", "record__school")
    who = PageColumn("From", draw=lambda row: format_html("{}{}", row.author, hint(row.record.school)), orderable=False)
    learnt = Column(
        "What they learned", file="What I learnt", draw=lambda row: at_a_word(row.learnt, 160), orderable=False
    )
    will_do = FileColumn("What I’ll do differently")
    useful_for = Column("Useful for", orderable=False)
    recommended = FileColumn("Recommended", "recommended_words")
    shared_at = Column("Shared on", kind="date", order_by=("shared_at", "pk"))

    class Meta:
        sequence = ("what", "learnt", "who", "useful_for", "starts_on", "shared_at")

    # What a row is drawn from; of person, school and record the rest is many columns that nobody sees here.
    reads = (
        "public_id", "learnt", "useful_for", "recommends", "recommended_for", "is_shared", "shared_at",
        "record__title", "record__provider", "record__starts_on",
        "record__person__first_name", "record__person__last_name", "record__person__joined_on",
        "record__person__left_on", "record__school__name",
    )  # fmt: skip

    caption = "Feedback from colleagues"
    one, many = "piece of feedback", "pieces of feedback"
    code, file_name = "training.library", "what-colleagues-say"
    empty = Empty("No feedback shared yet", "After training everyone is asked for feedback and can share it here.")

    def render_what(self, record: Feedback) -> Any:
        """Return the training as a link to the feedback, with its provider."""
        training = record.record
        return format_html(
            '<a href="{}">{}</a>{}',
            record.get_absolute_url(),
            training.title,
            hint(training.provider),
        )

    def render_useful_for(self, record: Feedback) -> Any:
        """Return for whom it is of use, and whether it is recommended, and to whom."""
        return format_html("{}{}", record.get_useful_for_display(), hint(record.recommendation))
