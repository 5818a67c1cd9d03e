"""Who books, changes, cancels and sends back (policy IM-4)."""

from core.decisions import ALLOWED, Decision, refused
from courses.bookings.models import Booking
from courses.bookings.policies import can_open_desk
from courses.requests.capacities import other_bookers
from courses.requests.models import CourseRequest
from people.models import Person


def _handles(actor: Person, person_id: int) -> Decision:
    """Return whether the actor handles this person's booking: one's own only where nobody else can (decision 7)."""
    if not (decision := can_open_desk(actor)):
        return decision
    if actor.pk == person_id and (others := other_bookers(actor)):
        return refused(f"This is for yourself, so someone else must do it: {others[0]}.")
    return ALLOWED


def can_book(actor: Person, request: CourseRequest) -> Decision:
    """Only the central booking officer or the officer's deputy books, and never for oneself while another could."""
    return _handles(actor, request.applicant_id)


def can_send_back(actor: Person, request: CourseRequest) -> Decision:
    """Whoever books may send a request back to its approvers when price or dates are not what they agreed to."""
    return _handles(actor, request.applicant_id)


def can_change_booking(actor: Person, booking: Booking) -> Decision:
    """Only the officer or the officer's deputy changes a booking's details."""
    return _handles(actor, booking.person_id)


def can_cancel_booking(actor: Person, booking: Booking) -> Decision:
    """Only the officer or the officer's deputy cancels a booking."""
    return _handles(actor, booking.person_id)


def can_change_name(actor: Person, booking: Booking, substitute: Person | None = None) -> Decision:
    """Only the officer or the officer's deputy gives a place to a colleague, and not to oneself while another could."""
    decision = _handles(actor, booking.person_id)
    return decision & _handles(actor, substitute.pk) if substitute else decision
