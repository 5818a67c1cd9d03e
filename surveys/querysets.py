"""Who runs which surveys, and who is asked."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.flow import FlowQuerySet
from core.search import Searched

if TYPE_CHECKING:
    from people.models import Person


class SurveyQuerySet(Searched, FlowQuerySet):
    """Surveys."""

    SEARCHED = ("title", "introduction")

    def visible_to(self, actor: "Person") -> Self:
        """Return the surveys that the actor runs: a school's for those who plan for it (AP-3)."""
        from planning.scope import planned_by, plans_everywhere

        return self.all() if plans_everywhere(actor) else self.filter(planned_by(actor))

    def open_on(self, day: date) -> Self:
        """Return those that take answers on `day`: open, and not past their last day."""
        return self.filter(status="open", closes_on__gte=day)

    def closed_on(self, day: date) -> Self:
        """Return those that were opened and take no answers on `day`, whether or not the sweep has closed them."""
        return self.filter(Q(status="closed") | Q(status="open", closes_on__lt=day))

    def asked_of(self, actor: "Person") -> Self:
        """Return the surveys whose audience the actor belongs to today (AP-3): never those of parents and pupils."""
        from people.models import Role

        authority = actor.authority
        asked = Q(pk=None)
        if worked_at := authority.schools_worked_at():
            asked |= Q(audience="staff") & (Q(school__in=worked_at) | Q(school__kind="central"))
        if governed := authority.schools_with([Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS]):
            asked |= Q(audience="governors") & (Q(school__in=governed) | Q(school__kind="central"))
        if authority.holds_any([Role.TRUSTEE, Role.CHAIR_OF_TRUSTEES, Role.MEMBER]):
            asked |= Q(audience="trustees")
        return self.filter(asked)

    def for_pupils_of(self, actor: "Person") -> Self:
        """Return the surveys that the actor may run with pupils: those of a school at which the actor works."""
        worked_at = actor.authority.schools_worked_at()
        if not worked_at:
            return self.none()
        return self.filter(Q(school__in=worked_at) | Q(school__kind="central"), audience="pupils")

    def with_answered(self, at_least: int = 0) -> Self:
        """Add `answered`, how many have answered, and leave out those answered by fewer than `at_least`."""
        from surveys.models import Response

        counts = Response.objects.filter(survey=OuterRef("pk")).order_by().values("survey").annotate(n=Count("pk"))
        answered = Coalesce(Subquery(counts.values("n"), output_field=IntegerField()), 0)
        return self.annotate(answered=answered).filter(answered__gte=at_least)
