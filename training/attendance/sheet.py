"""A register on paper, to be signed and entered afterwards; and the QR code that leads to checking in."""

import base64

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from core.pdf import tagged_pdf
from core.trust_settings import trust_setting
from training.attendance.selectors import Line
from training.events.models import Event

# Empty rows for those who were not expected.
SPARE = 5


def sheet_pdf(event: Event, lines: list[Line]) -> bytes:
    """Return the PDF of a register with a column for signatures."""
    html = render_to_string(
        "training/attendance/sheet.html",
        {"event": event, "lines": lines, "spare": range(SPARE), "trust_name": trust_setting("people.trust_name")},
    )
    return tagged_pdf(html, "report-pdf.css")


def qr_code(event: Event, code: str) -> str:
    """Return the picture that leads to checking in, for an `<img>`.

    The code stands behind the # of the address, which a browser keeps to itself, so that no log has it.
    """
    import qrcode
    from qrcode.image.svg import SvgPathImage

    address = f"{settings.SITE_URL}{reverse('training:check-in', args=[event.public_id])}#{code}"
    picture = qrcode.make(address, image_factory=SvgPathImage).to_string()
    return f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}"
