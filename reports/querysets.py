"""Who reads which report."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q
from django.db.models.fields.json import KT

from core.flow import FlowQuerySet
from core.search import has_words

if TYPE_CHECKING:
    from people.models import Person


class ReportQuerySet(FlowQuerySet):
    """Reports to boards."""

    def matching(self, text: str) -> Self:
        """Return the reports in whose headline, or school's name, everything typed stands."""
        return self.alias(headline=KT("words__headline")).filter(has_words(text, "school__name", "headline"))

    def visible_to(self, actor: "Person") -> Self:
        """Return drafts for those who write them, published ones for their boards.

        A school's draft: its Headteacher or Head of School. The trust's draft: the CEO. Published school reports:
        that school's leaders and board, the Executive Lead, the CEO, trustees and their clerk. The trust's summary:
        trustees and their clerk, members, the CEO, the Executive Lead.
        """
        from people.models import Role

        authority = actor.authority
        published = Q(status="published")
        seen = Q(pk__in=[])
        leads = authority.schools_with(Role.school_leaders())
        seen |= Q(kind="school", school__in=leads)
        boards = authority.schools_with([Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.CLERK, Role.SENIOR_LEADER])
        seen |= published & Q(kind="school", school__in=boards)
        if authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]) or authority.reads_as_trustee:
            seen |= published
        if authority.holds(Role.MEMBER):
            seen |= published & Q(kind="trust")
        if authority.holds(Role.CEO):
            seen |= Q(kind="trust")
        return self.filter(seen)
