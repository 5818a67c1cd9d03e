"""Who books, changes and cancels bookings, and who says who came (policy IM-4)."""

from core.decisions import ALLOWED, Decision, allowed_if, refused
from courses.models import Booking, Request
from courses.standing import acts_as, books_as, other_bookers
from people.models import Person, Role

ONLY_THE_OFFICER = "Only the central booking officer, or the officer's deputy, can do this."


def can_open_desk(actor: Person) -> Decision:
    """The booking desk belongs to the central booking officer and the officer's deputy of the day."""
    return allowed_if(books_as(actor) is not None, ONLY_THE_OFFICER)


def _handles(actor: Person, person_id: int) -> Decision:
    """Return whether the actor handles the booking of this person: one's own only when nobody else could (ADR 0007)."""
    if not (decision := can_open_desk(actor)):
        return decision
    if actor.pk == person_id and (others := other_bookers(actor)):
        return refused(f"This is for yourself, so somebody else must do it: {others[0]}.")
    return ALLOWED


def can_book(actor: Person, request: Request) -> Decision:
    """Only the central booking officer or the officer's deputy books, and never for oneself while another could."""
    return _handles(actor, request.applicant_id)


def can_send_back(actor: Person, request: Request) -> Decision:
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


def can_confirm_attendance(actor: Person, booking: Booking) -> Decision:
    """The officer or the school's Headteacher or Head of School says who came, each also by deputy; nobody of oneself.

    For the central team, which has no Headteacher, its head says it.
    """
    if actor.pk == booking.person_id:
        return refused("Somebody else must confirm your own attendance.")
    leaders = [Role.CENTRAL_HEAD] if booking.school.is_central else Role.school_leaders()
    where = None if booking.school.is_central else booking.school_id
    return allowed_if(
        books_as(actor) is not None or acts_as(actor, leaders, where) is not None,
        "Only the central booking officer or the school's Headteacher can confirm attendance.",
    )


def can_close(actor: Person, request: Request) -> Decision:
    """The officer or the officer's deputy closes what is complete; the system does it by itself too."""
    return can_open_desk(actor)


def can_see_register(actor: Person) -> Decision:
    """The trust's register is for the central roles, a school's for its leaders, each also by deputy."""
    authority = actor.authority
    return allowed_if(
        authority.is_trust_wide or bool(authority.schools_led()) or books_as(actor) is not None,
        "The register is for school leaders and the central team. Your own record is under “My CPD record”.",
    )
