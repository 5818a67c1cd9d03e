"""What one person holds on one day: grants, posts, and for whom they are deputy. Read once, asked often."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from core.calendar import today
from core.reading import READER, Written, read_together, written
from people.models.authority import Delegation, Grant, Role
from people.models.places import Post, School
from people.querysets import in_trust, open_on

if TYPE_CHECKING:
    from people.models import Person


def questions_of(person_id: int, day: date) -> list[Written]:
    """Return what is asked of the database to know who somebody is and what they hold on a day.

    The person comes first, `Authority` takes the other answers.
    """
    return [question.by(person_id) for question in _questions(day)]


@lru_cache(maxsize=2)
def _questions(day: date) -> list[Written]:
    """Return the same for any reader: asked on every page, so written once a day."""
    from people.models import Person

    held_for = Delegation.objects.filter(open_on(day), deputy=READER, ended_at=None).order_by()
    managed = Post.objects.filter(open_on(day), in_trust(day, "person__"), line_manager=READER).order_by()
    questions: tuple[QuerySet[Any], ...] = (
        Person.objects.filter(pk=READER),
        # Without the schools: their keys are enough for nearly all of it.
        Grant.objects.filter(open_on(day), person=READER).order_by("role", "pk"),
        Post.objects.filter(open_on(day), person=READER).select_related("school"),
        Person.objects.filter(pk__in=held_for.values("person")),
        managed.values_list("school_id", "person_id"),
    )
    return [written(question) for question in questions]


class Authority:
    """The roles and places of a person today. Make a new one to ask the database again.

    `answers`: of `questions_of`, where they were read already.
    """

    def __init__(self, person: "Person", answers: list[list[Any]] | None = None) -> None:
        self.person = person
        self.day = today()
        self._answers = answers

    @cached_property
    def _held(self) -> list[list[Any]]:
        """Return the answers: nothing of what needs signing in for somebody who may not."""
        answers = self._answers or read_together(*questions_of(self.person.pk, self.day)[1:])
        if self.person.may_sign_in:
            return answers
        return [[], [] if self.person.has_left else answers[1], [], []]

    @property
    def grants(self) -> list[Grant]:
        """Return the grants that hold today; none for somebody who may not sign in or has left."""
        return self._held[0]

    @property
    def posts(self) -> list[Post]:
        """Return the posts held today; none for somebody who has left."""
        return self._held[1]

    @property
    def delegators(self) -> "list[Person]":
        """Return the people for whom this person is deputy today; none for somebody who may not act themselves."""
        return self._held[2]

    @cached_property
    def managed(self) -> dict[int, set[int]]:
        """Return the ids of the people whose line manager this person is today, by the school of their post."""
        found: dict[int, set[int]] = defaultdict(set)
        for school_id, person_id in self._held[3]:
            # The manager's side of `people.relations.managed_posts`.
            if school_id in self.schools_reached:
                found[school_id].add(person_id)
        return found

    @cached_property
    def schools_reached(self) -> set[int]:
        """Return the ids of the schools at which a relation gives this person something: see `people.relations`."""
        if not self.person.may_sign_in:
            return set()
        everywhere = {g.role for g in self.grants if g.school_id is None}
        schools = School.objects.order_by().values_list("pk", flat=True)
        if everywhere.difference(Role.of_boards()) or any(post.school.is_central for post in self.posts):
            return set(schools)
        central = schools.filter(kind=School.Kind.CENTRAL) if everywhere else ()
        return self.schools_belonged_to().union(central)

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

    def posts_led(self) -> Q:
        """Return the condition that a post is at a school that the person leads, or in the central team they head."""
        led = Q(school__in=self.schools_led())
        return led | Q(school__kind=School.Kind.CENTRAL) if self.holds(Role.CENTRAL_HEAD) else led

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
    def is_staff(self) -> bool:
        """Return whether the person works in the trust: has a post, leads a school or holds a central role.

        Governors, trustees and members are no staff: they read no names (policy of the trust on its boards).
        """
        return self.is_trust_wide or bool(self.schools_led()) or bool(self.posts)

    @property
    def is_clerk_to_trust(self) -> bool:
        """Return whether the person is clerk to the trustees or members."""
        return any(g.role == Role.CLERK and g.school_id is None for g in self.grants)

    @property
    def keeps_trust_board(self) -> bool:
        """Return whether the person arranges what the trustees need: their chair, or the clerk."""
        return self.holds(Role.CHAIR_OF_TRUSTEES) or self.is_clerk_to_trust

    @property
    def reads_as_trustee(self) -> bool:
        """Return whether the person reads what the trustees read: a trustee, their chair, or the clerk."""
        return self.holds(Role.TRUSTEE) or self.keeps_trust_board

    @property
    def governs(self) -> bool:
        """Return whether the person is a governor, trustee or member."""
        return self.holds_any(Role.governing())
