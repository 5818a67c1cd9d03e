"""Who runs which surveys, and who is asked."""

from datetime import date
from typing import TYPE_CHECKING, Self

from core.flow import FlowQuerySet

if TYPE_CHECKING:
    from people.models import Person


class SurveyQuerySet(FlowQuerySet):
    """Surveys."""

    def visible_to(self, actor: "Person") -> Self:
        """Return the surveys that the actor runs: a school's for those who plan for it (AP-3)."""
        from planning.standing import planned_by, plans_everywhere

        return self.all() if plans_everywhere(actor) else self.filter(planned_by(actor))

    def open_on(self, day: date) -> Self:
        """Return those that take answers on `day`: open, and not past their last day."""
        return self.filter(status="open", closes_on__gte=day)
