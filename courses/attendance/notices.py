"""What a person is told when attendance is confirmed."""

from courses.bookings.models import Booking
from notifications.models import Topic
from notifications.services import tell


def attendance_confirmed(booking: Booking, owed: int) -> None:
    """Tell the person that the course is on their record, and whether a certificate is still to come."""
    tell(
        person=booking.person,
        topic=Topic.REQUEST,
        key=f"courses.attendance.confirmed:{booking.public_id}",
        subject=f"On your record: “{booking.request.title}”",
        body="When your certificate comes, add it to your certificates." if owed else "",
        path=booking.request.get_absolute_url(),
    )


def absence_noted(booking: Booking) -> None:
    """Tell the person that the booking is kept as not attended."""
    tell(
        person=booking.person,
        topic=Topic.REQUEST,
        key=f"courses.attendance.absent:{booking.public_id}",
        subject=f"Kept as not attended: “{booking.request.title}”",
        body="If this is wrong, tell the central booking officer.",
        path=booking.request.get_absolute_url(),
    )
