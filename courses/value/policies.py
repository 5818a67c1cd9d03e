"""Who keeps the service-level agreements, and who compares what things cost (policy GV-2, AP-10)."""

from core.decisions import Decision, allowed_if
from core.trust_settings import ours
from courses.catalogue.policies import can_manage_catalogue
from courses.value.models import ServiceAgreement
from people.models import Person, Role
from planning.suppression import smallest_group


def reads_agreements_as_staff(actor: Person) -> bool:
    """Return whether the actor reads what the trust bought from providers as a leader or in a central role."""
    return actor.authority.is_trust_wide or bool(actor.authority.schools_led())


def reads_agreements_on_a_board(actor: Person) -> bool:
    """Return whether the actor reads it for a board alone."""
    authority = actor.authority
    return not reads_agreements_as_staff(actor) and (authority.governs or authority.holds(Role.CLERK))


def can_list_agreements(actor: Person) -> Decision:
    """Leaders, boards, clerks and the central roles read what the trust bought from providers."""
    return allowed_if(
        reads_agreements_as_staff(actor) or reads_agreements_on_a_board(actor),
        ours("Only leaders, governors, trustees and the central team can see service-level agreements."),
    )


def can_manage_agreements(actor: Person) -> Decision:
    """Whoever keeps the catalogue keeps the agreements too: the central booking officer and the administrator."""
    return can_manage_catalogue(actor)


def can_remove_agreement(actor: Person, agreement: ServiceAgreement) -> Decision:
    """An agreement that a booking used stays for the record; one entered by mistake is removed."""
    return can_manage_agreements(actor) & allowed_if(
        not agreement.bookings.exists(), "You can't remove this agreement because a booking has used its credits."
    )


def can_compare_value(actor: Person) -> Decision:
    """Leaders compare what their own school's training cost, the central roles that of the trust (policy AP-10)."""
    authority = actor.authority
    return allowed_if(
        authority.is_trust_wide or bool(authority.schools_led()),
        "Only leaders and the central team can compare costs.",
    )


def fewest_told(actor: Person) -> int:
    """Return of how many people, at least, the actor is told that they went on a course and what was paid on average.

    The central roles read every booking. A leader is told no single price of another school; boards and colleagues
    nothing of fewer than the trust's smallest group.
    """
    authority = actor.authority
    if authority.is_trust_wide:
        return 1
    return 2 if authority.schools_led() else smallest_group()


def schools_known(actor: Person) -> set[int]:
    """Return the schools whose prices a leader knows, and could take away from a figure of the whole trust."""
    return set() if actor.authority.is_trust_wide else actor.authority.schools_led()


def is_told(people: int, others: int, fewest: int) -> bool:
    """Return whether a figure of so many people is told, of whom `others` are of no school that the reader knows.

    `fewest`: of how many it is, at least (`fewest_told`). Where all are of the reader's own school, nothing is told of
    anybody else.
    """
    return people >= fewest and (not others or others >= fewest)
