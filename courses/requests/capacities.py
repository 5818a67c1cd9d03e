"""In which capacity somebody asks, and in whose name somebody acts: one's own, or that of people stood in for today."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from core.calendar import today
from people.authority import Authority
from people.models import CareerStage, Delegation, Person, Post, Role, School
from people.selectors import holders
from people.trust_settings import role_title


def authorities(actor: Person) -> list[Authority]:
    """Return what the actor may act with today: one's own roles first, then those of each person stood in for."""
    return [actor.authority, *[person.authority for person in actor.authority.delegators]]


def acts_as(actor: Person, roles: Iterable[str], school_id: int | None = None) -> Person | None:
    """Return the holder of one of the roles in whose name the actor may act today: oneself first; else nobody."""
    wanted = list(roles)
    return next((a.person for a in authorities(actor) if a.holds_any(wanted, school_id)), None)


def books_as(actor: Person) -> Person | None:
    """Return the central booking officer in whose name the actor books: oneself, or as deputy; else nobody (IM-4)."""
    return acts_as(actor, [Role.BOOKING_OFFICER])


def schools_led_as_deputy(actor: Person) -> set[int]:
    """Return the ids of the schools whose Headteacher or Head of School the actor stands in for today."""
    led: set[int] = set()
    for authority in authorities(actor)[1:]:
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


GOVERNS_A_SCHOOL = (Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.CLERK)
# In which somebody asks who holds several: the first.
GOVERNS_THE_TRUST = (Role.CHAIR_OF_TRUSTEES, Role.TRUSTEE, Role.MEMBER, Role.CLERK)
CENTRAL_ROLES = (Role.CENTRAL_HEAD, Role.EXECUTIVE_LEAD, Role.CEO, Role.BOOKING_OFFICER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Capacity:
    """One place in the trust in which a person can ask: as staff of a school, as governor of another, as trustee."""

    school: School
    applies_as: str
    label: str

    @property
    def key(self) -> str:
        """Return what a form sends for it."""
        return f"{self.school.public_id}:{self.applies_as}"


def capacities_of(person: Person) -> list[Capacity]:
    """Return the places in which the person can ask today, staff before governance; empty: none at all."""
    authority = person.authority
    prefetch_related_objects(authority.grants, "school")
    found: dict[tuple[int, str], Capacity] = {}

    def add(school: School, applies_as: str, label: str) -> None:
        found.setdefault((school.pk, applies_as), Capacity(school, applies_as, label))

    for post in authority.posts:
        add(post.school, "", f"{post.job_title}, {post.school}")
    for grant in authority.grants:
        if grant.school and grant.role in [*Role.school_leaders(), Role.SENIOR_LEADER]:
            add(grant.school, "", f"{role_title(grant.role)}, {grant.school}")
    # The chair of a board asks as its chair, even when a grant as governor stands beside.
    for grant in sorted(authority.grants, key=lambda g: g.role != Role.CHAIR_OF_GOVERNORS):
        if grant.school and grant.role in GOVERNS_A_SCHOOL and not _governs(found, grant.school):
            add(grant.school, grant.role, f"{role_title(grant.role)}, {grant.school}")
    return [*found.values(), *_of_the_whole_trust(person, found)]


def asks_for_trust_board(applies_as: str, school: School) -> bool:
    """Return whether somebody asks as one of the trustees or members, or as their clerk, who is nobody at a school."""
    return applies_as in GOVERNS_THE_TRUST and (applies_as != Role.CLERK or school.is_central)


def _governs(found: dict[tuple[int, str], Capacity], school: School) -> bool:
    return any((school.pk, role) in found for role in GOVERNS_A_SCHOOL)


def _of_the_whole_trust(person: Person, found: dict[tuple[int, str], Capacity]) -> list[Capacity]:
    """Return the capacities by roles of the whole trust, which belong to the central team."""
    held = {grant.role for grant in person.authority.grants if grant.school_id is None}
    if not held & {*CENTRAL_ROLES, *GOVERNS_THE_TRUST}:
        return []
    central = School.objects.filter(kind=School.Kind.CENTRAL).first()
    if central is None:
        return []
    capacities = []
    staff_role = next((role for role in CENTRAL_ROLES if role in held), None)
    if staff_role and (central.pk, "") not in found:
        capacities.append(Capacity(central, "", f"{role_title(staff_role)}, {central}"))
    board_role = next((role for role in GOVERNS_THE_TRUST if role in held), None)
    if board_role:
        of_trust = " to the trust" if board_role == Role.CLERK else ""
        capacities.append(Capacity(central, board_role, f"{role_title(board_role)}{of_trust}"))
    return capacities


def is_early_career(person: Person) -> bool:
    """Return whether the person is in the first or second year of teaching today (policy AP-7)."""
    return bool(early_career_among([person.pk]))


def early_career_among(people: Iterable[int]) -> set[int]:
    """Return which of the people are in the first or second year of teaching today."""
    posts = Post.objects.current().filter(person__in=set(people), career_stage__in=CareerStage.early())
    return set(posts.values_list("person", flat=True))
