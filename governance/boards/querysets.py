"""Who sees which boards: the central roles all, and whoever is appointed to one, that one."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.calendar import today
from core.search import Searched
from people.querysets import DatedQuerySet, has_names

if TYPE_CHECKING:
    from people.models import Person


def boards_of(actor: "Person") -> "models.QuerySet":
    """Return the keys of the boards to which the actor is appointed today: those that gave a role of today."""
    from governance.boards.models import AppointmentGrant

    held = [grant.pk for grant in actor.authority.grants]
    return AppointmentGrant.objects.filter(grant__in=held).order_by().values("appointment__board")


class BoardQuerySet(Searched, models.QuerySet):
    """Boards."""

    SEARCHED = ("name",)

    def visible_to(self, actor: "Person") -> Self:
        """Return every board for the central roles, else those to which the actor is appointed today."""
        if actor.authority.is_trust_wide:
            return self.all()
        return self.filter(pk__in=boards_of(actor))

    def open(self) -> Self:
        """Return the boards that are there today."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=today()))


class AppointmentQuerySet(DatedQuerySet):
    """Appointments."""

    def matching(self, text: str) -> Self:
        """Return those of people in whose name every word stands."""
        return self.filter(has_names(text, "person"))

    def visible_to(self, actor: "Person") -> Self:
        """Return those of the boards that the actor sees."""
        from governance.boards.models import Board

        return self.filter(board__in=Board.objects.visible_to(actor).order_by())


class LinkAppointmentQuerySet(DatedQuerySet):
    """Link roles that somebody has."""

    def visible_to(self, actor: "Person") -> Self:
        """Return those of the boards that the actor sees."""
        from governance.boards.models import Board

        return self.filter(appointment__board__in=Board.objects.visible_to(actor).order_by())
