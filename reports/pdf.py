"""The report as a tagged PDF (PDF/UA): the same page as in the browser, on paper."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from core.trust_settings import trust_setting
from reports.models import Report
from reports.sections import sections_of


def report_pdf(report: Report, *, published_at: dt.datetime) -> bytes:
    """Return the PDF of a report. Nothing is fetched while it is made: no file, no address."""
    # WeasyPrint takes a second to load, and only publishing needs it.
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    html = render_to_string(
        "reports/report_pdf.html",
        {
            "report": report,
            "sections": sections_of(report),
            "published_at": published_at,
            "trust_name": trust_setting("people.trust_name"),
        },
    )
    style = (settings.BASE_DIR / "static" / "css" / "report-pdf.css").read_text()
    fetcher: Any = URLFetcher(allowed_protocols=["data"])
    document = HTML(string=html, url_fetcher=fetcher, base_url=settings.SITE_URL)
    content: bytes = document.write_pdf(
        stylesheets=[CSS(string=style, url_fetcher=fetcher)], pdf_variant="pdf/ua-1", pdf_tags=True
    )
    return content
