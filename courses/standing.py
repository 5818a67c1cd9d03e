"""In whose name somebody acts: one's own, or that of the people whose dated deputy one is today."""

from collections.abc import Iterable

from core.calendar import today
from people.authority import Authority
from people.models import Delegation, Person, Role
from people.selectors import holders


def standings(actor: Person) -> list[Authority]:
    """Return what the actor may act with today: one's own roles first, then those of each person stood in for."""
    return [actor.authority, *[Authority(person) for person in actor.authority.delegators]]


def acts_as(actor: Person, roles: Iterable[str], school_id: int | None = None) -> Person | None:
    """Return the holder of one of the roles in whose name the actor may act today: oneself first; else nobody."""
    wanted = list(roles)
    return next((a.person for a in standings(actor) if a.holds_any(wanted, school_id)), None)


def books_as(actor: Person) -> Person | None:
    """Return the central booking officer in whose name the actor books: oneself, or as deputy; else nobody (IM-4)."""
    return acts_as(actor, [Role.BOOKING_OFFICER])


def schools_led_as_deputy(actor: Person) -> set[int]:
    """Return the ids of the schools whose Headteacher or Head of School the actor stands in for today."""
    led: set[int] = set()
    for authority in standings(actor)[1:]:
        led |= authority.schools_with(Role.school_leaders())
    return led


def other_bookers(person: Person) -> list[Person]:
    """Return who else could book today: the officers, and their deputies (the person's own deputy too)."""
    officers = list(holders(Role.BOOKING_OFFICER))
    deputies = Person.objects.filter(
        pk__in=Delegation.objects.current().filter(person__in=officers, ended_at=None).values("deputy"), is_active=True
    ).exclude(left_on__lt=today())
    found = {other.pk: other for other in [*officers, *deputies]}
    return [other for pk, other in found.items() if pk != person.pk]
