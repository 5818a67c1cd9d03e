"""Who sees which meetings: whoever is on the board today, and administrators, who keep every board."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from core.calendar import LONDON, now, today
from core.search import Searched
from governance.boards.querysets import boards_of

if TYPE_CHECKING:
    from people.models import Person

# So long after a meeting somebody is asked to say who came.
TO_RECORD_FOR = dt.timedelta(days=90)


def in_office_on(day: "F | OuterRef", prefix: str = "") -> Q:
    """Return the condition that an appointment holds on the day of another row."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})
    )


class MeetingQuerySet(Searched, models.QuerySet):
    """Meetings."""

    SEARCHED = ("name", "place")

    def visible_to(self, actor: "Person") -> Self:
        """Return those of the boards to which the actor is appointed today; all for an administrator."""
        from people.models import Role

        if actor.authority.holds(Role.ADMINISTRATOR):
            return self.all()
        return self.filter(board__in=boards_of(actor))

    def for_person(self, person: "Person") -> Self:
        """Return those of the person's boards of today that fall into a term of theirs."""
        from governance.boards.models import Appointment

        held = Appointment.objects.filter(in_office_on(OuterRef("day")), person=person, board=OuterRef("board"))
        return self.filter(Exists(held.order_by()), board__in=boards_of(person))

    def on(self) -> Self:
        """Return those that were not cancelled."""
        return self.filter(cancelled_at=None)

    def coming(self) -> Self:
        """Return those that are still to come, or not over yet."""
        clock = now().astimezone(LONDON).time()
        return self.on().filter(Q(day__gt=today()) | Q(day=today(), ends__gte=clock))

    def past(self) -> Self:
        """Return those that are over, cancelled or not."""
        clock = now().astimezone(LONDON).time()
        return self.filter(Q(day__lt=today()) | Q(day=today(), ends__lt=clock))

    def to_record(self) -> Self:
        """Return those of the last months of which nobody has said who came."""
        return self.on().past().filter(recorded_at=None, day__gte=today() - TO_RECORD_FOR)
