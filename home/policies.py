"""Who reads which page of the first app."""

from core.decisions import Decision, allowed_if
from core.trust_settings import ours
from people.first_page import looks_after_all
from people.models import Person, Role


def can_see_attention(actor: Person) -> Decision:
    """Which schools need attention is for those who look after every school."""
    return allowed_if(looks_after_all(actor), "This page is for those who look after every school of the trust.")


def can_set_up(actor: Person) -> Decision:
    """What is left to set up is for the trust's administrator."""
    return allowed_if(actor.authority.holds(Role.ADMINISTRATOR), ours("Only the trust administrator can do this."))
