"""Reads over people and places that several apps ask for."""

from datetime import date

from django.db.models import Q, QuerySet

from core.calendar import academic_year, today
from people.models import Grant, Person, Role, School, Term, TrainingDay


def holders(role: str, school: School | None = None, day: date | None = None) -> "QuerySet[Person]":
    """Return those who hold `role` (at `school`) on `day` and may act: in the trust and allowed to sign in."""
    day = day or today()
    grants = Grant.objects.on(day).filter(role=role)
    if school is not None:
        grants = grants.filter(school=school)
    return (
        Person.objects.filter(pk__in=grants.values("person"), is_active=True)
        .exclude(left_on__lt=day)
        .order_by("last_name", "first_name", "pk")
    )


def possible_deputies(person: Person, day: date) -> "QuerySet[Person]":
    """Return those who could stand in for `person` from `day`: in the trust then, able to sign in, somebody else.

    Out of those whose record the person may read, and out of everybody who leads a school or decides something.
    """
    leaders = Grant.objects.on(day).filter(role__in=[*Role.with_deputies(), Role.SENIOR_LEADER])
    known = Person.objects.filter(
        Q(pk__in=Person.objects.visible_to(person).values("pk")) | Q(pk__in=leaders.values("person"))
    )
    return known.in_trust_on(day).filter(is_active=True, email__isnull=False).exclude(pk=person.pk)


def terms_of(school: School | None) -> list[Term]:
    """Return the stretches of term of a school: its own of a year, or the trust's where it has none."""
    rows = list(Term.objects.filter(school=school)) if school else []
    own_years = {term.year for term in rows}
    return sorted(
        rows + [t for t in Term.objects.filter(school=None) if t.year not in own_years], key=lambda t: t.starts_on
    )


def term_spans(school: School | None) -> list[tuple[date, date]]:
    """Return the first and last days of the stretches of term, for school-day arithmetic."""
    return [(term.starts_on, term.ends_on) for term in terms_of(school)]


def term_bounds(school: School | None, day: date) -> tuple[str, int, date, date]:
    """Return name, academic year, first and last day of the term (both halves) that `day` belongs to.

    A day between two terms belongs to the one before it. Without term dates, terms are taken as September to
    December, January to March, April to August.
    """
    year = academic_year(day)
    spans: dict[str, tuple[date, date]] = {}
    for term in terms_of(school):
        if term.year == year:
            first, last = spans.get(term.name, (term.starts_on, term.ends_on))
            spans[term.name] = (min(first, term.starts_on), max(last, term.ends_on))
    if not spans:
        spans = {
            Term.Name.AUTUMN: (date(year, 9, 1), date(year, 12, 31)),
            Term.Name.SPRING: (date(year + 1, 1, 1), date(year + 1, 3, 31)),
            Term.Name.SUMMER: (date(year + 1, 4, 1), date(year + 1, 8, 31)),
        }
    ordered = sorted(spans.items(), key=lambda item: item[1][0])
    name, (first, last) = ordered[0]
    for candidate, (starts, ends) in ordered:
        if starts <= day:
            name, first, last = candidate, starts, ends
    return name, year, first, last


def training_days(school: School | None, first: date, last: date) -> list[TrainingDay]:
    """Return the training days of a school and of the whole trust between two days."""
    days = TrainingDay.objects.filter(day__range=(first, last))
    return [d for d in days if d.school_id is None or (school is not None and d.school_id == school.pk)]
