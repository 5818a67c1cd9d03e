"""Who sees which service-level agreements, and what is left of them."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Lower, Trim

from core.search import Searched

if TYPE_CHECKING:
    from courses.requests.models import CourseRequest
    from people.models import Person


class ServiceAgreementQuerySet(Searched, models.QuerySet):
    """Service-level agreements."""

    SEARCHED = ("title", "provider__name")

    def visible_to(self, actor: "Person") -> Self:
        """Return all for the central roles; for leaders and boards those of every school or of one of their own."""
        from people.models import Role

        authority = actor.authority
        if authority.is_trust_wide or authority.reads_as_trustee or authority.holds(Role.MEMBER):
            return self.all()
        own = authority.schools_led() | authority.schools_with([*Role.governing(), Role.CLERK])
        if not own:
            return self.none()
        return self.filter(models.Q(schools=None) | models.Q(schools__in=own)).distinct()

    def running_on(self, day: date) -> Self:
        """Return those whose period holds `day`."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def with_provider_of(self, request: "CourseRequest") -> Self:
        """Return those with the provider of the request's course; by its name where the course is not in the catalogue.

        The database compares the names, as its trigger does, so that the two can't disagree about a letter.
        """
        if request.course is not None:
            return self.filter(provider=request.course.provider_id)
        asked = Lower(Trim(models.Value(request.provider_name, output_field=models.CharField())))
        return self.annotate(provider_lower=Lower(Trim("provider__name"))).filter(provider_lower=asked)

    def with_used(self) -> Any:
        """Add `used`, the credits that bookings use, and `left`; without a limit nothing is `left` to be counted."""
        from courses.bookings.models import Booking

        used = (
            Booking.objects.filter(agreement=OuterRef("pk"))
            .exclude(status="cancelled")
            .order_by()
            .values("agreement")
            .annotate(total=models.Sum("credits_used"))
            .values("total")
        )
        nothing = models.Value(0, output_field=models.DecimalField(max_digits=9, decimal_places=2))
        return self.annotate(used=Coalesce(Subquery(used), nothing)).annotate(left=F("credits") - F("used"))
