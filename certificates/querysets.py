"""Who sees which certificates and qualifications."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from core.calendar import LONDON, today
from core.search import Searched

if TYPE_CHECKING:
    from people.models import Person


class RequirementQuerySet(Searched, models.QuerySet):
    """Requirements: open to everybody who signs in (policy RM-2)."""

    SEARCHED = ("name", "code")

    def visible_to(self, actor: "Person") -> Self:
        """Return all: what the trust requires is no secret."""
        return self.all()

    def in_use(self) -> Self:
        """Return those that the trust applies."""
        return self.filter(is_active=True)

    def unchecked(self) -> Self:
        """Return those that the trust applies and whose source nobody has compared with them yet."""
        return self.in_use().filter(source_checked_on=None)


class PersonalRecordQuerySet(models.QuerySet):
    """Rows about one person that the person, their leaders and the central roles may read."""

    def visible_to(self, actor: "Person") -> Self:
        """Return the rows of the people whose record `actor` may read."""
        from people.models import Person

        if actor.authority.is_trust_wide:
            return self.all()
        return self.filter(Q(person=actor) | Q(person__in=Person.objects.visible_to(actor)))


class CertificateQuerySet(PersonalRecordQuerySet):
    """Certificates."""

    model: Any

    def current(self) -> Self:
        """Return for each person and requirement the one that counts."""
        return self.filter(is_current=True)

    def typed_in(self, person: "Person", requirement: Any, day: dt.date) -> Self:
        """Return what was typed in from a certificate of a person for a requirement and a day, and not withdrawn."""
        return self.filter(person=person, requirement=requirement, awarded_on=day, source="upload", revoked_at=None)

    def awards(self) -> Self:
        """Return those that may count: not withdrawn, and no word of one's own beside a better one of that day.

        Somebody vouches for what came from a course, an event or a leader, and for an own entry that was confirmed.
        """
        own_word = Q(source="upload", entered_by=F("person"), verified_at=None)
        same_day = {name: OuterRef(name) for name in ("person", "requirement", "awarded_on")}
        vouched_for = self.model.objects.filter(revoked_at=None, **same_day).exclude(own_word)
        return self.filter(revoked_at=None).exclude(own_word & Exists(vouched_for))

    def longest_first(self) -> Self:
        """Order so that the one that counts comes first for a person and requirement: valid longest, then newest."""
        return self.order_by(F("expires_on").desc(nulls_first=True), "-awarded_on", "-pk")

    def on(self, day: dt.date) -> Self:
        """Return those that may count on a day: on an earlier one what was awarded by then, else the marked ones."""
        return self.current() if day >= today() else self.awards().filter(awarded_on__lte=day)


class HeldQuerySet(models.QuerySet):
    """Rows that hold from a day to a day, and are kept when somebody ends them: for questions about earlier days."""

    def open(self) -> Self:
        """Return those that nobody has ended."""
        return self.filter(ended_on=None)

    def _not_ended_on(self, day: dt.date) -> Self:
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))


class ExemptionQuerySet(HeldQuerySet):
    """Exemptions."""

    def on(self, day: dt.date) -> Self:
        """Return those that held on a day: given by then, not over, not taken back."""
        after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), LONDON)
        return self._not_ended_on(day).filter(Q(until=None) | Q(until__gte=day), given_at__lt=after)


class NamedHolderQuerySet(HeldQuerySet):
    """People named by hand."""

    def on(self, day: dt.date) -> Self:
        """Return those who were named on a day."""
        return self._not_ended_on(day).filter(since__lte=day)


class QualificationQuerySet(Searched, PersonalRecordQuerySet):
    """Qualifications."""
