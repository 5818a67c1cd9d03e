"""Who asks for a conversation, arranges it, records it (policy RM-3). Only the two of them come into question."""

from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Person, School
from people.relations import are_related
from planning.conversations.models import Conversation
from planning.conversations.selectors import partners_of

NOBODY = ours("We don't have a line manager for you. Ask the trust administrator to add one.")
OVER = "This conversation has already taken place or been cancelled."


def leads(actor: Person, conversation: Conversation) -> bool:
    """Return whether the actor was asked for it, and both have their place at the school still."""
    return actor.pk == conversation.manager_id and are_related(actor, conversation.person, conversation.school)


def can_ask(actor: Person) -> Decision:
    """Everybody asks their line manager; whoever has none asks a leader of their school."""
    return allowed_if(bool(partners_of(actor)), NOBODY)


def can_ask_of(actor: Person, manager: Person, school: School) -> Decision:
    """One asks those who are one's line manager (or leader) at the school today, and not twice at once."""
    if not any(partner.person == manager and partner.school == school for partner in partners_of(actor)):
        return refused("Choose your line manager, or a school leader if you don't have one.")
    waiting = Conversation.objects.pending().filter(person=actor, manager=manager)
    return allowed_if(
        not waiting.exists(),
        "You've already requested a conversation. You can request another once it has taken place.",
    )


def can_arrange(actor: Person, conversation: Conversation) -> Decision:
    """The one who was asked names time and place, and changes them until it is held."""
    if not leads(actor, conversation):
        return refused(f"Only {conversation.manager} can arrange this conversation.")
    return allowed_if(_is_pending(conversation), OVER)


def can_record(actor: Person, conversation: Conversation) -> Decision:
    """The one who was asked records what was agreed, whether it was arranged here or by word of mouth."""
    if not leads(actor, conversation):
        return refused(f"Only {conversation.manager} can record what was agreed.")
    return allowed_if(_is_pending(conversation), OVER)


def can_withdraw(actor: Person, conversation: Conversation) -> Decision:
    """Either of the two withdraws it before it is held."""
    if actor.pk != conversation.person_id and not leads(actor, conversation):
        return refused("Only the two people involved can cancel this conversation.")
    return allowed_if(_is_pending(conversation), OVER)


def can_raise_from(actor: Person, conversation: Conversation) -> Decision:
    """Both raise needs out of what was agreed."""
    if actor.pk != conversation.person_id and not leads(actor, conversation):
        return refused("Only the two people involved can add training needs from it.")
    if conversation.status != Conversation.Status.HELD:
        return refused("You can add training needs once the conversation has taken place.")
    return ALLOWED


def _is_pending(conversation: Conversation) -> bool:
    return conversation.status in (Conversation.Status.ASKED, Conversation.Status.ARRANGED)
