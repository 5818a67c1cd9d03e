"""Whether a relation between two people holds on a day: line manager, partner in a conversation, raiser, reviewer.

A relation is of a school. It holds while both are in the trust, whoever it is about has a post or role at the school,
and whoever it gives something to has one there too, or works for the whole trust. What ended yesterday or begins
tomorrow gives nothing today. Lists, pages and policies of every app ask here.
"""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value

from core.calendar import today
from people.models.authority import Grant, Role
from people.models.places import Post, School
from people.querysets import in_trust, open_on

if TYPE_CHECKING:
    from people.models import Person


def has_place(person: int | str, school: "School | str", day: date, *, also_everywhere: bool = False) -> Q:
    """Return the condition that a person in the trust has a post or role at a row's school on `day`.

    `person`, `school`: the names of the row's fields, or a person's key and a school. A role of the whole trust is
    one at the central team. `also_everywhere`: a post in the central team, or a role of the whole trust, counts at
    every school; a seat on the trust's board does not.
    """
    if isinstance(school, str):
        kind = OuterRef(f"{school}__kind")
        return _has_place(person, OuterRef(school), kind, day, also_everywhere=also_everywhere)
    return _has_place(person, school.pk, Value(school.kind), day, also_everywhere=also_everywhere)


# The same for every reader, and asked by every other list: composing it takes longer than the database needs for it.
@lru_cache(maxsize=64)
def _has_place(
    person: int | str, school: int | OuterRef, kind: OuterRef | Value, day: date, *, also_everywhere: bool
) -> Q:
    theirs = {"person": OuterRef(person) if isinstance(person, str) else person}
    here = Q(school=school)
    post, grant = here, here | Q(school=None, kind_there=School.Kind.CENTRAL)
    if also_everywhere:
        post |= Q(school__kind=School.Kind.CENTRAL)
        grant |= Q(school=None) & ~Q(role__in=Role.of_boards())
    holds = open_on(day) & in_trust(day, "person__")
    grants = Grant.objects.annotate(kind_there=ExpressionWrapper(kind, output_field=CharField()))
    return Q(Exists(Post.objects.filter(post, holds, **theirs).order_by())) | Q(
        Exists(grants.filter(grant, holds, **theirs).order_by())
    )


def managed_posts(day: date | None = None) -> "QuerySet[Post]":
    """Return the posts whose holder has a line manager on `day`: a relation that holds."""
    day = day or today()
    posts = Post.objects.on(day).filter(in_trust(day, "person__"), line_manager__isnull=False)
    return posts.filter(has_place("line_manager", "school", day, also_everywhere=True))


def related(actor: "Person", other: str, prefix: str = "") -> Q:
    """Return the condition that a relation which a row gives the actor holds today.

    `other`: the row's field for whom it is about, who may be nobody; `prefix`: the way to both `other` and `school`.
    """
    reached = Q(**{f"{prefix}school__in": actor.authority.schools_reached})
    nobody = Q(**{f"{prefix}{other}__isnull": True})
    return reached & (nobody | has_place(f"{prefix}{other}", f"{prefix}school", actor.authority.day))


def are_related(actor: "Person", other: "Person | None", school: School) -> bool:
    """Return whether a relation of the actor to `other`, or to nobody by name, at the school holds today."""
    if school.pk not in actor.authority.schools_reached:
        return False
    from people.models import Person

    there = has_place("pk", school, actor.authority.day)
    return other is None or Person.objects.filter(there, pk=other.pk).exists()
