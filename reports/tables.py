"""The list of reports."""

from django.urls import reverse

from core.calendar import year_label
from core.tables import Column, Empty, Table
from core.templatetags.kit import status
from reports import policies
from reports.models import Report

TONES = {"published": "success", "draft": "waiting"}


def term_of(report: Report) -> str:
    """Return "Autumn 2026–27"."""
    return f"{report.get_term_display()} {year_label(report.year)}"


class ReportTable(Table):
    """A row an edition."""

    report = Column("Report", "kind", linkify=True)
    school = Column("School", lambda row: row.school or "The whole trust", order_by="school__name")
    term = Column("Term", term_of, order_by=("year", "figures_on"))
    edition = Column("Version", kind="number", css="")
    status = Column("Status", kind="status", draw=lambda row: status(row.get_status_display(), TONES[row.status]))
    published_at = Column("Published", kind="date", with_label=True)

    caption = "Board reports"
    one = "report"
    code, file_name = "reports.report", "reports"
    empty = Empty(
        "No reports yet",
        "Create a report for each term. We’ll fill in the figures, and you add the words.",
        "Create report",
        lambda reader: reverse("reports:report-draft") if policies.can_draft_any(reader) else "",
        otherwise="The Headteacher writes a school’s report each term, and the chief executive the one for trustees. "
        "You can read them here once they’re published.",
    )
