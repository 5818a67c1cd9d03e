"""Who sees which events, and to whom they are open. Pages, calendars, searches and exports all start here."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.calendar import now
from core.flow import FlowQuerySet
from core.search import Searched
from people.querysets import open_on

if TYPE_CHECKING:
    from people.models import Person

# How a place stands that has not ended: its person is invited, waits or goes.
OPEN_PLACES = ("invited", "asked", "waiting", "offered", "confirmed")


def _at(school_id: int | None) -> Q:
    """Return the condition that a line is for a place: a school, or without one the trust as a whole."""
    from people.models import School

    everywhere = Q(school=None)
    if school_id is None:
        return (everywhere & Q(phase="")) | Q(school__kind=School.Kind.CENTRAL)
    here = School.objects.filter(pk=school_id).order_by().values("phase")
    return (everywhere & (Q(phase="") | Q(phase__in=here))) | Q(school=school_id)


def _of(actor: "Person") -> Iterator[tuple[Q, dt.date | None]]:
    """Yield for each thing that the actor is or has today: the condition on lines, and its last day."""
    from people.models import Responsibility, Role

    boards = {*Role.governing(), Role.CLERK}
    yield Q(kind="person", person=actor), actor.left_on
    for post in actor.authority.posts:
        named = Q(kind="staff") | Q(kind="group", value=post.staff_group)
        if post.career_stage:
            named |= Q(kind="stage", value=post.career_stage)
        yield named & _at(post.school_id), post.ends_on
    for grant in actor.authority.grants:
        all_of = "board" if grant.role in boards else "staff"
        yield (Q(kind=all_of) | Q(kind="role", value=grant.role)) & _at(grant.school_id), grant.ends_on
    if actor.authority.posts or actor.authority.grants:
        for duty in Responsibility.objects.current().filter(person=actor).order_by():
            yield Q(kind="responsibility", value=duty.kind) & _at(duty.school_id), duty.ends_on


class AudienceLineQuerySet(models.QuerySet):
    """Lines of audiences."""

    def for_person(self, actor: "Person") -> Self:
        """Return the lines by which the actor belongs to an audience today; none for somebody who has left."""
        found = Q(pk__in=[])
        if actor.authority.posts or actor.authority.grants:
            for condition, _ in _of(actor):
                found |= condition
        return self.filter(found)

    def naming(self, person: str, day: str) -> Self:
        """Return the lines that name the person of an outer row on its day; `person`, `day`: its fields.

        `training.events.selectors.people_of` for rows of many events at once.
        """
        from people.models import Grant, Post, Responsibility, Role, School

        # Days and keys of the outer row stand for values.
        its_day: Any = OuterRef(OuterRef(day))
        held = open_on(its_day) & Q(person=OuterRef(OuterRef(person)))
        posts = Post.objects.filter(held).order_by()
        grants = Grant.objects.filter(held).order_by()
        duties = Responsibility.objects.filter(held).order_by()
        boards = [*Role.governing(), Role.CLERK]
        value = OuterRef("value")
        central = Q(school__kind=School.Kind.CENTRAL)

        def at_its_place(rows: models.QuerySet) -> Q:
            here = Q(school__isnull=False) & Exists(rows.filter(school=OuterRef("school")))
            in_phase = Q(school=None) & ~Q(phase="") & Exists(rows.filter(school__phase=OuterRef("phase")))
            return (
                (Q(school=None, phase="") & Exists(rows))
                | here
                | in_phase
                | (central & Exists(rows.filter(school=None)))
            )

        by_kind = (
            ("staff", at_its_place(posts) | at_its_place(grants.exclude(role__in=boards))),
            ("board", at_its_place(grants.filter(role__in=boards))),
            ("role", at_its_place(grants.filter(role=value))),
            ("responsibility", at_its_place(duties.filter(kind=value))),
            ("group", at_its_place(posts.filter(staff_group=value))),
            ("stage", at_its_place(posts.filter(career_stage=value))),
        )
        found = Q(kind="person", person=OuterRef(person))
        for kind, condition in by_kind:
            found |= Q(kind=kind) & condition
        return self.filter(found)

    def reaching(self, schools: set[int]) -> Self:
        """Return the lines that may name somebody at one of the schools: by the school, by its phase, or by name."""
        from people.models import Post, Role, School

        phases = School.objects.filter(pk__in=schools).order_by().values("phase")
        theirs = Post.objects.current().filter(school__in=schools).order_by().values("person")
        of_every_school = Q(school=None, person=None) & (Q(phase="") | Q(phase__in=phases))
        # Nobody holds a role of the whole trust at a school.
        of_every_school &= ~Q(kind="role") | Q(value__in=Role.of_a_school())
        return self.filter(Q(school__in=schools) | of_every_school | Q(person__in=theirs))


class EventQuerySet(Searched, FlowQuerySet):
    """Events."""

    SEARCHED = ("title", "about", "room")

    def visible_to(self, actor: "Person") -> Self:
        """Return the events that are for the actor or where they have a place, theirs to run, and those of leaders.

        All for the central roles. Leaders see what their school hosts and what its people may go to; the chair and the
        clerk of a board what is for it. Whoever organises one sees it while they have their place at its school, and a
        facilitator, who may come from another school, while they belong to the trust (policy R-6).
        """
        from people.models import Role
        from planning.scope import planned_by
        from training.events.models import AudienceLine, EventKind

        authority = actor.authority
        if authority.is_trust_wide:
            return self.all()
        if not (authority.posts or authority.grants):
            return self.none()
        lines = AudienceLine.objects.for_person(actor)
        led = authority.schools_led()
        if led:
            lines = lines | AudienceLine.objects.reaching(led)
        seen = self._for_lines_or_of(lines, actor) | planned_by(actor)
        boards = authority.schools_with([Role.CHAIR_OF_GOVERNORS, Role.CLERK])
        if boards:
            seen |= Q(kind__in=EventKind.of_boards(), school__in=boards)
        if authority.keeps_trust_board:
            seen |= Q(kind__in=EventKind.of_boards(), school__kind="central")
        return self.filter(seen)

    def meant_for(self, actor: "Person") -> Self:
        """Return those of `visible_to` that are for the actor, where they have a place, and theirs to run.

        What leaders and the central roles see only because it is their people's is left out.
        """
        from training.events.models import AudienceLine

        if not (actor.authority.posts or actor.authority.grants):
            return self.none()
        return self.filter(self._for_lines_or_of(AudienceLine.objects.for_person(actor), actor))

    def _for_lines_or_of(self, lines: AudienceLineQuerySet, actor: "Person") -> Q:
        """Return the condition that an audience has one of the lines, or the actor a place or the event to run."""
        found = Q(audience__in=lines.order_by().values("audience"))
        found |= Q(organiser=actor, school__in=actor.authority.schools_reached)
        # Whoever had a place reads that the event is cancelled, too.
        held = self.model.objects.filter(places__person=actor, places__status__in=[*OPEN_PLACES, "cancelled"])
        found |= Q(pk__in=held.order_by().values("pk"))
        return found | Q(pk__in=self.model.facilitators.through.objects.filter(person=actor).values("event"))

    def open_to(self, actor: "Person") -> Self:
        """Return the planned events to come that are for the actor, who must still belong to the audience on the day.

        Whether signing up is open, needs an invitation or an agreement is a question of the places.
        """
        from training.events.models import AudienceLine

        found = Q(pk__in=[])
        if actor.authority.posts or actor.authority.grants:
            for condition, last_day in _of(actor):
                lines = AudienceLine.objects.filter(condition).order_by().values("audience")
                found |= Q(audience__in=lines) & (Q() if last_day is None else Q(day__lte=last_day))
        if actor.left_on is not None:
            found &= Q(day__lte=actor.left_on)
        return self.coming().filter(found)

    def of_person(self, person: "Person") -> Self:
        """Return those where the person has a place, has asked for one or is invited, and those that they run."""
        held = self.model.objects.filter(places__person=person, places__status__in=OPEN_PLACES)
        runs = self.model.facilitators.through.objects.filter(person=person)
        own = Q(organiser=person) | Q(pk__in=held.order_by().values("pk")) | Q(pk__in=runs.values("event"))
        return self.filter(own)

    def planned(self) -> Self:
        """Return those that are neither held nor cancelled."""
        return self.filter(status="planned")

    def coming(self) -> Self:
        """Return the planned ones that have not started."""
        return self.planned().filter(starts_at__gt=now())


class SeriesQuerySet(models.QuerySet):
    """Series of events."""

    def visible_to(self, actor: "Person") -> Self:
        """Return the series of which the actor sees a date."""
        from training.events.models import Event

        dates = Event.objects.visible_to(actor).filter(series__isnull=False).order_by()
        return self.filter(pk__in=dates.values("series"))


class MaterialQuerySet(models.QuerySet):
    """Materials."""

    def of(self, event: models.Model) -> Self:
        """Return what goes with an event: its own, or its series'."""
        series = event.series_id  # type: ignore[attr-defined]
        return self.filter(series=series) if series else self.filter(event=event)

    def visible_to(self, actor: "Person") -> Self:
        """Return the materials of the events that the actor sees."""
        from training.events.models import Event

        events = Event.objects.visible_to(actor).order_by()
        of_series = events.filter(series__isnull=False).values("series")
        return self.filter(Q(event__in=events.values("pk")) | Q(series__in=of_series))
