"""The lists of requests."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.template.loader import render_to_string

from core.exports import Column
from core.formatting import short_date
from courses.catalogue.tables import empty_last
from courses.requests.models import CourseRequest
from courses.requests.selectors import TONES, where_text


def where_of(row: CourseRequest) -> str:
    """Return where a request of a list (`with_current_stage`) is, in words."""
    return where_text(row.status, row.current_role, was_sent=row.sent_at is not None)  # type: ignore[attr-defined]


def cost_of(row: CourseRequest) -> Decimal | str:
    """Return the cost of a request for a column of money; in words where the fee is not known."""
    return row.cost_words if row.fee_unknown else row.total_cost


def dates_of(row: CourseRequest) -> str:
    """Return "24 Nov 2026", "24 Nov 2026 to 26 Nov 2026" or "No date yet"."""
    if row.starts_on is None:
        return "No date yet"
    if row.ends_on in (None, row.starts_on):
        return short_date(row.starts_on)
    return f"{short_date(row.starts_on)} to {short_date(row.ends_on)}"


class OwnRequestTable(tables.Table):
    """One's own requests."""

    title = tables.Column("Course", linkify=True, empty_values=())
    starts_on = tables.Column("Dates", empty_values=())
    status = tables.Column("Where it is")
    total_cost = tables.Column("Cost", attrs={"td": {"class": "k-numeric"}})
    sent_at = tables.Column("Sent", default="Not sent yet")

    caption = "My requests"
    one = "request"
    exports = True
    empty_text = "No request fits"

    class Meta:
        model = CourseRequest
        fields: tuple[str, ...] = ()
        sequence = ("title", "starts_on", "status", "total_cost", "sent_at")

    def order_starts_on(self, queryset: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Order by the first day, those without one last."""
        return empty_last(queryset, "starts_on", is_descending)

    def order_sent_at(self, queryset: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Order by the day of sending, drafts last."""
        return empty_last(queryset, "sent_at", is_descending)

    def render_title(self, record: CourseRequest) -> str:
        """Return the course's name, or that it has none yet."""
        return str(record)

    def render_starts_on(self, record: CourseRequest) -> str:
        """Return its days."""
        return dates_of(record)

    def render_status(self, record: CourseRequest) -> str:
        """Return where it is, in words with their tone."""
        return render_to_string(
            "courses/requests/request_where.html", {"text": where_of(record), "tone": TONES[record.status]}
        )

    def render_total_cost(self, record: CourseRequest) -> str:
        """Return the cost in words."""
        return record.cost_words

    def render_sent_at(self, value: Any) -> str:
        """Return the day."""
        return short_date(value)


class SchoolRequestTable(OwnRequestTable):
    """A school's or the trust's requests."""

    applicant = tables.Column("Person", order_by=("applicant__last_name", "applicant__first_name"))
    school = tables.Column("School", order_by="school__name")
    reason = tables.Column("Reason")

    caption = "Requests"

    class Meta:
        model = CourseRequest
        fields: tuple[str, ...] = ()
        sequence = ("title", "applicant", "school", "reason", "starts_on", "status", "total_cost", "sent_at")

    def render_reason(self, record: CourseRequest) -> str:
        """Return the reason, with the duty."""
        return record.reason_words


OWN_COLUMNS = [
    Column("Course", "title"),
    Column("Provider", "provider_name"),
    Column("First day", "starts_on", kind="date"),
    Column("Last day", "ends_on", kind="date"),
    Column("Reason", "reason_words"),
    Column("Where it is", where_of),
    Column("Cost", cost_of, kind="money"),
    Column("Sent", "sent_at", kind="date"),
]
SCHOOL_COLUMNS = [
    Column("Person", lambda row: str(row.applicant)),
    Column("School", "school.name"),
    *OWN_COLUMNS,
]
