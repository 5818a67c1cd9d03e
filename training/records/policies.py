"""Who may read and write CPD records."""

from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Person, Role
from planning.scope import plans_for
from training.records.models import Record


def can_record(actor: Person, person: Person) -> Decision:
    """Somebody else says that a person took part in what the trust paid for; nobody of oneself."""
    return allowed_if(actor.pk != person.pk, "Someone else must record this for you.")


def can_fix(actor: Person, record: Record) -> Decision:
    """Those who plan for the school say what a record served; one that came of a request follows that (R-4)."""
    if record.source == Record.Source.BOOKING:
        return refused("This record takes its links from its course request. Change the links there.")
    return allowed_if(plans_for(actor, record.school), "Only school leaders can change what this is linked to.")


def can_log(actor: Person) -> Decision:
    """Whoever has a post or a role in the trust logs their own CPD (policy R-6)."""
    authority = actor.authority
    return allowed_if(bool(authority.posts or authority.grants), "You need a post or a role in the trust to log CPD.")


def can_edit_log(actor: Person, record: Record) -> Decision:
    """Only whoever logged it changes it, until somebody has confirmed it."""
    if actor.pk != record.person_id or not record.is_own:
        return refused("Only the person who logged this can change it.")
    return allowed_if(record.is_own_word, "This has been confirmed, so it can’t be changed.")


def can_delete_log(actor: Person, record: Record) -> Decision:
    """As for changing it: what somebody has confirmed stays."""
    return can_edit_log(actor, record)


def can_confirm(actor: Person, record: Record) -> Decision:
    """Whoever manages or leads the person, or keeps their board, confirms what they logged; nobody their own."""
    if actor.pk == record.person_id:
        return refused("Someone else must confirm this for you.")
    if not record.is_own_word:
        return refused("This has already been confirmed." if record.is_own else "This doesn’t need to be confirmed.")
    if record.is_sent_back:
        return refused("This was sent back. You can confirm it once it has been changed.")
    found = Record.objects.confirmable_by(actor).filter(pk=record.pk).exists()
    return allowed_if(
        found, ours("Only their line manager or Headteacher, or the chair or clerk of their board, can do this.")
    )


def can_confirm_some(actor: Person) -> Decision:
    """Whoever manages people, heads a school, keeps a board or leads the trust has a list of what to confirm."""
    authority = actor.authority
    roles = [*Role.school_leaders(), Role.CHAIR_OF_GOVERNORS, Role.CLERK, Role.CHAIR_OF_TRUSTEES]
    return allowed_if(
        authority.manages_people or authority.holds_any([*roles, Role.EXECUTIVE_LEAD, Role.CEO]),
        "Only line managers and leaders can see this.",
    )


def can_see_register(actor: Person) -> Decision:
    """The trust's register is for the central roles, a school's for its leaders (policy IM-4)."""
    authority = actor.authority
    return allowed_if(
        authority.is_trust_wide or bool(authority.schools_led()),
        "Only school leaders and the central team can see this. Your training is under “My CPD record”.",
    )
