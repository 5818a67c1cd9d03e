"""Who sees improvement plans and priorities: the school's own people and board, and those who read the whole trust."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.search import Searched
from people.querysets import names

if TYPE_CHECKING:
    from people.models import Person


def _seen_by(actor: "Person") -> Q:
    """Return the condition on a row's school; the central team's priorities are the trust's, and open to all of it."""
    from people.models import School
    from planning.scope import reads_all_priorities

    authority = actor.authority
    if reads_all_priorities(actor):
        return Q()
    belongs_to = authority.schools_belonged_to()
    if not belongs_to and not authority.grants:
        return Q(pk__in=[])
    return Q(school__in=belongs_to) | Q(school__kind=School.Kind.CENTRAL)


class ImprovementPlanQuerySet(models.QuerySet):
    """Improvement plans."""

    def visible_to(self, actor: "Person") -> Self:
        """Return those of one's own schools and the trust's own; all for the central roles and trustees (RM-5)."""
        return self.filter(_seen_by(actor))


class PriorityQuerySet(Searched, models.QuerySet):
    """Priorities."""

    SEARCHED = ("title", "detail", *names("owner"))

    def visible_to(self, actor: "Person") -> Self:
        """Return those of one's own schools and the trust's own; all for the central roles and trustees (RM-5)."""
        return self.filter(_seen_by(actor))

    def in_force(self) -> Self:
        """Return those that were not dropped."""
        return self.filter(dropped_at=None)

    def open_to(self, school_id: int, year: int) -> Self:
        """Return what needs, actions, requests of a school may serve: its own priorities of a year and the trust's."""
        from people.models import School

        return (
            self.in_force()
            .filter(Q(school=school_id) | Q(school__kind=School.Kind.CENTRAL), year=year)
            .order_by("school__kind", "school", "number", "pk")
        )
