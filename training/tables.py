"""The register of what people did, and what they say of it."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from core.formatting import at_a_word, money, number, short_date
from training.models import Feedback, Record
from training.registers import CountedTable
from training.selectors import feedback_in_words


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
        """Return the title as a link to the record, and how it stands with the feedback."""
        link = format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.title)
        words = feedback_in_words(record)
        return format_html('{}<div class="k-hint">Feedback {}</div>', link, words.lower()) if words else link

    def render_reason(self, record: Record) -> str:
        """Return the reason, with the duty."""
        return record.reason_words

    def render_starts_on(self, record: Record) -> str:
        """Return the day, or the first and the last."""
        first, last = record.starts_on, record.ends_on
        return short_date(first) if first == last else f"{short_date(first)} to {short_date(last)}"

    def render_hours(self, value: Decimal) -> str:
        """Return the hours."""
        return number(value)

    def render_cost(self, value: Decimal) -> str:
        """Return pounds."""
        return money(value)


class FeedbackTable(CountedTable):
    """What colleagues share, a row a feedback (policy IM-2)."""

    what = tables.Column(verbose_name="What", accessor="record__title", orderable=False)
    learnt = tables.Column(verbose_name="What they took away", orderable=False)
    who = tables.Column(verbose_name="From", accessor="record__person", orderable=False)
    useful_for = tables.Column(verbose_name="Of use for", orderable=False)
    starts_on = tables.Column(
        verbose_name="Training on", accessor="record__starts_on", order_by=("record__starts_on", "pk")
    )
    shared_at = tables.Column(verbose_name="Shared on", order_by=("shared_at", "pk"))

    class Meta:
        model = Feedback
        fields: tuple[str, ...] = ()
        sequence = ("what", "learnt", "who", "useful_for", "starts_on", "shared_at")

    # What a row is drawn from; of person, school and record the rest is many columns that nobody sees here.
    reads = (
        "public_id", "learnt", "useful_for", "recommends", "recommended_for", "is_shared", "shared_at",
        "record__title", "record__provider", "record__starts_on",
        "record__person__first_name", "record__person__last_name", "record__person__joined_on",
        "record__person__left_on", "record__school__name",
    )  # fmt: skip

    caption = "What colleagues say"
    one, many = "piece of feedback", "pieces of feedback"
    exports = True
    empty_text = "Nothing fits"
    empty_hint = "Try fewer words, or clear the filters."

    def render_what(self, record: Feedback) -> Any:
        """Return the training as a link to the feedback, with its provider."""
        training = record.record
        return format_html(
            '<a href="{}">{}</a>{}',
            record.get_absolute_url(),
            training.title,
            format_html('<div class="k-hint fw-normal">{}</div>', training.provider) if training.provider else "",
        )

    def render_learnt(self, value: str) -> str:
        """Return the beginning of the words."""
        return at_a_word(value, 160)

    def render_who(self, record: Feedback) -> Any:
        """Return the name and the school that it was for."""
        return format_html('{}<div class="k-hint">{}</div>', record.author, record.record.school)

    def render_useful_for(self, record: Feedback) -> Any:
        """Return for whom it is of use, and whether it is recommended, and to whom."""
        words = record.get_useful_for_display()
        return format_html('{}<div class="k-hint">{}</div>', words, record.recommendation)

    def render_starts_on(self, value: Any) -> str:
        """Return the day."""
        return short_date(value)

    def render_shared_at(self, value: Any) -> str:
        """Return the day."""
        return short_date(value)
