"""For which schools somebody plans: leaders for their own, the Executive Lead and the chief executive for every one."""

from django.db.models import Q, QuerySet

from core.calendar import today
from people.models import Person, Role, School

EVERYWHERE = (Role.EXECUTIVE_LEAD, Role.CEO)


def plans_everywhere(actor: Person) -> bool:
    """Return whether the actor plans for every school and for the trust."""
    return actor.authority.holds_any(EVERYWHERE)


def heads_central_team(actor: Person) -> bool:
    """Return whether the actor heads the central team, and so plans for it as a Headteacher does for a school."""
    return actor.authority.holds(Role.CENTRAL_HEAD)


def plans_somewhere(actor: Person) -> bool:
    """Return whether the actor plans for any school or for the central team."""
    return plans_everywhere(actor) or heads_central_team(actor) or bool(actor.authority.schools_led())


def plans_for(actor: Person, school: School) -> bool:
    """Return whether the actor plans the development of a school's people: its leaders and senior leaders (AP-1)."""
    if plans_everywhere(actor):
        return True
    return heads_central_team(actor) if school.is_central else school.pk in actor.authority.schools_led()


def sees_money(actor: Person, school: School) -> bool:
    """Return whether the actor sees what a school's training costs: those who plan for it, and the central roles."""
    return actor.authority.is_trust_wide or plans_for(actor, school)


def heads(actor: Person, school: School) -> bool:
    """Return whether the actor answers for the school: its Headteacher, Head of School, or the central team's head."""
    if school.is_central:
        return heads_central_team(actor)
    return actor.authority.holds_any(Role.school_leaders(), school.pk)


def planned_by(actor: Person, prefix: str = "") -> Q:
    """Return the condition that a row's school is one for which the actor plans; for `plans_everywhere` ask before."""
    condition = Q(**{f"{prefix}school__in": actor.authority.schools_led()})
    if heads_central_team(actor):
        condition |= Q(**{f"{prefix}school__kind": School.Kind.CENTRAL})
    return condition


def schools_to_plan(actor: Person) -> list[School]:
    """Return the schools (and the central team) for which the actor plans, open today, by name."""
    return list(planned_schools(actor))


def planned_schools(actor: Person) -> "QuerySet[School]":
    """Return the same as a queryset, for whoever reads it with something else."""
    rows = School.objects.open_on(today())
    if not plans_everywhere(actor):
        own = Q(pk__in=actor.authority.schools_led())
        if heads_central_team(actor):
            own |= Q(kind=School.Kind.CENTRAL)
        rows = rows.filter(own)
    return rows.order_by("name", "pk")


def reads_all_priorities(actor: Person) -> bool:
    """Return whether the actor reads the priorities of every school: central roles, trustees and their clerk."""
    return actor.authority.is_trust_wide or actor.authority.reads_as_trustee


def belongs_somewhere(actor: Person) -> bool:
    """Return whether the actor has a role or a post in the trust, and so reads the trust's own priorities."""
    return bool(actor.authority.grants or actor.authority.posts)


def reads_several_schools(actor: Person) -> bool:
    """Return whether the actor has pages of more than one school: leads, governs or works at them, or reads all."""
    if reads_all_priorities(actor):
        return True
    return len(actor.authority.schools_led() or actor.authority.schools_belonged_to()) > 1


def reads_some_plans(actor: Person) -> bool:
    """Return whether the actor reads the action plan of any school: its people and board, and who reads all."""
    authority = actor.authority
    return reads_all_priorities(actor) or bool(authority.schools_led() or authority.schools_belonged_to())


def works_centrally(actor: Person) -> bool:
    """Return whether the actor's only school is the central team."""
    posts = [] if actor.authority.schools_led() else actor.authority.posts
    return bool(posts) and all(post.school.is_central for post in posts)


def reads_priorities(actor: Person, school: School) -> bool:
    """Return whether the actor reads a school's priorities: its people and board (RM-5); the trust's own, everybody."""
    if reads_all_priorities(actor):
        return True
    belongs_to = actor.authority.schools_belonged_to()
    return bool(belongs_to or actor.authority.grants) if school.is_central else school.pk in belongs_to


def schools_to_read(actor: Person) -> list[School]:
    """Return the schools whose priorities the actor reads, open today, by name, the central team last."""
    rows = School.objects.open_on(today())
    if not reads_all_priorities(actor):
        belongs_to = actor.authority.schools_belonged_to()
        if not belongs_to and not actor.authority.grants:
            return []
        rows = rows.filter(Q(pk__in=belongs_to) | Q(kind=School.Kind.CENTRAL))
    return sorted(rows, key=lambda school: (school.is_central, school.name.casefold(), school.pk))


def place_name(school: School) -> str:
    """Return for whom a school's planning is: its name, or the whole trust where it is the central team's."""
    return "The whole trust" if school.is_central else school.name
