"""What one person holds on one day: grants, posts, and for whom they are deputy. Read once, asked often."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q

from core.calendar import today
from people.models.authority import Delegation, Grant, Role
from people.models.places import Post, School

if TYPE_CHECKING:
    from people.models import Person


class Authority:
    """The roles and places of a person today. Make a new one to ask the database again."""

    def __init__(self, person: "Person", day: date | None = None) -> None:
        self.person = person
        self.day = day or today()

    @cached_property
    def grants(self) -> list[Grant]:
        """Return the grants that hold today; none for somebody who may not sign in or has left."""
        if not self.person.may_sign_in:
            return []
        # Asked on every page, so without the schools: their keys are enough for nearly all of it.
        held = Grant.objects.on(self.day).filter(person=self.person).order_by()
        return sorted(held, key=lambda grant: (grant.role, grant.pk))

    @cached_property
    def posts(self) -> list[Post]:
        """Return the posts held today; none for somebody who has left."""
        if self.person.has_left:
            return []
        return list(Post.objects.on(self.day).filter(person=self.person).select_related("school"))

    @cached_property
    def delegators(self) -> "list[Person]":
        """Return the people for whom this person is deputy today; none for somebody who may not act themselves."""
        if not self.person.may_sign_in:
            return []
        # Every page asks this, and hardly anybody is a deputy: the people are read only where there are some.
        held = Delegation.objects.on(self.day).filter(deputy=self.person, ended_at=None).order_by()
        keys = list(held.values_list("person", flat=True))
        return list(type(self.person).objects.filter(pk__in=keys)) if keys else []

    @cached_property
    def managed(self) -> dict[int, set[int]]:
        """Return the ids of the people whose line manager this person is today, by the school of their post."""
        from people.relations import managed_posts

        found: dict[int, set[int]] = defaultdict(set)
        # Every page asks this, and few manage anybody: whether the relation holds is asked only where there are posts.
        if self.person.may_sign_in and Post.objects.on(self.day).filter(line_manager=self.person).exists():
            rows = managed_posts(self.day).filter(line_manager=self.person).order_by()
            for school_id, person_id in rows.values_list("school_id", "person_id"):
                found[school_id].add(person_id)
        return found

    @property
    def people_managed(self) -> set[int]:
        """Return the ids of the people whose line manager this person is today."""
        return {person_id for people in self.managed.values() for person_id in people}

    @property
    def manages_people(self) -> bool:
        """Return whether somebody has this person as line manager today."""
        return bool(self.managed)

    def of_managed(self, person: str = "person") -> Q:
        """Return the condition that a row is of somebody whom this person manages, and of the school where.

        `person`: the row's field for whose it is.
        """
        condition = Q(pk__in=[])
        for school_id, people in self.managed.items():
            condition |= Q(**{"school": school_id, f"{person}__in": people})
        return condition

    @cached_property
    def schools_reached(self) -> set[int]:
        """Return the ids of the schools at which a relation gives this person something: see `people.relations`."""
        from people.relations import has_place

        if not self.person.may_sign_in:
            return set()
        here = has_place(self.person.pk, "pk", self.day, also_everywhere=True)
        return set(School.objects.filter(here).order_by().values_list("pk", flat=True))

    def holds(self, role: str, school_id: int | None = None) -> bool:
        """Return whether the person holds the role; for a school's role name the school, or leave it out for any."""
        return any(g.role == role and (school_id is None or g.school_id == school_id) for g in self.grants)

    def holds_any(self, roles: Iterable[str], school_id: int | None = None) -> bool:
        """Return whether the person holds one of the roles."""
        wanted = set(roles)
        return any(g.role in wanted and (school_id is None or g.school_id == school_id) for g in self.grants)

    def schools_with(self, roles: Collection[str]) -> set[int]:
        """Return the ids of the schools at which the person holds one of the roles."""
        return {g.school_id for g in self.grants if g.role in roles and g.school_id is not None}

    def schools_led(self) -> set[int]:
        """Return the ids of the schools that the person leads as Headteacher, Head of School or senior leader."""
        return self.schools_with([*Role.school_leaders(), Role.SENIOR_LEADER])

    def schools_worked_at(self) -> set[int]:
        """Return the ids of the schools at which the person has a post."""
        return {post.school_id for post in self.posts}

    def schools_belonged_to(self) -> set[int]:
        """Return the ids of the schools at which the person has a post or a role."""
        return self.schools_worked_at() | {g.school_id for g in self.grants if g.school_id is not None}

    @property
    def is_trust_wide(self) -> bool:
        """Return whether the person reads the people and requests of every school."""
        return self.holds_any(Role.trust_wide_readers())

    @property
    def governs(self) -> bool:
        """Return whether the person is a governor, trustee or member."""
        return self.holds_any(Role.governing())
