"""Reads over people and places that several apps ask for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from core.calendar import academic_year, today, year_bounds
from core.formatting import long_date
from people.models import AccountChange, Delegation, Grant, LongAbsence, Person, Post, Role, School, Term, TrainingDay
from people.querysets import in_trust


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


def clerks_to_trust() -> "QuerySet[Person]":
    """Return today's clerks to the trustees or members, who may act as `holders` may."""
    return holders(Role.CLERK).filter(
        pk__in=Grant.objects.current().filter(role=Role.CLERK, school=None).values("person")
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


def changes_to_agree(actor: Person) -> "QuerySet[AccountChange]":
    """Return the new addresses that wait and for which the actor may vouch, as `policies.can_agree_email` says."""
    waiting = AccountChange.objects.visible_to(actor).waiting()
    if not actor.authority.holds(Role.ADMINISTRATOR):
        # Theirs only while no administrator but those whom it is about is there.
        for administrator in holders(Role.ADMINISTRATOR):
            waiting = waiting.filter(Q(proposed_by=administrator) | Q(person=administrator))
    return waiting.exclude(proposed_by=actor).exclude(person=actor).select_related("person", "proposed_by")


def works_at(who: Person | Post, day: date, half: str = "") -> bool:
    """Return whether a person works on a day in any post, or in the post given; `half`: its "am" or "pm" alone.

    Where a post says no days, full weeks are assumed (`Post.assumes_full_weeks`).
    """
    posts = [who] if isinstance(who, Post) else who.posts.on(day)
    return any(post.works_on(day, half) for post in posts)


def away_on(day: date) -> "QuerySet[LongAbsence, int]":
    """Return the keys of those who are away on `day`, from the first day of a long absence to its last."""
    return LongAbsence.objects.on(day).order_by().values_list("person", flat=True)


def without_stand_in(day: date) -> "QuerySet[Person]":
    """Return those who decide or book, are away on `day`, and for whom nobody stands in then who is there."""
    held = Grant.objects.on(day).filter(role__in=Role.with_deputies()).order_by()
    able = (
        Delegation.objects.on(day)
        .filter(in_trust(day, "deputy__"), ended_at=None, deputy__is_active=True)
        .exclude(deputy__in=away_on(day))
        .order_by()
    )
    people = Person.objects.in_trust_on(day).filter(pk__in=held.values("person")).filter(pk__in=away_on(day))
    return people.exclude(pk__in=able.values("person")).order_by("last_name", "first_name", "pk")


def waits_for_away(deciders: Sequence[Person], reader: Person) -> str:
    """Return in words that all who could decide something are away, stand-ins among them; else "".

    `deciders`: with the stand-ins who could. Until when is said to those alone who may read it of all of them
    (`LongAbsence.objects.visible_to`).
    """
    day = today()
    away = set(away_on(day).filter(person__in=[person.pk for person in deciders]))
    if not away or any(person.pk not in away for person in deciders):
        return ""
    named = Delegation.objects.on(day).filter(person__in=away, ended_at=None).order_by()
    stood_in_for = dict(named.values_list("person", "deputy"))
    seen: dict[int, list[date | None]] = {}
    for person, ends_on in LongAbsence.objects.visible_to(reader).on(day).values_list("person", "ends_on"):
        seen.setdefault(person, []).append(ends_on)
    words = []
    for decider in deciders:
        also = "" if decider.pk in stood_in_for.values() else " and has no stand-in"
        if decider.pk in stood_in_for:
            also = " and their stand-in can’t decide this"
        words.append(f"{decider} is away{_until(seen.get(decider.pk, []))}{also}.")
    return " ".join(words)


def _until(ends: Sequence[date | None]) -> str:
    known = [day for day in ends if day is not None]
    return f" until {long_date(max(known))}" if known and len(known) == len(ends) else ""


def terms_of(school: School | None) -> list[Term]:
    """Return the stretches of term of a school: its own of a year, or the trust's where it has none."""
    return terms_by_school([school.pk])[school.pk] if school else list(Term.objects.filter(school=None))


def terms_by_school(schools: Iterable[int]) -> dict[int, list[Term]]:
    """Return for each school what `terms_of` does, in one query."""
    wanted = set(schools)
    rows = list(Term.objects.filter(Q(school=None) | Q(school__in=wanted)))
    return {school: terms_among(rows, school) for school in wanted}


def terms_among(rows: Iterable[Term], school: int | None) -> list[Term]:
    """Return the stretches of term of a school, or of the trust, among those that were read."""
    own_years = {term.year for term in rows if term.school_id == school}
    return [term for term in rows if term.school_id == (school if term.year in own_years else None)]


def term_spans(school: School | None) -> list[tuple[date, date]]:
    """Return the first and last days of the stretches of term, for school-day arithmetic."""
    return [(term.starts_on, term.ends_on) for term in terms_of(school)]


@dataclass(frozen=True, slots=True)
class TermSpan:
    """A whole term: from its first day to the day before the next one begins."""

    name: str
    year: int
    first: date
    last: date

    @property
    def label(self) -> str:
        """Return "Autumn"."""
        return str(Term.Name(self.name).label)


def terms_in(school: School | None, year: int) -> list[TermSpan]:
    """Return the three terms of an academic year as every page, report and figure counts them; no day falls between.

    Autumn begins on 1 September, spring and summer on their first day for pupils or on the training day before it;
    where no dates are known, on 1 January and 1 April. A training day in a holiday belongs to the nearer term.
    """
    return spans_among(terms_of(school), [row.day for row in training_days(school, *year_bounds(year))], year)


def spans_among(terms: Iterable[Term], training: Collection[date], year: int) -> list[TermSpan]:
    """Return the three terms of a year out of a school's stretches of term and its training days of that year."""
    first_day, last_day = year_bounds(year)
    stretches = [term for term in terms if term.year == year]
    firsts = {
        Term.Name.AUTUMN: first_day,
        Term.Name.SPRING: date(year + 1, 1, 1),
        Term.Name.SUMMER: date(year + 1, 4, 1),
    }
    for name in (Term.Name.SPRING, Term.Name.SUMMER):
        if starts := [term.starts_on for term in stretches if term.name == name]:
            firsts[name] = start = min(starts)
            before = max((term.ends_on for term in stretches if term.ends_on < start), default=start)
            days = (day for day in training if before <= day <= start)
            firsts[name] = min((day for day in days if start - day < day - before), default=start)
    lasts = [*(day - timedelta(days=1) for day in list(firsts.values())[1:]), last_day]
    return [TermSpan(name, year, first, last) for (name, first), last in zip(firsts.items(), lasts, strict=True)]


def term_on(school: School | None, day: date) -> TermSpan:
    """Return the term that `day` belongs to."""
    return next(span for span in terms_in(school, academic_year(day)) if span.first <= day <= span.last)


def training_days(school: School | None, first: date, last: date) -> list[TrainingDay]:
    """Return the training days of a school and of the whole trust between two days."""
    return training_among(TrainingDay.objects.filter(day__range=(first, last)), school)


def training_among(days: Iterable[TrainingDay], school: School | None) -> list[TrainingDay]:
    """Return the training days of a school and of the whole trust among those that were read."""
    return [d for d in days if d.school_id is None or (school is not None and d.school_id == school.pk)]
