"""How people stand: one person, some people, or a whole school, in a constant number of queries.

Only current certificates are read, so the cost follows the number of people and not of years.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db.models import QuerySet

from certificates.audience import COVERED, Audience, Place, audience_of_offices, audience_on, due_on
from certificates.bookings import bookings_on
from certificates.expiry import Facts, Status, covered_until, status_on
from certificates.models import Certificate, Exemption, Requirement
from certificates.trust_settings import warn_days
from core.calendar import today
from core.reading import read_together
from people.models import Grant, Person, School
from people.selectors import away_on


class Held(NamedTuple):
    """The certificate that counts, as far as lists need it."""

    public_id: str
    requirement_id: int
    awarded_on: dt.date
    expires_on: dt.date | None
    is_own_word: bool
    # The requirement that it counts for besides its own, where that ends sooner than the certificate does.
    ends_sooner_for: int | None = None

    @property
    def key(self) -> str:
        """Return what tells it apart in reminders: the certificate, and what it ends sooner for."""
        return f"{self.public_id}.{self.ends_sooner_for}" if self.ends_sooner_for else self.public_id

    @property
    def lasts(self) -> tuple[dt.date, dt.date]:
        """Return what certificates are compared by: the last day (for good is longest), then the award."""
        return self.expires_on or dt.date.max, self.awarded_on


class Line(NamedTuple):
    """How one person stands with one requirement, and what page, export and reminder say about it.

    A named tuple, as `Held` and `Facts` are: a school has a thousand, and a frozen dataclass takes five times as long.
    """

    requirement: Requirement
    status: Status
    held: Held | None = None
    due_on: dt.date | None = None
    booked_on: dt.date | None = None
    exempt_until: dt.date | None = None
    exempt_reason: str = ""

    @property
    def ends_on(self) -> dt.date | None:
        """Return the day that counts: the certificate's last one or, for somebody without one, the first due date."""
        return self.held.expires_on if self.held else self.due_on

    @property
    def is_met(self) -> bool:
        """Return whether the requirement is met."""
        return self.status in Status.met()

    @property
    def urgency(self) -> tuple[int, dt.date]:
        """Return what lines are sorted by: what needs doing first, then the day that counts."""
        return ORDER[self.status], self.ends_on or dt.date.max

    @property
    def is_unbooked(self) -> bool:
        """Return whether it is not met and nothing is booked either."""
        return self.status in (Status.EXPIRED, Status.NEVER_DONE)


@dataclass(slots=True)
class Compliance:
    """Everything that was read for a set of people; `line` answers for one person and requirement."""

    day: dt.date
    warn: int
    requirements: list[Requirement]
    audience: Audience
    needs: dict[int, dict[int, dt.date]]
    held: dict[tuple[int, int], Held]
    exempt: dict[tuple[int, int], tuple[dt.date | None, str]]
    away: set[int]
    booked: dict[tuple[int, int], dt.date]
    covers: dict[int, tuple[int, ...]]
    # All awards for what covers something else: which of them covers it longest is for the rule of that to say.
    covering: dict[tuple[int, int], list[Held]]
    # Lines that were asked for: a first page asks for those of a school twice.
    known: dict[int, list[Line]] = field(default_factory=dict, init=False, compare=False)

    def best(self, person: int, requirement: Requirement) -> Held | None:
        """Return the certificate that counts for the requirement: its own, or of one that satisfies it, if longer."""
        code = requirement.id  # `pk` is a property, and this is asked a thousand times a school
        own = self.held.get((person, code))
        covers = self.covers.get(code)
        if not covers:
            return own
        found = [own] if own is not None else []
        for other in covers:
            found += [_for_lower(held, requirement) for held in self.covering.get((person, other), ())]
        return max(found, key=lambda held: held.lasts, default=None)

    def line(self, person: int, requirement: Requirement) -> Line:
        """Return how the person stands with the requirement."""
        code = requirement.id
        key = (person, code)
        since = self.needs.get(person, {}).get(code)
        held = self.best(person, requirement)
        first_due = due_on(requirement, since) if since else None
        until, reason = self.exempt.get(key, (None, ""))
        booked_on = self.booked.get(key)
        facts = Facts(
            applies=since is not None,
            is_away=person in self.away,
            has_certificate=held is not None,
            expires_on=held.expires_on if held else None,
            due_on=first_due,
            is_exempt=key in self.exempt,
            exempt_until=until,
            is_booked=booked_on is not None,
        )
        status = status_on(self.day, facts, warn_days=self.warn)
        return Line(requirement, status, held, first_due, booked_on, until, reason)

    def lines(self, person: int) -> list[Line]:
        """Return the lines of the requirements that the person needs, by code."""
        if (lines := self.known.get(person)) is None:
            needed = self.needs.get(person, {})
            lines = [self.line(person, requirement) for requirement in self.requirements if requirement.id in needed]
            self.known[person] = lines
        return lines

    def at(self, school: School) -> "Compliance":
        """Return the same with what people do at one school alone, as its matrix counts them."""
        return replace(self, needs=_needs(self.audience, self.requirements, [school.pk]))

    def cover(self, school: School) -> "list[Cover]":
        """Return the requirements that ask for a number at the school, where everybody there was read."""
        return list(_cover(self, self.audience.places.get(school.pk, Place()), school))


