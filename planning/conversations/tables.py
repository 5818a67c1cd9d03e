"""The list of one's conversations."""

import datetime as dt

import django_tables2 as tables
from django.utils.safestring import SafeString

from core.formatting import moment, short_date
from core.templatetags.kit import status
from people.models import Person
from planning.conversations.models import Conversation
from planning.conversations.selectors import TONES


class ConversationTable(tables.Table):
    """Conversations of which one is one of the two."""

    other = tables.Column("With", empty_values=(), orderable=False, linkify=lambda record: record.get_absolute_url())
    asked_at = tables.Column("Asked for")
    status = tables.Column("How it stands")
    arranged_for = tables.Column("When", empty_values=())

    caption = "My conversations"
    one = "conversation"
    empty_text = "No conversation fits"

    class Meta:
        model = Conversation
        fields: tuple[str, ...] = ()
        sequence = ("other", "status", "arranged_for", "asked_at")
        order_by = "-asked_at"

    def __init__(self, *args: object, actor: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def render_other(self, record: Conversation) -> str:
        """Return the other of the two."""
        return str(record.manager if record.person_id == self.actor.pk else record.person)

    def render_status(self, record: Conversation) -> SafeString:
        """Return how it stands, in words with their tone."""
        tone = TONES[Conversation.Status(record.status)]
        return status(record.get_status_display(), tone)

    def render_arranged_for(self, record: Conversation) -> str:
        """Return when it is or was."""
        if record.held_on:
            return short_date(record.held_on)
        return moment(record.arranged_for) if record.arranged_for else "Not arranged"

    def render_asked_at(self, value: dt.datetime) -> str:
        """Return the day."""
        return short_date(value)
