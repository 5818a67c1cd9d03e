"""Who reads which conversations."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from core.flow import FlowQuerySet

if TYPE_CHECKING:
    from people.models import Person


class ConversationQuerySet(FlowQuerySet):
    """Conversations between somebody and their line manager."""

    def visible_to(self, actor: "Person") -> Self:
        """Return those of which the actor is one of the two: nobody else reads them (RM-3).

        Whoever was asked reads them while both have their place at the school.
        """
        return self.filter(Q(person=actor) | self._led_by(actor))

    def led_by(self, actor: "Person") -> Self:
        """Return those for which the actor was asked, while both have their place at the school."""
        return self.filter(self._led_by(actor))

    def _led_by(self, actor: "Person") -> Q:
        from people.relations import related

        return Q(manager=actor) & related(actor, "person")

    def pending(self) -> Self:
        """Return those that were not held or withdrawn."""
        return self.filter(status__in=["asked", "arranged"])
