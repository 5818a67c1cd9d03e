"""Who keeps the catalogue (policy RM-2)."""

from core.decisions import Decision, allowed_if
from core.trust_settings import ours
from people.models import Person, Role


def can_manage_catalogue(actor: Person) -> Decision:
    """The central booking officer and the administrator keep providers, courses and dates."""
    return allowed_if(
        actor.authority.holds_any([Role.BOOKING_OFFICER, Role.ADMINISTRATOR]),
        ours("Only the central booking officer and trust administrator can edit the catalogue."),
    )
