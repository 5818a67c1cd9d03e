"""The lists of requests."""

from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from core.formatting import days_of
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from courses.requests.models import CourseRequest
from courses.requests.policies import can_ask
from courses.requests.selectors import TONES, where_text


def where_of(row: CourseRequest) -> str:
    """Return where a request of a list (`with_current_stage`) is, in words."""
    return where_text(row.status, row.current_role, was_sent=row.sent_at is not None)  # type: ignore[attr-defined]


def cost_of(row: CourseRequest) -> Decimal | str:
    """Return the cost of a request for a column of money; in words where the fee is not known."""
    return row.cost_words if row.fee_unknown else row.total_cost


def where_status(row: CourseRequest) -> SafeString:
    """Return where it is, in words with their tone."""
    return status(where_of(row), TONES[row.status])


class OwnRequestTable(Table):
    """One's own requests."""

    title = Column("Course", linkify=True, draw=str)
    provider_name = FileColumn("Provider")
    starts_on = Column(
        "Dates",
        kind="date",
        file="First day",
        draw=lambda row: row.starts_on and days_of(row),
        default="No date yet",
        empty_last=True,
        with_label=False,
    )
    ends_on = FileColumn("Last day", kind="date")
    reason = Column("Reason", "reason_words", order_by="reason", on_phone=False)
    status = Column("Progress", where_of, "status", draw=where_status)
    total_cost = Column("Cost", cost_of, "price")
    sent_at = Column("Sent", kind="date", default="Not sent yet", empty_last=True)

    caption = "My requests"
    one = "request"
    code, file_name = "courses.request", "my requests"
    empty = Empty(
        "No requests yet",
        "Choose a course in the catalogue, or request one that isn't listed. You can finish it later.",
        "Request a course",
        lambda reader: reverse("courses:request-start") if can_ask(reader) else "",
        otherwise="Once the trust administrator has added your post or role, you can request a course here.",
    )

    class Meta:
        sequence = ("title", "starts_on", "status", "total_cost", "sent_at")


class SchoolRequestTable(OwnRequestTable):
    """A school's or the trust's requests."""

    applicant = Column("Person", order_by=("applicant__last_name", "applicant__first_name"))
    school = Column("School", order_by="school__name")

    caption = "Requests"
    empty = Empty("No requests yet", "They show here as soon as someone sends one.")
    file_name = "requests"
    file_sequence = ("applicant", "school", *OwnRequestTable.declared)

    class Meta:
        sequence = ("title", "applicant", "school", "reason", "starts_on", "status", "total_cost", "sent_at")
