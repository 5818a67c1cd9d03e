"""The report as a tagged PDF (PDF/UA): the same page as in the browser, on paper."""

import datetime as dt

from django.template.loader import render_to_string

from core.pdf import tagged_pdf
from core.trust_settings import trust_setting
from reports.models import Report
from reports.sections import sections_of


def report_pdf(report: Report, *, published_at: dt.datetime) -> bytes:
    """Return the PDF of a report. Nothing is fetched while it is made: no file, no address."""
    html = render_to_string(
        "reports/report_pdf.html",
        {
            "report": report,
            "sections": sections_of(report),
            "published_at": published_at,
            "trust_name": trust_setting("people.trust_name"),
        },
    )
    return tagged_pdf(html, "report-pdf.css")
