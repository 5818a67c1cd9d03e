"""The list of requests that wait for one's decision."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.calendar import today
from core.formatting import short_date
from core.templatetags.kit import status
from courses.approvals.decision_card import RANK_TONES
from courses.approvals.selectors import seen_in_list
from courses.requests.models import CourseRequest
from training.registers import CountedTable


class QueueTable(CountedTable):
    """A row a request: who, why, when, what it costs, since when it waits. Its order is the policy's (IM-3, AP-7)."""

    choose = tables.Column(empty_values=(), orderable=False, verbose_name="Choose")
    title = tables.Column(verbose_name="Request")
    why = tables.Column(accessor="rank", verbose_name="Why", order_by=("rank", "waiting_since", "pk"))
    starts_on = tables.Column(verbose_name="When")
    total_cost = tables.Column(verbose_name="Cost", attrs={"td": {"class": "k-numeric"}})
    waiting_since = tables.Column(verbose_name="Waiting")

    class Meta:
        model = CourseRequest
        fields: tuple[str, ...] = ()
        sequence = ("title", "why", "starts_on", "total_cost", "waiting_since", "choose")

    caption = "Requests that wait for you"
    one = "request"
    exports = True
    empty_text = "No request fits"

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

    def render_starts_on(self, record: Any) -> SafeString:
        """Return the days, and how many colleagues are out on them."""
        days = short_date(record.starts_on)
        if record.ends_on != record.starts_on:
            days = f"{days} to {short_date(record.ends_on)}"
        if not record.others_out:
            return format_html("{}", days)
        others = "1 colleague is" if record.others_out == 1 else f"{record.others_out} colleagues are"
        return format_html('{}<br><span class="k-hint">{} out</span>', days, others)

    def render_total_cost(self, record: Any) -> str:
        """Return the cost in words."""
        return str(record.cost_words)

    def render_waiting_since(self, record: Any) -> str:
        """Return for how long it has waited."""
        days = (today() - record.waiting_since.date()).days
        return "Since today" if days <= 0 else "1 day" if days == 1 else f"{days} days"

    def render_choose(self, record: Any) -> SafeString | str:
        """Return a box for what can be approved together with others (policy IM-3)."""
        if not record.is_renewal:
            return "–"
        return format_html(
            '<label class="k-choose"><input class="form-check-input" type="checkbox" name="seen" value="{}">'
            '<span class="visually-hidden">Choose {} for {}</span></label>',
            seen_in_list(record),
            record.title,
            record.applicant,
        )
