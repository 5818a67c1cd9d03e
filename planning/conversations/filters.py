"""Finding a conversation among one's own."""

import django_filters

from planning.conversations.models import Conversation
from planning.conversations.querysets import ConversationQuerySet


class ConversationFilter(django_filters.FilterSet):
    """One's conversations by how they stand and by who asked whom."""

    status = django_filters.ChoiceFilter(label="Status", choices=Conversation.Status.choices, empty_label="All")
    mine = django_filters.ChoiceFilter(
        label="Requested by",
        choices=(("asked", "Me"), ("led", "The other person")),
        empty_label="Anyone",
        method="by_side",
    )

    def __init__(self, *args: object, actor: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def by_side(self, rows: ConversationQuerySet, name: str, value: str) -> ConversationQuerySet:
        """Return those that one asked for, or was asked for."""
        return rows.filter(**{"person" if value == "asked" else "manager": self.actor})
