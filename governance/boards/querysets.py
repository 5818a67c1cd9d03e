"""Who sees which boards: the central roles all, and whoever is appointed to one, that one."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.calendar import add_months, today
from core.search import Searched
from people.querysets import DatedQuerySet, has_names, open_on

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

    def run_by(self, actor: "Person") -> Self:
        """Return the boards that the actor runs today: as chair or clerk; all for administrators."""
        from governance.boards.models import AppointmentGrant
        from people.models import Role

        if actor.authority.holds(Role.ADMINISTRATOR):
            return self.all()
        held = [grant.pk for grant in actor.authority.grants]
        links = AppointmentGrant.objects.filter(grant__in=held, appointment__role__in=["chair", "clerk"]).order_by()
        return self.filter(pk__in=links.values("appointment__board"))

    def open(self) -> Self:
        """Return the boards that are there today."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=today()))


class LinkRoleQuerySet(DatedQuerySet):
    """Link roles."""

    def held(self) -> Self:
        """Return those that somebody has today, in office."""
        return self.current().filter(open_on(today(), "appointment__"))


class AppointmentQuerySet(DatedQuerySet):
    """Appointments."""

    def ending(self, months: int) -> Self:
        """Return those whose term ends within so many months, and after which the person is not appointed again."""
        again = self.model._default_manager.filter(  # noqa: SLF001 -- Django's public name for it
            Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
            board=OuterRef("board"), person=OuterRef("person"), role=OuterRef("role"),
        )  # fmt: skip
        soon = self.filter(
            ended_because="", starts_on__lte=today(), ends_on__range=(today(), add_months(today(), months))
        )
        return soon.exclude(Exists(again.order_by()))

    def matching(self, text: str) -> Self:
        """Return those of people in whose name every word stands."""
        return self.filter(has_names(text, "person"))

    def visible_to(self, actor: "Person") -> Self:
        """Return those of the boards that the actor sees."""
        from governance.boards.models import Board

        return self.filter(board__in=Board.objects.visible_to(actor).order_by())
