"""The list of one's conversations."""

from typing import Any

from django.urls import reverse

from core.formatting import moment, short_date
from core.tables import Empty, PageColumn, Table
from core.templatetags.kit import status
from people.models import Person
from planning.conversations.models import Conversation
from planning.conversations.policies import NOBODY, can_ask
from planning.conversations.selectors import TONES


class ConversationTable(Table):
    """Conversations of which one is one of the two."""

    other = PageColumn("With", orderable=False, linkify=True)
    status = PageColumn(
        "Status",
        kind="status",
        draw=lambda row: status(row.get_status_display(), TONES[Conversation.Status(row.status)]),
    )
    arranged_for = PageColumn("When")
    asked_at = PageColumn("Requested", kind="date", with_label=True)

    caption = "My conversations"
    one = "conversation"
    empty = Empty(
        "No conversations yet",
        "You can ask to talk about your training at any time. You don’t have to wait for a review.",
        "Request a conversation",
        lambda reader: reverse("planning:conversation-ask") if can_ask(reader) else "",
        otherwise=NOBODY,
    )

    class Meta:
        order_by = "-asked_at"

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def render_other(self, record: Conversation) -> str:
        """Return the other of the two."""
        return str(record.manager if record.person_id == self.actor.pk else record.person)

    def render_arranged_for(self, record: Conversation) -> str:
        """Return when it is or was."""
        if record.held_on:
            return short_date(record.held_on)
        return moment(record.arranged_for) if record.arranged_for else "Not yet arranged"
