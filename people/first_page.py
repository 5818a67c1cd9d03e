"""Whose first page it is, what its figures are of, and the days that everybody there has in common."""

import datetime as dt
from collections.abc import Iterator
from functools import cached_property

from core.calendar import today
from core.first_page import Coming
from people.models import Person, Role, School, Term
from people.selectors import TermSpan, term_on, terms_of, training_days

# So far ahead the first page looks.
AHEAD = dt.timedelta(days=28)


class Visit:
    """One look at a first page: what several apps ask about its reader is read once."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._terms: dict[School | None, TermSpan] = {}

    @cached_property
    def places(self) -> list[School | None]:
        """Return what the reader answers for: the trust (None), or the schools that they head; nothing for others."""
        authority = self.person.authority
        if authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]):
            return [None]
        headed = authority.schools_with(Role.school_leaders())
        return list(School.objects.filter(pk__in=headed)) if headed else []

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
        if place not in self._terms:
            self._terms[place] = term_on(place, today())
        return self._terms[place]


def looks_after_all(person: Person) -> bool:
    """Return whether somebody looks after every school: the Executive Lead, the chief executive, an administrator."""
    return person.authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.ADMINISTRATOR])


def heading_of(place: School | None) -> str:
    """Return what stands above the figures of a place."""
    return f"{place.name} at a glance" if place else "The trust at a glance"


def school_days(visit: Visit) -> Iterator[Coming]:
    """Return training days and the first and last days of term in the weeks to come, of whoever works at a school."""
    posts = visit.person.authority.posts
    if not posts:
        return
    school, first, last = posts[0].school, today(), today() + AHEAD
    for day in training_days(school, first, last):
        yield Coming(day.day, day.title or "Training day", day.school.name if day.school else "")
    for term in terms_of(school):
        name = Term.Name(term.name).label.lower()
        if first <= term.ends_on <= last:
            yield Coming(
                term.ends_on, f"Last day of the {name} term" if term.half == 2 else "Last day before half-term"
            )
        if first <= term.starts_on <= last:
            yield Coming(
                term.starts_on, f"First day of the {name} term" if term.half == 1 else "First day after half-term"
            )
