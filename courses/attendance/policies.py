"""Who says who came, and closes what is complete (policy IM-4)."""

from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from courses.bookings.models import Booking
from courses.bookings.policies import can_open_desk
from courses.requests.capacities import acts_as, books_as
from courses.requests.models import CourseRequest
from people.models import Person, Role


def can_confirm_attendance(actor: Person, booking: Booking) -> Decision:
    """The officer or the school's Headteacher or Head of School says who came, each also by deputy; nobody of oneself.

    For the central team, which has no Headteacher, its head says it.
    """
    if actor.pk == booking.person_id:
        return refused(ours("You can't record your own attendance. Ask the booking officer or your Headteacher."))
    leaders = [Role.CENTRAL_HEAD] if booking.school.is_central else Role.school_leaders()
    where = None if booking.school.is_central else booking.school_id
    return allowed_if(
        books_as(actor) is not None or acts_as(actor, leaders, where) is not None,
        ours("Only the central booking officer or the Headteacher can record attendance."),
    )


def can_close(actor: Person, request: CourseRequest) -> Decision:
    """The officer or the officer's deputy closes what is complete; the system does it by itself too."""
    return can_open_desk(actor)
