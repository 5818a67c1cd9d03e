"""Counts for each school and requirement, over a trust of many thousand people, in a few grouped queries."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Aggregate, Case, CharField, Value, When

from certificates.audience import Audience, audience_on, due_on
from certificates.bookings import bookings_on
from certificates.expiry import Facts, Status, covered_until, status_on
from certificates.models import Certificate, Exemption, Requirement
from certificates.trust_settings import warn_days
from core.calendar import today
from core.reading import Steps, run_steps, side_by_side
from people.models import School
from people.selectors import away_on

Counts = Counter[Status]


class JoinedIds(Aggregate):
    """The ids of a group as one text with commas: one row in place of thousands."""

    template = "%(function)s(%(expressions)s)"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Join as SQLite does."""
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Join as PostgreSQL does."""
        return self.as_sql(compiler, connection, template="STRING_AGG((%(expressions)s)::text, ',')", **extra)


@dataclass(slots=True)
class Summary:
    """Counts by (school id, requirement id); without a school: what people hold in the trust as a whole."""

    day: dt.date
    requirements: list[Requirement]
    audience: Audience
    counts: dict[tuple[int | None, int], Counts] = field(default_factory=lambda: defaultdict(Counter))
    # The last day of what is booked for those who do not meet it.
    booked_until: dict[tuple[int | None, int], dt.date] = field(default_factory=dict)

    @property
    def places(self) -> list[int | None]:
        """Return where somebody does something that a requirement can ask for."""
        return list(self.audience.places)

    def of(self, school: int | None, requirement: Requirement) -> Counts:
        """Return the counts of a school for one requirement; nothing where nobody there needs it."""
        return self.counts.get((school, requirement.pk), Counter())

    def total(self, requirement: Requirement) -> Counts:
        """Return the counts over all schools. Somebody who works at two counts at each."""
        found: Counts = Counter()
        for place in self.places:
            found.update(self.of(place, requirement))
        return found

    def by_school(self) -> dict[int, Counts]:
        """Return the counts of each school over all requirements."""
        found: dict[int, Counts] = defaultdict(Counter)
        for (school, _), counts in self.counts.items():
            if school is not None:
                found[school].update(counts)
        return found

    def everything(self) -> Counts:
        """Return the counts over all schools and requirements, which is what the matrix adds up to."""
        found: Counts = Counter()
        for counts in self.counts.values():
            found.update(counts)
        return found


MET = [Status(code) for code in sorted(Status.met())]
UNMET = [Status(code) for code in sorted(Status.unmet())]


def number_of(counts: Counts, statuses: list[Status]) -> int:
    """Return how many stand in one of the statuses (`MET`, `UNMET`)."""
    return sum(counts.get(status, 0) for status in statuses)


def rate(counts: Counts, unmet: int | None = None) -> int | None:
    """Return how many of a hundred who must meet it do, rounded down; nothing when nobody must.

    `unmet`: how many do not, where that was counted already.
    """
    met = number_of(counts, MET)
    unmet = number_of(counts, UNMET) if unmet is None else unmet
    return 100 * met // (met + unmet) if met + unmet else None


ByStatus = dict[Status, list[int]]


def _holders(day: dt.date, warn: int, people: set[int] | None) -> Steps[dict[int, ByStatus]]:
    """Return, by requirement and by how its certificate stands, the ids of the people; one grouped query.

    Of an earlier day somebody may be under several statuses: the best one counts.
    """

    def stands(expires_on: dt.date | None) -> Value:
        return Value(status_on(day, Facts(has_certificate=True, expires_on=expires_on), warn_days=warn).value)

    # The edges between the statuses are days; each side of an edge is asked of the one function that decides.
    yesterday, soon = day - dt.timedelta(days=1), day + dt.timedelta(days=warn)
    certificates = Certificate.objects.on(day)
    if people is not None:
        certificates = certificates.filter(person__in=people)
    rows = yield (
        certificates.annotate(
            stands=Case(
                When(expires_on=None, then=stands(None)),
                When(expires_on__lte=yesterday, then=stands(yesterday)),
                When(expires_on__lte=soon, then=stands(soon)),
                default=stands(soon + dt.timedelta(days=1)),
                output_field=CharField(),
            )
        )
        .order_by()
        .values("requirement_id", "stands")
        .annotate(ids=JoinedIds("person_id"))
        .values_list("requirement_id", "stands", "ids")
    )
    found: dict[int, ByStatus] = defaultdict(dict)
    for requirement, status, ids in rows:
        found[requirement][Status(status)] = list(map(int, ids.split(",")))
    return found


def _covers(
    day: dt.date, warn: int, people: set[int] | None, requirements: list[Requirement]
) -> Steps[dict[int, list[ByStatus]]]:
    """Return, by lower requirement, the ids of those whom a higher award covers, by how it stands; a grouped query.

    The lower rule runs from the day of each award (`covered_until`), so the awards are grouped by their days.
    """
    lower_than: dict[int, list[Requirement]] = defaultdict(list)
    for requirement in requirements:
        for other in requirement.satisfied_by.all():
            lower_than[other.pk].append(requirement)
    found: dict[int, list[ByStatus]] = defaultdict(list)
    if not lower_than:
        return found
    awards = Certificate.objects.awards().filter(requirement__in=list(lower_than), awarded_on__lte=day)
    if people is not None:
        awards = awards.filter(person__in=people)
    rows = awards.order_by().values("requirement_id", "awarded_on", "expires_on").annotate(ids=JoinedIds("person_id"))
    facts = yield rows.values_list("requirement_id", "awarded_on", "expires_on", "ids")
    for higher, awarded_on, expires_on, ids in facts:
        for requirement in lower_than[higher]:
            last_day = covered_until(requirement, awarded_on=awarded_on, last_day=expires_on)
            status = status_on(day, Facts(has_certificate=True, expires_on=last_day), warn_days=warn)
            found[requirement.pk].append({status: list(map(int, ids.split(",")))})
    return found


def _exempt(day: dt.date) -> Steps[dict[int, set[int]]]:
    """Return the ids of those with an exemption, by requirement."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = yield Exemption.objects.on(day).order_by().values_list("requirement_id", "person_id")
    for requirement_id, person in rows:
        found[requirement_id].add(person)
    return found


