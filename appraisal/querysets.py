"""Who reads which reviews. Text is for the two and the Headteacher; boards and central readers find nothing here."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.flow import FlowQuerySet

if TYPE_CHECKING:
    from people.models import Person


def headed_by(actor: "Person", prefix: str = "") -> Q:
    """Return the condition that a row's school is one that the actor heads: as Headteacher, or the central team."""
    from people.models import Role, School
    from planning.scope import heads_central_team

    condition = Q(**{f"{prefix}school__in": actor.authority.schools_with(Role.school_leaders())})
    if heads_central_team(actor):
        condition |= Q(**{f"{prefix}school__kind": School.Kind.CENTRAL})
    return condition


def two_of(actor: "Person", prefix: str = "") -> Q:
    """Return the condition that the actor is one of the two: the reviewee, or the reviewer.

    The reviewer while the reviewee has a place at the school, and they too, or work for the whole trust.
    """
    from people.relations import related

    leads = Q(**{f"{prefix}reviewer": actor}) & related(actor, "reviewee", prefix)
    return Q(**{f"{prefix}reviewee": actor}) | leads


def leads_now(prefix: str = "") -> Q:
    """Return the condition that the reviewee leads a school or the central team today, or is the chief executive."""
    from people.models import Grant, Role

    roles = [*Role.school_leaders(), Role.CENTRAL_HEAD, Role.CEO]
    held = Grant.objects.current().filter(person=OuterRef(f"{prefix}reviewee"), role__in=roles)
    return Q(Exists(held.order_by()))


def read_by(actor: "Person", prefix: str = "") -> Q:
    """Return the condition that the actor reads a review's text: one of the two, or the head of its school.

    The review of a school's leader is read by the two alone, whoever else leads the school: of who was one when it
    was opened, and of who is one today.
    """
    of_staff = Q(**{f"{prefix}is_of_leader": False}) & ~leads_now(prefix)
    return two_of(actor, prefix) | (headed_by(actor, prefix) & of_staff)


class ReviewQuerySet(FlowQuerySet):
    """Reviews."""

    def visible_to(self, actor: "Person") -> Self:
        """Return the reviews whose text the actor reads: see `read_by`."""
        return self.filter(read_by(actor))

    def of_two(self, actor: "Person") -> Self:
        """Return those of which the actor is one of the two."""
        return self.filter(two_of(actor))

    def listed_for(self, actor: "Person") -> Self:
        """Return the reviews that the actor looks after: whose they are, who leads them, how far they are; no text.

        The head of a school those of its staff; the Executive Lead and the chief executive those of schools' leaders,
        also of one who became it after the review was opened.
        """
        from people.models import Grant, Role
        from planning.scope import plans_everywhere

        listed = headed_by(actor) & Q(is_of_leader=False)
        if plans_everywhere(actor):
            leads_it = Grant.objects.current().filter(
                person=OuterRef("reviewee"), school=OuterRef("school"), role__in=Role.school_leaders()
            )
            listed |= Q(is_of_leader=True) | Q(Exists(leads_it.order_by()))
        return self.filter(listed)


class ObjectiveQuerySet(models.QuerySet):
    """Objectives."""

    def visible_to(self, actor: "Person") -> Self:
        """Return the objectives of the reviews whose text the actor reads."""
        return self.filter(read_by(actor, "review__"))


class AgreedTrainingQuerySet(models.QuerySet):
    """Training agreed in reviews."""

    def visible_to(self, actor: "Person") -> Self:
        """Return what was agreed in the reviews whose text the actor reads."""
        return self.filter(read_by(actor, "objective__review__"))
