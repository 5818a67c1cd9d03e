"""What a person is told when attendance is confirmed."""

from courses.bookings.models import Booking
from notifications.models import Topic
from notifications.services import tell
from people.models import Role
from people.trust_settings import role_title


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
