"""What colleagues share."""

from typing import Any

from django.utils.html import format_html

from core.formatting import at_a_word
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from training.feedback.models import Feedback
from training.records.tables import hint


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
