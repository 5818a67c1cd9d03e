"""What a person is told about their booking: in the app, and by a mail that carries it into their calendar.

Every key is made of the booking and the sequence of its calendar entry, so each state is told once.
"""

from typing import Any

from core.calendar_entries import Method
from courses.bookings.calendar_entries import invitation
from courses.bookings.models import Booking
from notifications.emails import render, site_address
from notifications.models import Topic
from notifications.services import mail_now, tell
from people.models import Role
from people.trust_settings import role_title


def booking_made(booking: Booking) -> None:
    """Tell the person that the place is booked, with the invitation."""
    _send(booking, "booking_made", f"Booked: “{booking.request.title}”")


def booking_changed(booking: Booking) -> None:
    """Tell the person what the booking says now, with the update for the calendar."""
    _send(booking, "booking_changed", f"Changed: “{booking.request.title}”")


def booking_cancelled(booking: Booking) -> None:
    """Tell the person that the booking is cancelled and why, and take it out of the calendar."""
    _send(booking, "booking_cancelled", f"Cancelled: “{booking.request.title}”", "CANCEL")


def _send(booking: Booking, what: str, subject: str, method: Method = "REQUEST") -> None:
    key = f"courses.{what}:{booking.public_id}:{booking.version}"
    path = booking.request.get_absolute_url()
    context: dict[str, Any] = {
        "booking": booking,
        "person": booking.person,
        "url": site_address(path),
        "booking_officer": role_title(Role.BOOKING_OFFICER),
    }
    mail = render(f"courses/desk/emails/{what}", context)
    row = mail_now(
        person=booking.person,
        topic=Topic.BOOKING,
        key=key,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        calendar=invitation(booking, method),
    )
    tell(person=booking.person, topic=Topic.BOOKING, key=key, subject=subject, path=path, mailed_by=row)


def place_offered(booking: Booking, successor_path: str, substitute: Any) -> None:
    """Tell a colleague that the place is to be theirs, and that it goes through their own approvers first."""
    tell(
        person=substitute,
        topic=Topic.REQUEST,
        key=f"courses.name-change:{booking.public_id}:{substitute.public_id}",
        subject=f"You've been offered a place: “{booking.request.title}”",
        body="A colleague can't go, so you've been put forward instead. Your approvers need to approve it first.",
        path=successor_path,
        urgent=True,
    )
