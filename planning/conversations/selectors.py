"""Reads over conversations: whom somebody may ask, what waits, what came out of one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, QuerySet

from core.calendar import now, today
from core.reading import Steps, summed
from people.models import Grant, Person, Role, School
from people.relations import managed_posts
from planning.conversations.models import Conversation

if TYPE_CHECKING:
    from planning.conversations.querysets import ConversationQuerySet


TONES = {
    Conversation.Status.ASKED: "waiting",
    Conversation.Status.ARRANGED: "info",
    Conversation.Status.HELD: "success",
    Conversation.Status.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody whom one may ask for a conversation, and about the work at which school."""

    person: Person
    school: School

    @property
    def key(self) -> str:
        """Return what a form sends for this choice."""
        return f"{self.person.public_id}:{self.school.public_id}"


def partners_of(actor: Person) -> list[Partner]:
    """Return whom the actor may ask: the line managers; without any, the leaders of the schools one belongs to.

    For the central team that is its head; a school's only leader, and whoever belongs to no school, asks the
    Executive Lead.
    """
    posts = managed_posts().filter(person=actor)
    managed = [
        Partner(post.line_manager, post.school)
        for post in posts.select_related("line_manager", "school").order_by("pk")
        if post.line_manager is not None and _can_talk(post.line_manager)
    ]
    return _distinct(managed) or _leaders(actor) or _executive(actor)


def _leaders(actor: Person) -> list[Partner]:
    own = actor.authority.schools_belonged_to()
    roles = [*Role.school_leaders(), Role.SENIOR_LEADER]
    grants = Grant.objects.current().filter(role__in=roles, school__in=own).exclude(person=actor)
    found = [
        Partner(grant.person, grant.school)
        for grant in grants.select_related("person", "school").order_by("school__name", "role", "person__last_name")
        if grant.school is not None and _can_talk(grant.person)
    ]
    central = School.objects.filter(kind=School.Kind.CENTRAL, pk__in=own).first()
    if central is not None:
        heads = Grant.objects.current().filter(role=Role.CENTRAL_HEAD).exclude(person=actor).select_related("person")
        found += [Partner(grant.person, central) for grant in heads if _can_talk(grant.person)]
    return _distinct(found)


def _executive(actor: Person) -> list[Partner]:
    authority = actor.authority
    if not authority.grants and not authority.posts:
        return []
    school = (
        School.objects.filter(pk__in=authority.schools_belonged_to()).order_by("kind", "name").first()
        or School.objects.filter(kind=School.Kind.CENTRAL).first()
    )
    leads = Grant.objects.current().filter(role=Role.EXECUTIVE_LEAD).exclude(person=actor).select_related("person")
    return [Partner(grant.person, school) for grant in leads if school is not None and _can_talk(grant.person)]


def _can_talk(person: Person) -> bool:
    """Return whether somebody is in the trust and may sign in."""
    return person.is_active and person.works_on(today())


def _distinct(partners: list[Partner]) -> list[Partner]:
    return list({(partner.person.pk, partner.school.pk): partner for partner in partners}.values())


def conversations_of(actor: Person) -> "ConversationQuerySet":
    """Return the conversations of which the actor is one of the two, with both and the school."""
    return Conversation.objects.visible_to(actor).select_related("person", "manager", "school")


def waiting_for_manager(actor: Person) -> Steps[dict[str, Any]]:
    """Return how many conversations the actor is to arrange (`to_arrange`, the first asked for at `asked_at`), and how
    many are over and to be written up (`to_write_up`, the first held at `held_at`).
    """
    status = Conversation.Status
    over = Q(status=status.ARRANGED, arranged_for__lt=now())
    asked = Q(status=status.ASKED)
    [found] = yield summed(
        Conversation.objects.led_by(actor),
        to_arrange=Count("pk", filter=asked),
        asked_at=Min("asked_at", filter=asked),
        to_write_up=Count("pk", filter=over),
        held_at=Min("arranged_for", filter=over),
    )
    return dict(found)


def needs_from(conversation: Conversation, actor: Person) -> "QuerySet[Any]":
    """Return the needs that came out of a conversation and that the actor sees."""
    return conversation.needs.visible_to(actor).order_by("raised_at", "pk")
