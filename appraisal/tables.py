"""The lists of reviews: whose, who leads it, how far it is. No list and no export holds a word of an objective."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from appraisal.models import Review
from appraisal.selectors import TONES, can_review
from core.calendar import year_label
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from core.templatetags.kit import status
from people.models import Person, Post
from planning.needs.tables import raise_url


def stands(record: Review) -> SafeString:
    """Return how a review stands, in words with their tone."""
    return status(record.get_status_display(), TONES[Review.Status(record.status)])


def year_words(record: Review) -> str:
    """Return "2026–27"."""
    return year_label(record.year)


class OwnReviewTable(Table):
    """The reviews of which one is one of the two."""

    school = FileColumn("School")
    whose = PageColumn("Review", orderable=False, linkify=True)
    other = PageColumn("With", orderable=False)
    year = Column("Year", year_words, order_by="year")
    reviewee = FileColumn("Name")
    reviewer = FileColumn("Reviewer")
    status = Column("Status", kind="status", draw=stands)
    objective_count = PageColumn("Objectives", kind="number")

    caption = "My performance reviews"
    one = "review"
    code, file_name = "appraisal.review", "my performance reviews"
    empty = Empty(
        "No reviews yet",
        "Your Headteacher or head of team starts them. You can suggest training you need at any time.",
        "Suggest training I need",
        raise_url,
        otherwise="Your Headteacher or head of team starts them.",
    )

    class Meta:
        sequence = ("whose", "other", "year", "status", "objective_count")
        order_by = "-year"

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def render_whose(self, record: Review) -> str:
        """Return whose review it is."""
        return "My own review" if record.reviewee_id == self.actor.pk else str(record.reviewee)

    def render_other(self, record: Review) -> str:
        """Return who leads one's own, and that one leads the others."""
        return str(record.reviewer) if record.reviewee_id == self.actor.pk else "I'm the reviewer"


WORKS_ELSEWHERE = mark_safe('<br><span class="k-hint">Works elsewhere now</span>')
HAS_LEFT = mark_safe('<br><span class="k-hint">Has left or cannot sign in</span>')


class StaffReviewTable(Table):
    """The reviews that one looks after."""

    school = Column("School", order_by=("school__name", "reviewee__last_name", "pk"))
    year = Column("Year", year_words, order_by="year")
    reviewee = Column("Name", order_by=("reviewee__last_name", "reviewee__first_name", "pk"))
    reviewer = Column("Reviewer", order_by=("reviewer__last_name", "reviewer__first_name", "pk"), with_label=True)
    status = Column("Status", kind="status", draw=stands)
    objective_count = PageColumn("Objectives", kind="number")

    caption = "Performance reviews"
    one = "review"
    code, file_name = "appraisal.review", "reviews"
    empty = Empty("No reviews this year yet", "Start them under Not started, or choose another year.")

    class Meta:
        sequence = ("reviewee", "reviewer", "school", "year", "status", "objective_count")
        order_by = "reviewee"

    def render_reviewee(self, record: Any) -> SafeString | str:
        """Return whose review it is, linked for those who read its text."""
        if not record.is_readable:
            return str(record.reviewee)
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.reviewee)

    def render_reviewer(self, record: Any) -> SafeString:
        """Return who leads it; where its page is closed to the reader, with the way to another reviewer."""
        left = "" if record.reviewer_is_there or record.is_of_leader else WORKS_ELSEWHERE
        if not can_review(record.reviewer):
            left = HAS_LEFT
        if record.is_readable:
            return format_html("{}{}", record.reviewer, left)
        url = reverse("appraisal:review-reviewer", args=[record.public_id])
        hidden = format_html('<span class="visually-hidden">: the reviewer of {}</span>', record.reviewee)
        return format_html('{}{}<br><a href="{}">Change{}</a>', record.reviewer, left, url, hidden)


class WithoutReviewTable(Table):
    """Staff who have no review for the year yet."""

    school = Column("School", order_by=("school__name", "person__last_name", "pk"))
    person = Column("Name", order_by=("person__last_name", "person__first_name", "pk"))
    job_title = Column("Job title")
    line_manager = Column(
        "Line manager",
        default="Not set",
        order_by=("line_manager__last_name", "line_manager__first_name", "pk"),
        with_label=True,
    )
    open = PageColumn("Review", kind="action", orderable=False)

    caption = "Staff without a performance review this year"
    one, many = "person", "people"
    code, file_name = "appraisal.review", "staff without a performance review"
    empty = Empty("No reviews to start", "Staff without a review this year are listed here.")

    class Meta:
        sequence = ("person", "job_title", "school", "line_manager", "open")
        order_by = "person"

    def render_open(self, record: Post) -> SafeString | str:
        """Return the way to open the review, or why it cannot be."""
        if not can_review(record.person):
            return "Can't sign in, so can't agree a review"
        url = reverse("appraisal:review-open", args=[record.school.public_id, record.person.public_id])
        return format_html(
            '<a href="{}">Open<span class="visually-hidden"> the review of {}</span></a>', url, record.person
        )
