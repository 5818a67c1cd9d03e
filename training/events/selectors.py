"""Reads about events: whom an event is for, who may run one, where somebody may arrange one."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from core.calendar import today
from people.models import Grant, Person, Post, Responsibility, Role, School
from training.events.models import AudienceLine, Event

BOARD = [*Role.governing(), Role.CLERK]


def people_of(event: Event) -> "QuerySet[Person]":
    """Return the people whom an event is for on its day, in the trust then: the way back of `open_to`."""
    kinds, named = AudienceLine.Kind, set()
    schools: dict[tuple[str, str, str], set[int | None]] = defaultdict(set)
    for line in event.audience.lines.all():
        if line.kind == kinds.PERSON:
            named.add(line.person_id)
        else:
            schools[line.kind, line.value, line.phase].add(line.school_id)
    central = set(School.objects.filter(kind=School.Kind.CENTRAL).values_list("pk", flat=True))
    found = Q(pk__in=named)
    for (kind, value, phase), places in schools.items():
        here = Q()
        if None not in places:
            here = Q(school__in=places) | (Q(school=None) if places & central else Q(pk__in=[]))
        elif phase:
            here = Q(school__phase=phase)
        for rows in _holders(event, kind, value):
            found |= Q(pk__in=rows.filter(here).order_by().values("person"))
    return Person.objects.in_trust_on(event.day).filter(found)


def _holders(
    event: Event, kind: str, value: str
) -> "Iterator[QuerySet[Post] | QuerySet[Grant] | QuerySet[Responsibility]]":
    """Yield the rows by which people belong to lines of a kind, wherever it is."""
    kinds, day = AudienceLine.Kind, event.day
    if kind == kinds.STAFF:
        yield Post.objects.on(day)
        yield Grant.objects.on(day).exclude(role__in=BOARD)
    elif kind == kinds.BOARD:
        yield Grant.objects.on(day).filter(role__in=BOARD)
    elif kind == kinds.ROLE:
        yield Grant.objects.on(day).filter(role=value)
    elif kind == kinds.RESPONSIBILITY:
        yield Responsibility.objects.on(day).filter(kind=value)
    else:
        field = "staff_group" if kind == kinds.GROUP else "career_stage"
        yield Post.objects.on(day).filter(**{field: value})


def possible_facilitators() -> "QuerySet[Person]":
    """Return who can be named to run an event: everybody in the trust today."""
    return Person.objects.in_trust_on(today()).order_by("last_name", "first_name", "pk")
