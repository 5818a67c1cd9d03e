"""Who sees which action plans."""

from typing import TYPE_CHECKING, Self

from django.db.models import Count, Q

from core.flow import FlowQuerySet
from core.search import Searched
from people.querysets import names

if TYPE_CHECKING:
    from people.models import Person


def _seen_by(actor: "Person", status: str) -> Q:
    """Return the condition: drafts for those who plan and the central roles, agreed plans for the school and boards."""
    from planning.scope import planned_by

    authority = actor.authority
    if authority.is_trust_wide:
        return Q()
    agreed = ~Q(**{status: "draft"})
    if authority.reads_as_trustee:
        return planned_by(actor) | agreed
    return planned_by(actor) | (agreed & Q(school__in=authority.schools_belonged_to()))


class ActionPlanQuerySet(Searched, FlowQuerySet):
    """Action plans."""

    SEARCHED = ("school__name",)

    def visible_to(self, actor: "Person") -> Self:
        """Return a school's plans: drafts for those who plan for it, agreed ones for its people and board (RM-5)."""
        return self.filter(_seen_by(actor, "status"))

    def with_counts(self) -> Self:
        """Add how many actions each plan has (`actions_count`), evaluated, carried forward, and neither."""
        settled = Q(actions__status__in=["evaluated", "carried_forward"])
        return self.annotate(
            actions_count=Count("actions"),
            evaluated_count=Count("actions", filter=Q(actions__status="evaluated")),
            carried_count=Count("actions", filter=Q(actions__status="carried_forward")),
            unsettled_count=Count("actions", filter=~settled),
        )


class ActionQuerySet(Searched, FlowQuerySet):
    """Actions of plans."""

    SEARCHED = ("title", "priority__title", *names("lead"))

    def visible_to(self, actor: "Person") -> Self:
        """Return the actions of the plans that the actor sees, and those of agreed plans that the actor leads."""
        if actor.authority.is_trust_wide:
            return self.all()
        return self.filter(_seen_by(actor, "plan__status") | (self._led_by(actor) & ~Q(plan__status="draft")))

    def led_by(self, actor: "Person") -> Self:
        """Return the actions that the actor leads, while they have a place at the school or in the central team."""
        return self.filter(self._led_by(actor))

    def _led_by(self, actor: "Person") -> Q:
        return Q(lead=actor, school__in=actor.authority.schools_reached)

    def without_need(self) -> Self:
        """Return the actions that answer no need, nor serve one agreed in a review: missing links of the thread."""
        return self.filter(needs=None, review_need=None)

    def unsettled(self) -> Self:
        """Return the actions that were neither evaluated nor carried forward: they hold the next plan back (AP-4)."""
        return self.exclude(status__in=["evaluated", "carried_forward"])