def _for_lower(held: Held, lower: Requirement) -> Held:
    """Return a certificate as it counts for a lower requirement, whose own rule runs from the day of the award."""
    last_day = covered_until(lower, awarded_on=held.awarded_on, last_day=held.expires_on)
    return held if last_day == held.expires_on else held._replace(expires_on=last_day, ends_sooner_for=lower.pk)


def _facts(rows: "QuerySet[Certificate]") -> "QuerySet[Any]":
    """Return of certificates what `_held` takes."""
    return rows.values_list(
        "public_id", "person_id", "requirement_id", "awarded_on", "expires_on", "source", "entered_by_id", "verified_at"
    )


def _held(rows: Iterable[Any]) -> dict[tuple[int, int], list[Held]]:
    """Return certificates by person and requirement, in the order of the rows."""
    found: dict[tuple[int, int], list[Held]] = defaultdict(list)
    for public_id, person, code, awarded_on, expires_on, source, entered_by, verified_at in rows:
        own_word = source == Certificate.Source.UPLOAD and entered_by == person and verified_at is None
        found[person, code].append(Held(str(public_id), code, awarded_on, expires_on, own_word))
    return found


def _needs(
    audience: Audience, requirements: Iterable[Requirement], places: Iterable[int | None]
) -> dict[int, dict[int, dt.date]]:
    """Return, by person and requirement, since when somebody at the places does what the requirement asks for."""
    needs: dict[int, dict[int, dt.date]] = defaultdict(dict)
    for school in places:
        for requirement in requirements:
            code = requirement.pk
            for person, since in audience.who(requirement, school).items():
                known = needs[person].get(code)
                needs[person][code] = min(since, known) if known else since
    return needs


def _read(
    day: dt.date, audience: Audience, people: Collection[int], requirements: list[Requirement] | None = None
) -> Compliance:
    if requirements is None:
        requirements = list(Requirement.objects.in_use().prefetch_related("satisfied_by"))
    covers = {r.pk: tuple(other.pk for other in r.satisfied_by.all()) for r in requirements}
    wanted = {r.pk for r in requirements}.union(*covers.values()) if covers else set()
    certificates = Certificate.objects.filter(person__in=people)
    higher = set().union(*covers.values()) if covers else set()
    exemptions = Exemption.objects.on(day).filter(person__in=people).order_by("given_at", "pk")
    held, covering, exempt, away = read_together(
        _facts(certificates.on(day).filter(requirement__in=wanted).longest_first()),
        _facts(certificates.awards().filter(requirement__in=higher, awarded_on__lte=day)),
        exemptions.values_list("person_id", "requirement_id", "until", "reason"),
        away_on(day).filter(person__in=people),
    )
    return Compliance(
        day=day,
        warn=warn_days(),
        requirements=requirements,
        audience=audience,
        needs=_needs(audience, requirements, audience.places),
        held={key: rows[0] for key, rows in _held(held).items()},
        exempt={(person, code): (until, reason) for person, code, until, reason in exempt},
        away=set(away),
        booked=bookings_on(day, people),
        covers=covers,
        covering=_held(covering),
    )


def compliance_of_people(
    people: Collection[int],
    day: dt.date | None = None,
    requirements: list[Requirement] | None = None,
    audience: Audience | None = None,
) -> Compliance:
    """Read how some people stood or stand on `day`, over all their posts and roles.

    `requirements`, `audience`: where they were read already, for these people or for more.
    """
    day = day or today()
    audience = audience.of_people(people) if audience else audience_on(day, people=people)
    return _read(day, audience, people, requirements)


def compliance_of(person: Person, day: dt.date | None = None) -> list[Line]:
    """Return how one person stands with each requirement that applies, what is missing first (policy HS-1)."""
    lines = compliance_of_people([person.pk], day).lines(person.pk)
    return sorted(lines, key=lambda line: (line.urgency, line.requirement.code))


# What needs doing comes first.
ORDER = {
    Status.EXPIRED: 0,
    Status.NEVER_DONE: 1,
    Status.BOOKED: 2,
    Status.DUE_SOON: 3,
    Status.NOT_YET_DUE: 4,
    Status.VALID: 5,
    Status.EXEMPT: 6,
    Status.AWAY: 7,
    Status.NOT_APPLICABLE: 8,
}


