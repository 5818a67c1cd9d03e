"""Who sees what a clerk entered."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from people.models import Person


class OutsideTrainingQuerySet(models.QuerySet):
    """Training elsewhere."""

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own, and those of the boards that the actor runs."""
        from governance.boards.models import Board

        return self.filter(Q(record__person=actor) | Q(board__in=Board.objects.run_by(actor).order_by()))

    def disputed(self) -> Self:
        """Return those that their person said to be wrong, and nobody has settled."""
        return self.filter(disputed_at__isnull=False)
