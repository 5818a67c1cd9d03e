"""Who sees and fixes missing links (policy R-4)."""

from core.decisions import Decision, allowed_if
from core.trust_settings import ours
from people.models import Person, School
from planning.scope import plans_everywhere, plans_for


def can_fix(actor: Person, school: School) -> Decision:
    """Those who plan for a school see which links are missing there, and fix them."""
    return allowed_if(plans_for(actor, school), "Only school leaders can add missing links.")


def can_see_all_missing(actor: Person) -> Decision:
    """The Executive Lead and the chief executive see the missing links of every school."""
    return allowed_if(
        plans_everywhere(actor),
        (ours("Only the Executive Lead and the chief executive can see missing links for all schools.")),
    )
