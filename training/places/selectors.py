"""Reads about places: who agrees for whom, who can be invited, how full an event is."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import Q, QuerySet

from core.calendar import now, today
from core.reading import READER, Written, read_together, written
from people.models import Delegation, Grant, Person, Post, Role, School
from planning.needs.models import Need
from training.events.models import Event, EventKind
from training.events.selectors import people_of, people_to_name
from training.places.models import Place

# So many events that are over are listed.
PAST = 20


def place_of(event: Event, person: Person) -> Place | None:
    """Return the person's open place at an event, else the last one that ended; None without any."""
    rows = list(Place.objects.filter(event=event, person=person).order_by("-pk"))
    return next((row for row in rows if row.status in Place.OPEN), rows[0] if rows else None)


@dataclass(frozen=True, slots=True)
class Fullness:
    """How full an event is. `capacity`: None without a limit."""

    capacity: int | None
    confirmed: int
    offered: int
    waiting: int

    @property
    def free(self) -> int | None:
        """Return how many places nobody has; None without a limit."""
        return None if self.capacity is None else max(self.capacity - self.confirmed - self.offered, 0)

    @property
    def words(self) -> str:
        """Return it in words: "12 of 20 places taken, 3 on the waiting list"."""
        if self.capacity is None:
            return f"{self.confirmed} going"
        parts = [f"{self.confirmed + self.offered} of {self.capacity} places taken"]
        return ", ".join([*parts, *([f"{self.waiting} on the waiting list"] if self.waiting else [])])


def fullness_of(event: Event) -> Fullness:
    """Return how full an event is, in one query."""
    found = Place.objects.filter(event=event).order_by().values_list("status", flat=True)
    counts = list(found.filter(status__in=[*Place.TAKEN, Place.Status.WAITING]))
    status = Place.Status
    return Fullness(
        event.capacity, counts.count(status.CONFIRMED), counts.count(status.OFFERED), counts.count(status.WAITING)
    )


def waiting_before(place: Place) -> int:
    """Return how many stand in line before somebody on the waiting list."""
    before = Q(asked_at__lt=place.asked_at) | Q(asked_at=place.asked_at, pk__lt=place.pk)
    return Place.objects.filter(event=place.event_id).in_line().filter(before).count()


def schools_of(people: Collection[int], event: Event) -> dict[int, int]:
    """Return for people the school for which each goes, by their keys: where they work, else where they govern.

    What they do at the host school comes first, and for an event of boards where they govern. Who has a role of the
    whole trust goes for the central team, and where there is none for the host school.
    """
    posts = Post.objects.on(event.day).filter(person__in=people).order_by("starts_on", "pk")
    grants = Grant.objects.on(event.day).filter(person__in=people, school__isnull=False).order_by("starts_on", "pk")
    found: dict[int, int] = {}
    for rows in (grants, posts) if event.kind in EventKind.of_boards() else (posts, grants):
        held = list(rows.values_list("person", "school"))
        for person, school in sorted(held, key=lambda one: one[1] != event.school_id):
            found.setdefault(person, school)
    central = School.objects.filter(kind=School.Kind.CENTRAL).values_list("pk", flat=True).first()
    return {person: found.get(person, central or event.school_id) for person in people}


def deciders_of(place: Place) -> list[Person]:
    """Return who agrees or declines today: those for whom the place is on the list, stand-ins too."""
    day = today()
    roles = [*Role.school_leaders(), Role.CENTRAL_HEAD, Role.EXECUTIVE_LEAD, Role.CEO]
    held = Grant.objects.on(day).filter(Q(school=place.school_id) | Q(school=None), role__in=roles)
    deputies = Delegation.objects.on(day).filter(person__in=held.values("person"), ended_at=None)
    able = Person.objects.in_trust_on(day).filter(is_active=True).exclude(pk=place.person_id)
    able = able.filter(Q(pk__in=held.values("person")) | Q(pk__in=deputies.values("deputy")))
    return [person for person in able if Place.objects.to_agree_by(person).filter(pk=place.pk).exists()]


def anybody(actor: Person, event: Event) -> "QuerySet[Person]":
    """Return everybody in the trust on an event's day whom the actor may name and who has no open place at it."""
    taken = Place.objects.filter(event=event).open().order_by().values("person")
    return people_to_name(actor, event, event.day).exclude(pk__in=taken)


@cache
def _in_doubt(vendor: str) -> Written:
    """Return the question of `in_doubt_at` in a database's SQL, with `READER` for the event."""
    return written(Place.objects.filter(event=READER).in_doubt_by_its_day().select_related("person", "school"))


def in_doubt_at(event: Event) -> list[Place]:
    """Return the places of `in_doubt` at an event.

    It is asked while the event, and with it all of SQLite, is locked: composing the question anew would take several
    times as long as all else that signing up does.
    """
    if event.status != Event.Status.PLANNED or event.has_started:
        return []
    [found] = read_together(_in_doubt(connection.vendor).by(event.pk))
    return found


def still_welcome(event: Event, places: Iterable[Place]) -> set[int]:
    """Return the keys of those of several people who are in the trust on the day, and whom the event is for, who
    were invited by name, or whose place was kept when it became one for others.
    """
    people = {place.person_id for place in places}
    kept = {place.person_id for place in places if place.invited_by_id or place.is_kept}
    held = [model.objects.on(event.day).order_by().values("person") for model in (Post, Grant)]
    there = Person.objects.in_trust_on(event.day).filter(Q(pk__in=held[0]) | Q(pk__in=held[1]), pk__in=kept)
    return {*people_of(event).filter(pk__in=people).values_list("pk", flat=True), *there.values_list("pk", flat=True)}


def people_in_need(actor: Person, event: Event) -> "QuerySet[Person]":
    """Return the people named in the training needs that an event meets, and have no open place at it."""
    meets = Need.objects.open().filter(Q(events=event) | Q(events_planned=event)).order_by().values("pk")
    named = Need.objects.open().filter(Q(pk__in=meets) | Q(gathered_into__in=meets), person__isnull=False)
    return anybody(actor, event).filter(pk__in=named.order_by().values("person"))


def invitable(event: Event) -> "QuerySet[Person]":
    """Return the people whom an event is for and who have no open place at it."""
    taken = Place.objects.filter(event=event).open().order_by().values("person")
    return people_of(event).exclude(pk__in=taken)


def own_places(person: Person) -> tuple[list[Place], list[Place]]:
    """Return one's places at events to come, the next first, and those that are over, the latest first.

    Of what ended before the event only what was cancelled, declined by somebody else or lapsed is shown.
    """
    rows = Place.objects.filter(person=person).select_related("event__school")
    told = Q(status__in=["cancelled", "lapsed"]) | (Q(status="declined") & ~Q(declined_by=person))
    coming = rows.filter(Q(status__in=Place.OPEN) | told, event__ends_at__gt=now()).order_by("event__starts_at", "pk")
    past = rows.filter(status=Place.Status.CONFIRMED, event__ends_at__lte=now()).order_by("-event__starts_at", "-pk")
    return list(coming), list(past[:PAST])


def counted_states(places: Iterable[Place]) -> str:
    """Return how several places stand: "3 going, 1 on the waiting list"."""
    counts = Counter(str(Place.Status(place.status).label).lower() for place in places)
    return ", ".join(f"{number} {words}" for words, number in counts.items())
