"""Who sees which statements, skills audits and answers (policy GV-3)."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from core.calendar import today
from core.flow import FlowQuerySet
from core.search import Searched

if TYPE_CHECKING:
    from people.models import Person


class StatementQuerySet(Searched, models.QuerySet):
    """Statements."""

    SEARCHED = ("text", "code")

    def visible_to(self, actor: "Person") -> Self:
        """Return the list for whoever keeps it: the administrators. Everybody else meets them in an audit."""
        from people.models import Role

        return self.all() if actor.authority.holds(Role.ADMINISTRATOR) else self.none()

    def in_use(self) -> Self:
        """Return those that the next audit asks."""
        return self.filter(is_in_use=True)


class SkillsAuditQuerySet(FlowQuerySet):
    """Skills audits."""

    def visible_to(self, actor: "Person") -> Self:
        """Return those of the boards on which the actor is in office today; all for those who look after every school.

        A draft is seen by whoever runs it: chair, clerk, administrators.
        """
        from governance.audits.offices import boards_run, boards_with
        from people.first_page import looks_after_all
        from people.models import Role

        if actor.authority.holds(Role.ADMINISTRATOR):
            return self.all()
        begun = ~Q(status="draft")
        if looks_after_all(actor):
            return self.filter(begun | Q(board__in=boards_run(actor)))
        return self.filter(Q(begun, board__in=boards_with(actor)) | Q(board__in=boards_run(actor)))

    def taking_answers(self) -> Self:
        """Return those that take answers today: open, and not past their last day."""
        return self.filter(status="open", closes_on__gte=today())


class SelfAssessmentQuerySet(models.QuerySet):
    """What members of boards say of their own skills."""

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own, finished ones for the chair, and those shared with the clerk, all while in office.

        The chair reads those of audits that took answers on a day on which they were chair, in this term or an
        earlier one: whoever answered knew to whom. Nobody else reads any: no administrator, no Executive Lead, no
        other member of the board.
        """
        from governance.audits.offices import boards_answering, boards_with
        from governance.audits.sharing import shared_with_clerk_of
        from governance.boards.models import Appointment, BoardRole

        closed_on = Coalesce(OuterRef("audit__closed_at__date"), OuterRef("audit__closes_on"))
        chair_then = Appointment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=OuterRef("audit__opened_at__date")),
            Q(starts_on__lte=OuterRef("audit__closes_on")) & Q(starts_on__lte=closed_on),
            board=OuterRef("audit__board"), person=actor, role=BoardRole.CHAIR,
        )  # fmt: skip
        own = Q(person=actor, audit__board__in=boards_answering(actor))
        chaired = Q(finished_at__isnull=False, audit__board__in=boards_with(actor, BoardRole.CHAIR)) & Exists(
            chair_then.order_by()
        )
        shared = shared_with_clerk_of(boards_with(actor, BoardRole.CLERK))
        return self.filter(own | chaired | Q(pk__in=shared))
