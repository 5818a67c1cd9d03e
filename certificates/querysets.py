"""Who sees which certificates and qualifications."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from people.models import Person


class RequirementQuerySet(models.QuerySet):
    """Requirements: open to everybody who signs in (policy RM-2)."""

    def visible_to(self, actor: "Person") -> Self:
        """Return all: what the trust requires is no secret."""
        return self.all()

    def in_use(self) -> Self:
        """Return those that the trust applies."""
        return self.filter(is_active=True)


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

    def current(self) -> Self:
        """Return for each person and requirement the one that counts."""
        return self.filter(is_current=True)


class QualificationQuerySet(PersonalRecordQuerySet):
    """Qualifications."""
