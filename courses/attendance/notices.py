"""What a person is told when attendance is recorded, and asked for when the certificate does not come."""

from typing import Any

from django.db.models import QuerySet

from core.calendar import today
from courses.bookings.models import Booking
from notifications.models import Topic
from notifications.services import tell
from people.models import Person, Role
from people.trust_settings import role_title

CERTIFICATE = "courses.certificate"


def still_without_certificate(reader: Person | None) -> "QuerySet[Any]":
    """Return the bookings whose certificate has still not come."""
    return Booking.objects.certificate_missing(today())


def attendance_confirmed(booking: Booking, owed: int) -> None:
    """Tell the person that the course is on their record, and whether a certificate is still to come."""
    tell(
        person=booking.person,
        topic=Topic.REQUEST,
        key=f"courses.attendance.confirmed:{booking.public_id}",
        subject=f"Added to your CPD record: “{booking.request.title}”",
        body="When you get your certificate, add it under My certificates." if owed else "",
        path=booking.request.get_absolute_url(),
    )


def absence_noted(booking: Booking) -> None:
    """Tell the person that the booking is kept as not attended."""
    tell(
        person=booking.person,
        topic=Topic.REQUEST,
        key=f"courses.attendance.absent:{booking.public_id}",
        subject=f"Recorded as not attended: “{booking.request.title}”",
        body=f"If this is wrong, contact the {role_title(Role.BOOKING_OFFICER)}.",
        path=booking.request.get_absolute_url(),
    )


def certificate_wanted(booking: Booking, occasion: str) -> bool:
    """Ask the attendee for the certificate, once for each occasion; return whether that was now."""
    notice = tell(
        person=booking.person,
        topic=Topic.CERTIFICATE,
        key=f"courses.certificate.wanted:{booking.public_id}:{occasion}",
        subject=f"Certificate missing: “{booking.request.title}”",
        body=f"Please add it. If you haven’t received it, contact the {role_title(Role.BOOKING_OFFICER)}.",
        path=booking.get_absolute_url(),
        asks=CERTIFICATE,
        about=booking.public_id,
    )
    return notice is not None
