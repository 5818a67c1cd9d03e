"""Whose first page it is, what its figures are of, and the days that everybody there has in common."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from core.calendar import academic_year, today, year_bounds
from core.first_page import Coming
from core.reading import read_together
from people.models import Person, Role, School, Term, TrainingDay
from people.selectors import TermSpan, spans_among, terms_among, training_among

# So far ahead the first page looks.
AHEAD = dt.timedelta(days=28)


class Visit:
    """One look at a first page: what several apps ask about its reader is read once."""

    def __init__(self, person: Person) -> None:
        self.person = person
        first, last = year_bounds(academic_year(today()))
        headed = person.authority.schools_with(Role.school_leaders())
        posts = person.authority.posts
        self.works_at = posts[0].school if posts else None
        own = headed | {self.works_at.pk} if self.works_at else headed
        self._headed: list[School]
        self._headed, self._terms, self._days = read_together(
            School.objects.filter(pk__in=headed),
            Term.objects.filter(Q(school=None) | Q(school__in=own)),
            TrainingDay.objects.filter(day__range=(first, max(last, today() + AHEAD))),
        )

    @property
    def places(self) -> list[School | None]:
        """Return what the reader answers for: the trust (None), or the schools that they head; nothing for others."""
        if self.person.authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]):
            return [None]
        return [*self._headed]

    @property
    def schools(self) -> list[School]:
        """Return the schools that the reader heads, unless they read the whole trust."""
        return [place for place in self.places if place is not None]

    @property
    def looks_after_all(self) -> bool:
        """Return whether the reader looks after every school."""
        return looks_after_all(self.person)

    def term(self, place: School | None) -> TermSpan:
        """Return the term that is on at a school, or in the trust."""
        days = [row.day for row in training_among(self._days, place)]
        spans = spans_among(self.terms(place), days, academic_year(today()))
        return next(span for span in spans if span.first <= today() <= span.last)

    def terms(self, place: School | None) -> list[Term]:
        """Return the stretches of term of a school, or of the trust."""
        return terms_among(self._terms, place.pk if place else None)

    def training_days(self, place: School) -> list[TrainingDay]:
        """Return the training days of a school in the weeks to come."""
        return [row for row in training_among(self._days, place) if today() <= row.day <= today() + AHEAD]


def looks_after_all(person: Person) -> bool:
    """Return whether somebody looks after every school: the Executive Lead, the chief executive, an administrator."""
    return person.authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.ADMINISTRATOR])


def heading_of(place: School | None) -> str:
    """Return what stands above the figures of a place."""
    return f"{place.name} at a glance" if place else "The trust at a glance"


def school_days(visit: Visit) -> Iterator[Coming]:
    """Return training days and the first and last days of term in the weeks to come, of whoever works at a school."""
    school = visit.works_at
    if school is None:
        return
    first, last = today(), today() + AHEAD
    for day in visit.training_days(school):
        yield Coming(day.day, day.title or "Training day", school.name if day.school_id else "")
    for term in visit.terms(school):
        name = Term.Name(term.name).label.lower()
        if first <= term.ends_on <= last:
            yield Coming(
                term.ends_on, f"Last day of the {name} term" if term.half == 2 else "Last day before half-term"
            )
        if first <= term.starts_on <= last:
            yield Coming(
                term.starts_on, f"First day of the {name} term" if term.half == 1 else "First day after half-term"
            )
