"""Who asks for a conversation, arranges it, records it (policy RM-3). Only the two of them come into question."""

from core.decisions import ALLOWED, Decision, allowed_if, refused
from people.models import Person, School
from people.relations import are_related
from planning.conversations.models import Conversation
from planning.conversations.selectors import partners_of

NOBODY = "Nobody is named as your line manager or leader at present. The trust’s administrator can name somebody."
OVER = "It was held or withdrawn."


def leads(actor: Person, conversation: Conversation) -> bool:
    """Return whether the actor was asked for it, and both have their place at the school still."""
    return actor.pk == conversation.manager_id and are_related(actor, conversation.person, conversation.school)


def can_ask(actor: Person) -> Decision:
    """Everybody asks their line manager; whoever has none asks a leader of their school."""
    return allowed_if(bool(partners_of(actor)), NOBODY)


def can_ask_of(actor: Person, manager: Person, school: School) -> Decision:
    """One asks those who are one's line manager (or leader) at the school today, and not twice at once."""
    if not any(partner.person == manager and partner.school == school for partner in partners_of(actor)):
        return refused("You ask your line manager, or a leader of your school where you have none.")
    waiting = Conversation.objects.pending().filter(person=actor, manager=manager)
    return allowed_if(not waiting.exists(), "You have asked for one already that is still to be held.")


def can_arrange(actor: Person, conversation: Conversation) -> Decision:
    """The one who was asked names time and place, and changes them until it is held."""
    if not leads(actor, conversation):
        return refused("The one who was asked arranges it.")
    return allowed_if(_is_pending(conversation), OVER)


def can_record(actor: Person, conversation: Conversation) -> Decision:
    """The one who was asked records what was agreed, whether it was arranged here or by word of mouth."""
    if not leads(actor, conversation):
        return refused("The one who was asked writes down what was agreed.")
    return allowed_if(_is_pending(conversation), OVER)


def can_withdraw(actor: Person, conversation: Conversation) -> Decision:
    """Either of the two withdraws it before it is held."""
    if actor.pk != conversation.person_id and not leads(actor, conversation):
        return refused("Only the two of them withdraw it.")
    return allowed_if(_is_pending(conversation), OVER)


def can_raise_from(actor: Person, conversation: Conversation) -> Decision:
    """Both raise needs out of what was agreed."""
    if actor.pk != conversation.person_id and not leads(actor, conversation):
        return refused("Only the two of them raise needs out of it.")
    if conversation.status != Conversation.Status.HELD:
        return refused("Needs come out of it when it was held.")
    return ALLOWED


def _is_pending(conversation: Conversation) -> bool:
    return conversation.status in (Conversation.Status.ASKED, Conversation.Status.ARRANGED)