def _away(day: dt.date) -> Steps[set[int]]:
    """Return the ids of those who are away."""
    return set((yield away_on(day)))


def summarise(day: dt.date | None = None, school: School | None = None) -> Summary:
    """Count how everybody stood or stands, at all schools or at one: what the matrix of names would add up to."""
    day = day or today()
    requirements = list(Requirement.objects.in_use().prefetch_related("satisfied_by"))
    audience = audience_on(day, school=school)
    warn = warn_days()
    people = None if school is None else set().union(*(place.everybody for place in audience.places.values()))
    parts_read: list[Steps[Any]] = [
        _holders(day, warn, people),
        _covers(day, warn, people, requirements),
        _exempt(day),
        _away(day),
    ]
    holders, covers, exempt, away = run_steps(side_by_side(parts_read))
    booked: dict[int, dict[int, dt.date]] = defaultdict(dict)
    for (person, requirement_id), on in bookings_on(day, people).items():
        booked[requirement_id][person] = on
    summary = Summary(day, requirements, audience)
    for requirement in requirements:
        parts = [holders.get(requirement.pk, {}), *covers.get(requirement.pk, ())]
        coming = booked[requirement.pk]
        stands = _stands(parts, set(coming), exempt[requirement.pk], away)
        for place in audience.places:
            since = audience.who(requirement, place)
            if not since:
                continue
            counts = summary.counts[place, requirement.pk]
            here = {who: stands.get(who) for who in coming if who in since}
            for who in [who for who, stood in here.items() if stood is None]:
                facts = Facts(due_on=due_on(requirement, since[who]), is_booked=True)
                here[who] = status = status_on(day, facts, warn_days=warn)
                counts[status] += 1
            if waiting := [coming[who] for who, stood in here.items() if stood == Status.BOOKED]:
                summary.booked_until[place, requirement.pk] = max(waiting)
            without = [who for who in here if who not in stands]
            _count(counts, requirement, stands, since, set(without), day, warn)
    return summary


def _count(
    counts: Counts,
    requirement: Requirement,
    stands: dict[int | None, str],
    since: Mapping[int, dt.date],
    counted: set[int],
    day: dt.date,
    warn: int,
) -> None:
    """Add to the counts of a place those who stand somehow, and those with nothing but who are `counted` already."""
    found = Counter(map(stands.get, since))
    for status, number in found.items():
        if status is not None:
            counts[Status(status)] += number
    without = found[None] - len(counted)
    if without and requirement.first_due_days is None:
        counts[status_on(day, Facts(), warn_days=warn)] += without
    elif without:
        known = stands.keys() | counted
        days = Counter(first for person, first in since.items() if person not in known)
        for first, number in days.items():
            counts[status_on(day, Facts(due_on=due_on(requirement, first)), warn_days=warn)] += number


def _stands(parts: list[ByStatus], booked: set[int], exempt: set[int], away: set[int]) -> dict[int | None, str]:
    """Return by person how those stand with a requirement who hold something, are excused from it or are away.

    `parts`: the holders by status, of the requirement itself and of each that satisfies it; the longest certificate
    of a person counts, so the best status is written last. Plain texts, which are counted by the hundred thousand.
    """
    stands: dict[int | None, str] = {}
    for status in (Status.EXPIRED, Status.DUE_SOON, Status.VALID):
        for part in parts:
            stands |= dict.fromkeys(part.get(status, ()), status.value)
    stands |= {person: Status.BOOKED.value for person in booked if stands.get(person) == Status.EXPIRED.value}
    return stands | dict.fromkeys(exempt, Status.EXEMPT.value) | dict.fromkeys(away, Status.AWAY.value)
