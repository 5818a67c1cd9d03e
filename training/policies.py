"""Who may read and write CPD records."""

from core.decisions import Decision, allowed_if, refused
from people.models import Person
from planning.standing import plans_for
from training.models import Record


def can_record(actor: Person, person: Person) -> Decision:
    """Somebody else says that a person took part in what the trust paid for; nobody of oneself."""
    return allowed_if(actor.pk != person.pk, "Somebody else must record this for you.")


def can_mend(actor: Person, record: Record) -> Decision:
    """Those who plan for the school say what a record served; one that came of a request follows that (R-4)."""
    if record.source_key.startswith("booking:"):
        return refused("It follows the request that it came of: link that one.")
    return allowed_if(plans_for(actor, record.school), "Those who plan for the school say what it served.")


def can_see_register(actor: Person) -> Decision:
    """The trust's register is for the central roles, a school's for its leaders (policy IM-4)."""
    authority = actor.authority
    return allowed_if(
        authority.is_trust_wide or bool(authority.schools_led()),
        "The register is for school leaders and the central team. Your own record is under “My CPD record”.",
    )