@dataclass(frozen=True, slots=True)
class Cover:
    """A requirement of which a school (or its board) needs so many valid holders."""

    requirement: Requirement
    holders: tuple[int, ...]
    # The last day on which there are still enough, when it is known and there are enough today.
    enough_until: dt.date | None

    @property
    def wanted(self) -> int:
        """Return how many are needed."""
        return self.requirement.minimum_holders

    @property
    def is_enough(self) -> bool:
        """Return whether there are enough today."""
        return len(self.holders) >= self.wanted


@dataclass(frozen=True, slots=True)
class SchoolCompliance:
    """How a school stands: its people, what was read of them, and the requirements that ask for a number."""

    school: School
    people: list[Person]
    compliance: Compliance
    cover: list[Cover]


def _cover(compliance: Compliance, place: Place, school: School) -> Iterable[Cover]:
    for requirement in compliance.requirements:
        if requirement.coverage not in COVERED or (requirement.early_years_only and not school.has_early_years):
            continue
        of_board = requirement.coverage == Requirement.Coverage.ONE_PER_BOARD
        if school.is_central or (of_board and not place.board):
            continue
        yield _cover_by(compliance, requirement, place.board if of_board else place.staff)


def _cover_by(compliance: Compliance, requirement: Requirement, people: Collection[int]) -> Cover:
    """Return who of some people covers a requirement, and how long they are enough."""
    valid: list[tuple[dt.date, int]] = []
    for person in set(people) - compliance.away:
        held = compliance.best(person, requirement)
        if held and (held.expires_on is None or compliance.day <= held.expires_on):
            valid.append((held.expires_on or dt.date.max, person))
    valid.sort(reverse=True)
    enough_until = None
    if len(valid) >= requirement.minimum_holders > 0:
        last_day = valid[requirement.minimum_holders - 1][0]
        enough_until = None if last_day == dt.date.max else last_day
    return Cover(requirement, tuple(person for _, person in valid), enough_until)


def compliance_of_school(school: School, day: dt.date | None = None) -> SchoolCompliance:
    """Read how a school's people stand on `day` with what they do there, by name, in a constant number of queries."""
    day = day or today()
    audience = audience_on(day, school=school)
    place = audience.places.setdefault(school.pk, Place())
    compliance = _read(day, audience, place.everybody)
    people = list(Person.objects.filter(pk__in=place.everybody).order_by("last_name", "first_name", "pk"))
    return SchoolCompliance(school, people, compliance, compliance.cover(school))


@dataclass(frozen=True, slots=True)
class BoardCompliance:
    """How a board stands: who is in office, what was read of them, and the requirements that ask for a number.

    `staff`: the keys of those who also have a post in the trust.
    """

    people: list[Person]
    staff: set[int]
    compliance: Compliance
    cover: list[Cover]


def compliance_of_board(held: "QuerySet[Grant]", day: dt.date | None = None) -> BoardCompliance:
    """Read how those who hold roles on one board stand with what these ask of them, by name, in a few queries.

    `held`: the grants of the board. Nothing that somebody's post asks shows, nor that a member of staff is away:
    absence is not for boards to know.
    """
    day = day or today()
    audience, staff = audience_of_offices(day, held)
    everybody = {person for place in audience.places.values() for person in place.everybody}
    compliance = replace(_read(day, audience, everybody), away=set())
    people = list(Person.objects.filter(pk__in=everybody).order_by("last_name", "first_name", "pk"))
    board = {person for place in audience.places.values() for person in place.board}
    cover = [
        _cover_by(compliance, requirement, board)
        for requirement in compliance.requirements
        if board
        and requirement.coverage == Requirement.Coverage.ONE_PER_BOARD
        and (not requirement.early_years_only or audience.early_years)
    ]
    return BoardCompliance(people, staff, compliance, cover)


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with a certificate that is valid today."""

    person: Person
    held: Held


def valid_holders(school: School, code: str, day: dt.date | None = None) -> list[Holder]:
    """Return the school's staff, but those away, who hold a valid certificate for what has this code, by name."""
    found = compliance_of_school(school, day)
    requirement = next((r for r in found.compliance.requirements if r.code == code), None)
    if requirement is None:
        return []
    staff = found.compliance.audience.places[school.pk].staff.keys() - found.compliance.away
    holders = []
    for person in found.people:
        held = found.compliance.best(person.pk, requirement)
        if person.pk in staff and held and (held.expires_on is None or found.compliance.day <= held.expires_on):
            holders.append(Holder(person, held))
    return holders
