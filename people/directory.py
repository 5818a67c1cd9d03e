"""Whom somebody finds by name: those whose record they read, and the colleagues that they work with.

Of a colleague everybody sees what stands on the door: name, work, school and work email. No record, no history.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core.calendar import today
from core.search import LOOKED_THROUGH, all_stand, did_you_mean, has_words, names_of, terms_of
from people.models import Grant, Person, Post, Role, School
from people.relations import managed_posts
from people.trust_settings import role_title

if TYPE_CHECKING:
    from people.querysets import PersonQuerySet

ON_THE_DOOR = [
    Role.CEO, Role.EXECUTIVE_LEAD, Role.CENTRAL_HEAD, Role.BOOKING_OFFICER, Role.ADMINISTRATOR, *Role.school_leaders()
]  # fmt: skip


def colleagues_of(actor: Person) -> "PersonQuerySet":
    """Return those whose record the actor reads, and the colleagues whose card the actor reads.

    Staff find those who work at their schools today, their line managers, their Headteacher, and the holders of the
    trust's central roles. Those who only govern find the Headteacher and the central roles: no names to boards.
    """
    visible = Person.objects.visible_to(actor).filter(merged_into=None)
    authority = actor.authority
    if authority.is_trust_wide or not (authority.posts or authority.grants):
        return visible
    held = _roles_shown().filter(Q(school=None) | Q(school__in=authority.schools_belonged_to()))
    near = Q(pk__in=held.values("person"))
    if authority.posts:
        near |= Q(pk__in=Post.objects.current().filter(school__in=authority.schools_worked_at()).values("person"))
        near |= Q(pk__in=_managers_of(actor))
    here = Q(left_on=None) | Q(left_on__gte=today())
    return Person.objects.filter(Q(pk__in=visible.order_by().values("pk")) | (near & here))


def _posts_shown(actor: Person) -> "QuerySet[Post]":
    """Return the work that stands on cards: at the actor's schools, in the central team, of whoever leads the actor."""
    posts = Post.objects.current()
    if actor.authority.is_trust_wide:
        return posts
    return posts.filter(
        Q(school__in=actor.authority.schools_belonged_to())
        | Q(school__kind=School.Kind.CENTRAL)
        | Q(person__in=_managers_of(actor))
    )


def _managers_of(actor: Person) -> "QuerySet[Any, Any]":
    return managed_posts().filter(person=actor).order_by().values("line_manager")


def _roles_shown() -> "QuerySet[Grant]":
    return Grant.objects.current().filter(role__in=ON_THE_DOOR)


def with_card(people: "QuerySet[Person]", actor: Person) -> "QuerySet[Any]":
    """Add to people what is shown of them, and whether the actor may open their record (`opens`)."""
    posts, roles = _posts_shown(actor).select_related("school"), _roles_shown().select_related("school")
    opens = Exists(Person.objects.visible_to(actor).order_by().filter(pk=OuterRef("pk")))
    return people.annotate(opens=opens).prefetch_related(
        Prefetch("posts", posts, to_attr="posts_on_card"), Prefetch("grants", roles, to_attr="roles_on_card")
    )


def work_of(person: Any) -> str:
    """Return what somebody with a card does, and where."""
    lines = [f"{role_title(g.role)}, {g.school.name}" if g.school else role_title(g.role) for g in person.roles_on_card]
    lines += [f"{post.job_title}, {post.school.name}" for post in person.posts_on_card]
    return "; ".join(dict.fromkeys(lines))


def working_as(actor: Person, words: str) -> Q:
    """Return the condition that a job title or role on somebody's card has every word."""
    terms = terms_of(words)
    roles = [role for role in ON_THE_DOOR if all_stand(terms, role_title(role))]
    posts = _posts_shown(actor).filter(has_words(words, "job_title"))
    return Q(pk__in=posts.values("person")) | Q(pk__in=_roles_shown().filter(role__in=roles).values("person"))


def best_named(people: "PersonQuerySet", words: str, actor: Person) -> "QuerySet[Any]":
    """Return the people of that name, then those who work as what was typed, with their card."""
    found = people.matching(words) | people.filter(working_as(actor, words))
    return with_card(found.best_first(words), actor)


def names_like(people: "PersonQuerySet", words: str) -> "QuerySet[Any, tuple[str, str]]":
    """Return names that could have been meant: those that begin with the first letter of one of the words."""
    letters = {name.words[0][0] for name in names_of(words)}
    begins = Q(pk__in=[])
    for letter in letters:
        begins |= Q(first_name__words_like=f"% {letter}%") | Q(last_name__words_like=f"% {letter}%")
    return people.filter(begins).values_list("first_name", "last_name")[:LOOKED_THROUGH]


def suggested(people: "PersonQuerySet", words: str) -> str:
    """Return a name near to the words that somebody of these people has, where nobody has theirs; or nothing."""
    meant = did_you_mean(words, (name for row in names_like(people, words) for name in row))
    return meant if meant and people.matching(meant).exists() else ""
