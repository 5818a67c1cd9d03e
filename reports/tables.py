"""The list of reports."""

from typing import Any

import django_tables2 as tables

from core.calendar import year_label
from reports.models import Report


class ReportTable(tables.Table):
    """A row an edition."""

    report = tables.Column(accessor="get_kind_display", verbose_name="Report", linkify=True, order_by="kind")
    school = tables.Column(verbose_name="School", default="The whole trust", order_by="school__name")
    term = tables.Column(verbose_name="Term", order_by=("year", "figures_on"))
    edition = tables.Column(verbose_name="Edition")
    status = tables.TemplateColumn(
        "{% if record.status == 'published' %}{% status 'Published' tone='success' %}"
        "{% else %}{% status 'Draft' tone='waiting' %}{% endif %}",
        verbose_name="State",
    )
    published_at = tables.DateColumn(verbose_name="Published", format="j M Y", default="Not yet")

    class Meta:
        model = Report
        fields: tuple[str, ...] = ()
        sequence = ("report", "school", "term", "edition", "status", "published_at")

    caption = "Reports to boards"
    one = "report"
    exports = True
    empty_text = "No reports here yet"

    def render_term(self, record: Report) -> Any:
        """Return "Autumn 2026–27"."""
        return f"{record.get_term_display()} {year_label(record.year)}"
