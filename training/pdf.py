"""A person's CPD record on paper: a tagged PDF (PDF/UA) to take along."""

from django.template.loader import render_to_string

from certificates.models import Certificate
from core.calendar import today
from core.pdf import tagged_pdf
from core.trust_settings import trust_setting
from people.models import Person
from training.records.models import Record
from training.selectors import RecordTotals


def record_pdf(person: Person, records: list[Record], totals: RecordTotals, label: str) -> bytes:
    """Return the PDF of these records of a person, `label` saying of which years, with the certificates that count."""
    html = render_to_string(
        "training/record_pdf.html",
        {
            "person": person,
            "records": records,
            "totals": totals,
            "label": label,
            "certificates": Certificate.objects.current().filter(person=person).order_by("title", "-awarded_on"),
            "today": today(),
            "trust_name": trust_setting("people.trust_name"),
        },
    )
    return tagged_pdf(html, "report-pdf.css")
