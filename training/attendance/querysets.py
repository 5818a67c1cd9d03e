"""Who sees which lines of registers, and what somebody has to catch up on."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.flow import FlowQuerySet

if TYPE_CHECKING:
    from people.models import Person


def run_by(actor: "Person") -> Q:
    """Return the condition on events that the actor runs: `training.events.policies.can_run` for many at once."""
    from people.models import Role
    from planning.scope import planned_by, plans_everywhere
    from training.events.models import Event, EventKind

    authority = actor.authority
    if plans_everywhere(actor):
        return Q()
    facilitated = Event.facilitators.through.objects.filter(person=actor).order_by().values("event")
    runs = Q(pk__in=facilitated) | Q(organiser=actor, school__in=authority.schools_reached) | planned_by(actor)
    boards = Q(school__in=authority.schools_with([Role.CHAIR_OF_GOVERNORS, Role.CLERK]))
    if authority.keeps_trust_board:
        boards |= Q(school__kind="central")
    return runs | (Q(kind__in=EventKind.of_boards()) & boards)


def not_asked() -> Q:
    """Return the condition on lines that nobody is asked now to catch up on them."""
    return ~Q(catch_up__status="open")


def without_date() -> Q:
    """Return the condition on lines that whoever is asked to catch up on them has no place at another date now."""
    from training.places.models import Place

    held = Place.objects.open().filter(event=OuterRef("catch_up__next_event"), person=OuterRef("person"))
    return ~Q(Exists(held.filter(event__status="planned").order_by()))


def lost_date() -> Q:
    """Return the condition on lines that whoever was to go on another date has no place there now."""
    return Q(catch_up__next_event__isnull=False) & without_date()


class AttendanceQuerySet(models.QuerySet):
    """Lines of registers."""

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own, and those of the events that the actor sees and runs."""
        from training.events.models import Event

        kept = Event.objects.visible_to(actor).filter(run_by(actor)).order_by()
        return self.filter(Q(person=actor) | Q(event__in=kept.values("pk")))

    def marked(self) -> Self:
        """Return the lines with their people, as a register reads them."""
        return self.select_related("person", "marked_by")


class CatchUpQuerySet(FlowQuerySet):
    """What people have to catch up on."""

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own, and those of the events that the actor runs."""
        from training.attendance.models import Attendance

        return self.filter(attendance__in=Attendance.objects.visible_to(actor).order_by().values("pk"))

    def open(self) -> Self:
        """Return what is still to be done."""
        return self.filter(status="open")
