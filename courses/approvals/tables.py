"""The list of requests that wait for one's decision."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.calendar import today
from core.formatting import days_of
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from core.templatetags.kit import status
from courses.approvals.decision_card import RANK_TONES
from courses.approvals.selectors import seen_in_list
from courses.requests.tables import cost_of


class RankColumn(Column):
    """The rank of a request in the policy's order."""

    @property
    def both_ways(self) -> tuple[str, str]:
        """Return what sorting by it is called, up and down."""
        return ("most urgent first", "least urgent first")


class QueueTable(Table):
    """A row a request: who, why, when, what it costs, since when it waits. Its order is the policy's (IM-3, AP-7)."""

    title = Column("Request", file="Course")
    provider_name = FileColumn("Provider")
    applicant = FileColumn("Person")
    school = FileColumn("School")
    why = RankColumn("Reason", "rank", "status", order_by=("rank", "waiting_since", "pk"))
    starts_on = Column("Dates", kind="date", file="First day", with_label=False)
    ends_on = FileColumn("Last day", kind="date")
    total_cost = Column("Cost", cost_of, "price", file="Cost in pounds")
    waiting_since = Column("Waiting", kind="date", file="Waiting since")
    choose = PageColumn("Select", kind="action", default="–", orderable=False)

    class Meta:
        sequence = ("title", "why", "starts_on", "total_cost", "waiting_since", "choose")

    caption = "Requests to approve"
    one = "request"
    code, file_name = "courses.request", "requests to approve"
    empty = Empty(
        "No requests to approve",
        "When a request needs your approval, it appears here and we let you know.",
        icon="circle-check-big",
    )

    def render_title(self, record: Any) -> SafeString:
        """Return the course as a link to the decision, who asks, and when they leave where that is before its end."""
        return format_html(
            '<a href="{}">{}</a><br><span class="k-hint">{}, {}</span>{}',
            reverse("courses:request-decide", args=[record.public_id]),
            record.title,
            record.applicant,
            record.school,
            format_html("<br>{}", status(str(record.leaving), "danger")) if record.leaving else "",
        )

    def render_why(self, record: Any) -> SafeString:
        """Return the rank in words."""
        return status(record.get_rank_display(), RANK_TONES.get(record.rank, "neutral"))

    def render_starts_on(self, record: Any) -> SafeString | str:
        """Return the days, and how many colleagues are out on them."""
        if not record.others_out:
            return days_of(record)
        others = "1 colleague" if record.others_out == 1 else f"{record.others_out} colleagues"
        return format_html('{}<br><span class="k-hint">{} also out</span>', days_of(record), others)

    def render_waiting_since(self, record: Any) -> str:
        """Return for how long it has waited."""
        days = (today() - record.waiting_since.date()).days
        return "Since today" if days <= 0 else "1 day" if days == 1 else f"{days} days"

    def render_choose(self, record: Any) -> SafeString | str:
        """Return a box for what can be approved together with others (policy IM-3)."""
        if not record.is_renewal:
            return ""
        return format_html(
            '<label class="k-choose"><input class="form-check-input" type="checkbox" form="several" name="seen" '
            'value="{}"><span class="visually-hidden">Select {} for {}</span></label>',
            seen_in_list(record),
            record.title,
            record.applicant,
        )
