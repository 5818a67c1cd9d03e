"""What the two of a conversation are told. A subject says neither who nor what it is about."""

from typing import Any

from core.formatting import moment
from notifications.models import Topic
from notifications.services import tell
from people.models import Person
from planning.conversations.models import Conversation
from planning.conversations.policies import leads

ARRANGE = "planning.conversation"


def asked(conversation: Conversation) -> None:
    """Tell the one who is asked."""
    _tell(
        conversation,
        conversation.manager,
        "Request for a development conversation",
        f"{conversation.person} would like to talk to you about their development. Choose a date and place.",
        asks=ARRANGE,
        about=conversation.public_id,
    )


def arranged(conversation: Conversation) -> None:
    """Tell the one who asked when and where it is."""
    where = f", {conversation.place}" if conversation.place else ""
    _tell(
        conversation,
        conversation.person,
        "Your development conversation is arranged",
        f"{conversation.manager} will see you on {moment(conversation.arranged_for)}{where}.",
    )


def held(conversation: Conversation) -> None:
    """Tell the one who asked that what was agreed is written down."""
    _tell(
        conversation,
        conversation.person,
        "Notes from your development conversation",
        "Read what you agreed and add any training needs.",
    )


def withdrawn(conversation: Conversation, actor: Person) -> None:
    """Tell the other of the two that it does not take place."""
    other = conversation.manager if actor.pk == conversation.person_id else conversation.person
    _tell(conversation, other, "Development conversation cancelled", f"{actor} has cancelled it.")


def _tell(conversation: Conversation, person: Person, subject: str, body: str, **asks: Any) -> None:
    if person.pk == conversation.manager_id and not leads(person, conversation):
        return
    tell(
        person=person,
        topic=Topic.PLANNING,
        key=f"planning.conversation:{conversation.public_id}:{conversation.version}:{person.public_id}",
        subject=subject,
        body=body,
        path=conversation.get_absolute_url(),
        **asks,
    )
