"""Who sees which courses, and finding them. Pages, totals, searches and exports all start here."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from core.search import Searched, terms_of

if TYPE_CHECKING:
    from people.models import Person


class CourseQuerySet(Searched, models.QuerySet):
    """Courses of the catalogue, open to all who sign in (policy RM-2)."""

    model: Any

    def visible_to(self, actor: "Person") -> Self:
        """Return the courses open to every school or to one of the actor's; all for the central roles."""
        if actor.authority.is_trust_wide:
            return self.all()
        return self.filter(
            Q(schools=None) | Q(pk__in=self.model.objects.filter(schools__in=actor.authority.schools_belonged_to()))
        ).distinct()

    def on_offer(self) -> Self:
        """Return those in the catalogue."""
        return self.filter(is_active=True, provider__is_active=True)

    def with_next_date(self, first: date, last: date | None = None) -> Self:
        """Add the next day on which each runs (`next_on`), from `first` and, where it is given, until `last`."""
        from courses.catalogue.models import CourseDate

        dates = CourseDate.objects.filter(course=OuterRef("pk"), starts_on__gte=first).order_by("starts_on")
        if last is not None:
            dates = dates.filter(starts_on__lte=last)
        return self.annotate(next_on=Subquery(dates.values("starts_on")[:1]))

    def matching(self, text: str) -> Self:
        """Return the courses with every word of `text` in title, summary, provider, or a requirement credited."""
        if not text.strip():
            return self
        found = self if (terms := terms_of(text)) else self.none()
        for term in terms:
            credited = self.model.objects.filter(term.found_in("credits__name", "credits__code"))
            found = found.filter(
                term.found_in("title", "summary", "provider__name") | Q(pk__in=credited.order_by().values("pk"))
            )
        return found


class ProviderQuerySet(Searched, models.QuerySet):
    """Providers of courses."""

    SEARCHED = ("name",)


class CourseDateQuerySet(models.QuerySet):
    """Dates of courses."""

    def coming(self, day: date) -> Self:
        """Return the dates that have not begun on `day`."""
        return self.filter(starts_on__gte=day)
