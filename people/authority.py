"""What one person holds on one day: grants, posts, and for whom they are deputy. Read once, asked often."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from core.calendar import today
from people.models.authority import Delegation, Grant, Role
from people.models.places import Post

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
        if not self.person.is_active or (self.person.left_on and self.person.left_on < self.day):
            return []
        # Asked on every page, so without the schools: their keys are enough for nearly all of it.
        held = Grant.objects.on(self.day).filter(person=self.person).order_by()
        return sorted(held, key=lambda grant: (grant.role, grant.pk))

    @cached_property
    def posts(self) -> list[Post]:
        """Return the posts held today."""
        return list(Post.objects.on(self.day).filter(person=self.person).select_related("school"))

    @cached_property
    def delegators(self) -> "list[Person]":
        """Return the people for whom this person is deputy today; none for somebody who may not act themselves."""
        if not self.person.is_active or (self.person.left_on and self.person.left_on < self.day):
            return []
        # Every page asks this, and hardly anybody is a deputy: the people are read only where there are some.
        held = Delegation.objects.on(self.day).filter(deputy=self.person, ended_at=None).order_by()
        keys = list(held.values_list("person", flat=True))
        return list(type(self.person).objects.filter(pk__in=keys)) if keys else []

    @cached_property
    def manages_people(self) -> bool:
        """Say whether somebody has this person as line manager today."""
        return Post.objects.on(self.day).filter(line_manager=self.person).exists()

    def holds(self, role: str, school_id: int | None = None) -> bool:
        """Say whether the person holds the role; for a school's role name the school, or leave it out for any."""
        return any(g.role == role and (school_id is None or g.school_id == school_id) for g in self.grants)

    def holds_any(self, roles: Iterable[str], school_id: int | None = None) -> bool:
        """Say whether the person holds one of the roles."""
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
        """Say whether the person reads the people and requests of every school."""
        return self.holds_any(Role.trust_wide_readers())

    @property
    def governs(self) -> bool:
        """Say whether the person is a governor, trustee or member."""
        return self.holds_any(Role.governing())
