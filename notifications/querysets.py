"""Who sees which notices and mails, and which are due."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef

from core.calendar import today
from core.flow import FlowQuerySet
from core.search import Searched
from notifications.waiting import over

if TYPE_CHECKING:
    from people.models import Person


def _to_a_leaver(day: date) -> Exists:
    """Return the condition that whom a mail is for had left by `day`."""
    from people.models import Person

    return Exists(Person.objects.filter(pk=OuterRef("person"), left_on__lt=day))


class NoticeQuerySet(Searched, models.QuerySet):
    """Notices in the app."""

    SEARCHED = ("subject", "body")

    def visible_to(self, actor: "Person") -> Self:
        """Return the actor's own notices; nobody reads another's.

        What somebody was told stays told, as a mail does, when they no longer read the page that it leads to.
        """
        return self.filter(person=actor)

    def unread(self) -> Self:
        """Return those not opened yet."""
        return self.filter(read_at=None)

    def still_true(self, reader: "Person | None") -> Self:
        """Leave out what asks for something that was done meanwhile (`notifications.waiting`); None: for a digest."""
        kinds = set(self.exclude(asks="").order_by().values_list("asks", flat=True).distinct())
        return self.exclude(over(kinds, reader)) if kinds else self

    def to_mail(self) -> Self:
        """Return the notices that want a mail and have none yet."""
        return self.filter(mail=None, wants_mail=True)


class MailQuerySet(Searched, FlowQuerySet):
    """Mails of the outbox."""

    SEARCHED = ("to_address",)

    def visible_to(self, actor: "Person") -> Self:
        """Return every mail for the trust's administrator, and none for anybody else."""
        from people.models import Role

        return self.all() if actor.authority.holds(Role.ADMINISTRATOR) else self.none()

    def due(self, moment: datetime) -> Self:
        """Return the queued mails whose time has come, but for those to people who have left.

        They are asked by a sub-select: with a join the claim's update would look for its row by key first, and on
        PostgreSQL two at once would both find it queued.
        """
        return self.filter(~_to_a_leaver(today()), status="queued", next_try_at__lte=moment)

    def of_leavers(self, day: date) -> Self:
        """Return the queued mails to people who had left by `day`: they are written, and nobody shall get them."""
        return self.filter(_to_a_leaver(day), status="queued")

    def claim(self, pk: int, moment: datetime) -> bool:
        """Make a due mail the caller's own; say whether nobody else was faster. The caller commits at once."""
        claimed = self.due(moment).filter(pk=pk)
        return bool(claimed.update(status="sending", claimed_at=moment, attempts=models.F("attempts") + 1))

    def troubled(self) -> Self:
        """Return the mails that need a person's look."""
        return self.filter(status__in=("failed", "unknown"))
