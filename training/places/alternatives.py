"""The trust's own events that answer what somebody asks an external course for (policy AP-10)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from certificates.models import Requirement
from core.calendar import now
from core.formatting import moment
from people.models import Person
from planning.models import Action, Need, Priority
from planning.similar.grouping import are_alike
from training.events.models import Event
from training.places.models import Place

AHEAD = dt.timedelta(days=183)
SHOWN = 3
# So many events to come are looked through, the next first.
LOOKED_THROUGH = 500
SAME, SAME_PRIORITY, OTHER = range(3)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a course is asked for: its title, and what it is to renew or to serve."""

    title: str = ""
    requirement: Requirement | None = None
    need: Need | None = None
    priority: Priority | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class EventInstead:
    """An event that answers the same. `left`: the free places, None without a limit; `place`: how theirs stands."""

    event: Event
    left: int | None
    place: str

    @property
    def where(self) -> str:
        """Return the room and the host school, or that it is online."""
        event = self.event
        return "online" if event.is_online else ", ".join(part for part in (event.room, event.school.name) if part)

    @property
    def words(self) -> str:
        """Return when and where it is, and whether there is a place."""
        parts = [moment(self.event.starts_at), self.where]
        if not self.place and self.left is not None:
            places = "1 place left" if self.left == 1 else f"{self.left} places left"
            parts.append(places if self.left else "full, with a waiting list")
        return " · ".join(parts)


def events_instead(wanted: Wanted, applicant: Person, reader: Person | None = None) -> list[EventInstead]:
    """Return up to three events of the coming months that the applicant can go on instead, the best answer first.

    Of a series its next date. What renews the requirement or meets the same need or action comes first, then what
    serves the same priority, then what has a title alike. `reader`: somebody else, who sees those among them that are
    theirs to see. At most four queries, whatever there is.
    """
    own = Place.objects.open().filter(person=applicant).order_by()
    open_to = Event.objects.open_to(applicant).filter(starts_at__lte=now() + AHEAD)
    can_sign_up = ~Q(sign_up=Event.SignUp.INVITED) & (Q(sign_up_until=None) | Q(sign_up_until__gt=now()))
    events = open_to.filter(can_sign_up | Q(pk__in=own.values("event")))
    if reader is not None and reader.pk != applicant.pk:
        events = events.filter(pk__in=Event.objects.visible_to(reader).order_by().values("pk"))
    same = _named_by(_same_needs(wanted.need, events)) | _renewing(wanted.requirement)
    if wanted.action is not None:
        same |= Q(action=wanted.action)
    serves = Q(priority=wanted.priority) if wanted.priority is not None else Q(pk__in=[])
    fits = Case(
        When(same, then=Value(SAME)),
        When(serves, then=Value(SAME_PRIORITY)),
        default=Value(OTHER),
        output_field=IntegerField(),
    )
    rows = events.annotate(fits=fits).order_by("starts_at", "pk").values_list("pk", "title", "series", "fits")
    chosen = _best(rows[:LOOKED_THROUGH], wanted.title)
    if not chosen:
        return []
    shown = own if reader is None else own.filter(pk__in=Place.objects.visible_to(reader).order_by().values("pk"))
    taken = Place.objects.filter(event=OuterRef("pk")).taken().order_by().values("event").annotate(n=Count("pk"))
    found = Event.objects.select_related("school").annotate(
        taken=Coalesce(Subquery(taken.values("n")), 0),
        own_place=Subquery(shown.filter(event=OuterRef("pk")).values("status")[:1]),
    )
    by_key: dict[int, Any] = found.in_bulk(chosen)
    return [_instead(by_key[pk]) for pk in chosen if pk in by_key]


def _same_needs(need: Need | None, events: "QuerySet[Event]") -> list[int]:
    """Return the keys of a need, of the provision that answers it, and of needs of events with a title alike."""
    if need is None:
        return []
    keys = events.order_by().values("pk")
    named = Need.objects.filter(Q(events__in=keys) | Q(events_planned__in=keys), area=need.area).order_by()
    alike = [pk for pk, title in named.distinct().values_list("pk", "title") if are_alike(need.title, title)]
    return [need.pk, *([need.gathered_into_id] if need.gathered_into_id else []), *alike]


def _named_by(needs: list[int]) -> Q:
    if not needs:
        return Q(pk__in=[])
    among = Event.needs.through.objects.filter(need__in=needs).values("event")
    return Q(need__in=needs) | Q(pk__in=among)


def _renewing(requirement: Requirement | None) -> Q:
    """Return the condition that an event renews a requirement, or one that satisfies it."""
    if requirement is None:
        return Q(pk__in=[])
    counts = Requirement.objects.filter(Q(pk=requirement.pk) | Q(satisfies=requirement)).order_by().values("pk")
    return Q(pk__in=Event.requirements.through.objects.filter(requirement__in=counts).values("event"))


def _best(rows: Iterable[tuple[int, str, int | None, int]], title: str) -> list[int]:
    """Return the keys of the events that answer the same, the best first, of each series the next one alone."""
    found: list[tuple[int, int, int]] = []
    series_seen: set[int] = set()
    for pk, name, series, fits in rows:
        if series in series_seen or not (fits < OTHER or are_alike(title, name)):
            continue
        if series is not None:
            series_seen.add(series)
        found.append((fits, len(found), pk))
    return [pk for _, _, pk in sorted(found)[:SHOWN]]


def _instead(event: Any) -> EventInstead:
    left = None if event.capacity is None else max(event.capacity - event.taken, 0)
    return EventInstead(event, left, str(Place.Status(event.own_place).label) if event.own_place else "")
