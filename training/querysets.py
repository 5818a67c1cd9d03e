"""Who sees which CPD records."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from people.models import Person


class RecordQuerySet(models.QuerySet):
    """CPD records."""

    def visible_to(self, actor: "Person") -> Self:
        """Return all for central roles; a school's for its leaders; one's own and one's reports' for everybody.

        A record belongs to the school that it was for, and follows the person: a leader also reads what a present
        member of staff did elsewhere (policy R-1).
        """
        from people.models import Person

        authority = actor.authority
        if authority.is_trust_wide:
            return self.all()
        return self.filter(
            Q(person=actor) | Q(person__in=Person.objects.visible_to(actor)) | Q(school__in=authority.schools_led())
        )

    def in_register_of(self, actor: "Person") -> Self:
        """Return the trust's register for the central roles, and a school's for its leaders (policy IM-4).

        A part of `visible_to` with one plain condition, so that an index answers it whatever the number of rows.
        """
        authority = actor.authority
        if authority.is_trust_wide:
            return self.all()
        return self.filter(school__in=authority.schools_led())

    def of(self, person: "Person") -> Self:
        """Return one person's record, the newest first."""
        return self.filter(person=person).order_by("-starts_on", "-pk")
