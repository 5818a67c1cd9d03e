"""Who sees which places, which of them wait for whom, and who stands in line."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.calendar import now, today
from core.flow import FlowQuerySet
from people.querysets import open_on

if TYPE_CHECKING:
    from people.models import Person

OPEN = ("invited", "asked", "waiting", "offered", "confirmed")
TAKEN = ("offered", "confirmed")


class PlaceQuerySet(FlowQuerySet):
    """Places at events."""

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own, those at events that one runs, a school's for its leaders, all for central readers."""
        authority = actor.authority
        if authority.is_trust_wide:
            return self.all()
        runs = Q(event__organiser=actor) | Q(event__school__in=authority.schools_led())
        return self.filter(Q(person=actor) | Q(school__in=authority.schools_led()) | runs)

    def open(self) -> Self:
        """Return those that have not ended."""
        return self.filter(status__in=OPEN)

    def taken(self) -> Self:
        """Return those that take one of the event's places."""
        return self.filter(status__in=TAKEN)

    def confirmed(self) -> Self:
        """Return those of people who go."""
        return self.filter(status="confirmed")

    def in_line(self) -> Self:
        """Return the waiting list, the first to be offered a place first; without those whom nobody agreed yet."""
        agreed = ~Q(event__sign_up="agreed") | Q(agreed_at__isnull=False)
        return self.filter(agreed, status="waiting").order_by("asked_at", "pk")

    def to_come(self) -> Self:
        """Return those at events that have not begun."""
        return self.filter(event__status="planned", event__starts_at__gt=now())

    def to_agree(self) -> Self:
        """Return those that wait for a Headteacher's agreement."""
        unagreed = self.filter(event__sign_up="agreed", agreed_at=None, status__in=("asked", "waiting", "offered"))
        return unagreed.to_come()

    def to_agree_by(self, actor: "Person") -> Self:
        """Return those that the actor agrees or declines, oneself or standing in for somebody.

        A Headteacher agrees for the school, the head of the central team for it; nobody for themselves. Where nobody
        else there can, the Executive Lead or the chief executive does.
        """
        from people.models import Grant, Role, School

        seen = Q(pk__in=[])
        for principal in (actor, *actor.authority.delegators):
            authority = principal.authority
            theirs = Q(school__in=authority.schools_with(Role.school_leaders()))
            if authority.holds(Role.CENTRAL_HEAD):
                theirs |= Q(school__kind=School.Kind.CENTRAL)
            if authority.holds_any((Role.EXECUTIVE_LEAD, Role.CEO)):
                able = open_on(today()) & Q(person__is_active=True) & ~Q(person=OuterRef("person"))
                of_school = Q(role__in=Role.school_leaders(), school=OuterRef("school"))
                heads = Grant.objects.filter(able, of_school).order_by()
                centre = Grant.objects.filter(able, role=Role.CENTRAL_HEAD).order_by()
                is_central = Q(school__kind=School.Kind.CENTRAL)
                theirs |= (~is_central & ~Exists(heads)) | (is_central & ~Exists(centre))
            seen |= theirs & ~Q(person=principal)
        return self.to_agree().filter(seen).exclude(person=actor)

    def in_doubt(self) -> Self:
        """Return the open ones, at events to come, of people who by its day have left, hold nothing there, or belong to
        its audience no longer, unless they are named or kept.

        Whoever moved may still belong to whom the event is for: that is asked of each event (`settle`).
        """
        return self.to_come().in_doubt_by_its_day()

    def in_doubt_by_its_day(self) -> Self:
        """Return those of `in_doubt`, at whatever event."""
        from people.models import Grant, Post
        from training.events.models import AudienceLine

        there = Q(school=OuterRef("school")) | Q(school=None)
        held = open_on(OuterRef("event__day")) & Q(person=OuterRef("person"))  # type: ignore[arg-type]
        works = Exists(Post.objects.filter(held, school=OuterRef("school")).order_by())
        governs = Exists(Grant.objects.filter(held, there).order_by())
        lines = AudienceLine.objects.filter(audience=OuterRef("event__audience")).naming("person", "event__day")
        unmeant = Q(invited_by=None, is_kept=False) & ~Exists(lines.order_by())
        gone = Q(person__left_on__lt=F("event__day")) | (~works & ~governs) | unmeant
        return self.open().filter(gone)

    def offers_open(self) -> Self:
        """Return the offers that can still be accepted."""
        return self.to_come().filter(status="offered", offered_until__gt=now())

    def offers_over(self, moment: dt.datetime) -> Self:
        """Return the offers whose time is over."""
        return self.filter(status="offered", offered_until__lte=moment)

    def events_to_settle(self, moment: dt.datetime) -> "list[int]":
        """Return the keys of the events to come, or just begun, of which a place may have to move."""
        from training.events.models import Event

        held = self.filter(event=OuterRef("pk")).order_by()
        over, gone, line = held.offers_over(moment), held.in_doubt(), held.in_line()
        full = held.taken().order_by().values("event").annotate(number=Count("pk")).values("number")
        is_free = Q(capacity=None) | Q(capacity__gt=Coalesce(Subquery(full), 0))
        waits = Q(Exists(line)) & is_free & Q(status="planned", starts_at__gt=moment)
        rows = Event.objects.filter(Q(Exists(over)) | Q(Exists(gone)) | waits)
        return list(rows.order_by("pk").values_list("pk", flat=True))
