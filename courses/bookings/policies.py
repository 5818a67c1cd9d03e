"""Who sees the register of bookings and who is out, and whose the booking desk is (policy IM-4)."""

from core.decisions import Decision, allowed_if
from core.trust_settings import ours
from courses.requests.capacities import books_as
from people.models import Person, School

ONLY_THE_OFFICER = ours("Only the central booking officer, or the person covering for them, can do this.")


def can_open_desk(actor: Person) -> Decision:
    """The booking desk belongs to the central booking officer and the officer's deputy of the day."""
    return allowed_if(books_as(actor) is not None, ONLY_THE_OFFICER)


def can_see_register(actor: Person) -> Decision:
    """The trust's register is for the central roles, a school's for its leaders, each also by deputy."""
    authority = actor.authority
    return allowed_if(
        authority.is_trust_wide or bool(authority.schools_led()) or books_as(actor) is not None,
        "Only school leaders and the central team can see the booking register. Your training is under “My CPD”.",
    )


def can_see_who_is_out(actor: Person, school: School | None = None) -> Decision:
    """Those who lead a school see who is out of it, the central roles of every school. `school`: None for any."""
    led = actor.authority.schools_led()
    return allowed_if(
        actor.authority.is_trust_wide or (bool(led) if school is None else school.pk in led),
        "Who is out is for school leaders and the central team.",
    )
