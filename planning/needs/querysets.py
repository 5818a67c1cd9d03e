"""Who sees which needs."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from core.flow import FlowQuerySet
from core.search import Searched
from people.querysets import names

if TYPE_CHECKING:
    from people.models import Person


class NeedQuerySet(Searched, FlowQuerySet):
    """Needs."""

    SEARCHED = ("title", "evidence", *names("person"))

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own and those one raised; a school's for its leaders, one's people's there for a line manager.

        Whoever raised one reads it while they and the person whose it is have their place at its school. The chair and
        clerk of a board see what it needs itself; the central roles see everything. Governors see no need that names a
        person (policy: no names to boards).
        """
        from people.models import Role
        from people.relations import related
        from planning.scope import planned_by

        authority = actor.authority
        if authority.is_trust_wide:
            return self.all()
        raised = Q(raised_by=actor) & related(actor, "person")
        seen = Q(person=actor) | raised | planned_by(actor) | authority.of_managed()
        boards = authority.schools_with([Role.CHAIR_OF_GOVERNORS, Role.CLERK])
        if boards:
            seen |= Q(needed_by="governors", school__in=boards)
        if authority.keeps_trust_board:
            seen |= Q(needed_by="governors", school__kind="central")
        return self.filter(seen)

    def in_register_of(self, actor: "Person") -> Self:
        """Return the trust's register for the central roles, and a school's for those who plan for it (AP-1).

        A part of `visible_to` with one plain condition, so that an index answers it whatever the number of rows.
        """
        from planning.scope import planned_by

        return self.all() if actor.authority.is_trust_wide else self.filter(planned_by(actor))

    def open(self) -> Self:
        """Return the needs that have not ended."""
        return self.filter(status="open")

    def unanswered(self) -> Self:
        """Return the open needs without an answer yet: no action, no request, no joint training (AP-3)."""
        from planning.needs.answers import answered

        return self.open().filter(~answered())
