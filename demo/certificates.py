"""The demo's certificates: yearly updates on training days, renewals of those with duties, and a few gaps."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from certificates.expiry import expires_on
from certificates.models import Certificate, Requirement
from core.calendar import academic_year, add_months
from demo import names
from demo.history import at
from demo.people import DemoPeople
from demo.school_year import inset_days, on_or_after, on_or_before
from people.models import Person, Responsibility, School

# What everybody does on the first training day of the year, and what governors do at the governance evening.
YEARLY_STAFF = ["SG-STAFF-ANN", "SG-ONLINE", "SG-KCSIE-READ", "HS-FIRE", "HS-ANN", "CY-STAFF", "DP-ANN", "MD-ALLERGY"]
ONCE_STAFF = ["SG-STAFF-IND", "HS-IND", "SG-PREVENT", "SG-FGM", "EQ-PSED", "HR-SEXH", "HS-LOCK", "SN-ALL"]
YEARLY_GOVERNORS = ["GV-SG", "GV-EVE", "GV-DECL", "GV-AUDIT", "CY-GOV"]
ONCE_GOVERNORS = ["GV-IND", "GV-PREVENT"]
# Who runs the course that credits a requirement; of two, the first in the catalogue.
PROVIDER_OF = {code: names.PROVIDERS[course[1]][0] for course in reversed(names.COURSES) for code in course[7]}


@dataclass
class Awards:
    """Collects awards, each once a day, for writing them in one go."""

    today: dt.date
    officer: Person
    requirements: dict[str, Requirement]
    # By person and requirement: what somebody asks to renew at present, so that it has run out.
    lapsed: set[tuple[int, int | None]] = field(default_factory=set)
    rows: dict[tuple[int, int], list[Certificate]] = field(default_factory=lambda: defaultdict(list))

    def add(self, person: Person, school: School, code: str, day: dt.date, provider: str, source: str) -> None:
        """Add an award of a day that has been and on which the person was here."""
        requirement = self.requirements.get(code)
        if requirement is None or day >= self.today or (person.joined_on and day < person.joined_on):
            return
        last_day = expires_on(requirement, awarded_on=day)
        if (person.pk, requirement.pk) in self.lapsed and (last_day is None or last_day >= self.today):
            return
        rows = self.rows[person.pk, requirement.pk]
        if any(row.awarded_on == day for row in rows):
            return
        rows.append(
            Certificate(
                person=person, school=school, requirement=requirement, title=requirement.name, provider=provider,
                awarded_on=day, expires_on=last_day, is_current=False, source=source,
                entered_by=self.officer, entered_at=at(day, 16),
            )
        )  # fmt: skip

    def write(self) -> list[Certificate]:
        """Write all awards; the one that is valid longest is current."""
        for rows in self.rows.values():
            longest = max(rows, key=lambda row: (row.expires_on or dt.date.max, row.awarded_on))
            longest.is_current = True
        certificates = [row for rows in self.rows.values() for row in rows]
        return Certificate.objects.bulk_create(certificates, batch_size=500)


def make_certificates(
    random: Random,
    today: dt.date,
    people: DemoPeople,
    from_courses: list[tuple[Person, School, Requirement, dt.date, str]],
    lapsed: set[tuple[int, int | None]],
) -> list[Certificate]:
    """Write the certificates and return them."""
    requirements = {r.code: r for r in Requirement.objects.all()}
    awards = Awards(today, people.central_staff["booking-officer"], requirements, lapsed)
    years = range(academic_year(today) - 2, academic_year(today) + 1)
    for school in people.schools:
        for person in people.staff[school.pk]:
            award_staff(random, awards, person, school, years, people.missed)
        for governor in people.governors[school.pk]:
            award_governor(random, awards, governor, school, years)
    assert people.central
    for person in people.central_staff.values():
        award_staff(random, awards, person, people.central, years, people.missed)
    for trustee in people.trustees:
        award_governor(random, awards, trustee, people.central, years)
    award_duties(random, awards)
    for person, school, requirement, day, provider in from_courses:
        awards.add(person, school, requirement.code, day, provider, "course")
    return awards.write()


def award_staff(
    random: Random, awards: Awards, person: Person, school: School, years: range, missed: set[tuple[int, int]]
) -> None:  # fmt: skip
    """Award the yearly updates; who missed the training day catches up with most of it in October."""
    for year in years:
        attended = (person.pk, year) not in missed
        day = inset_days(year)[0] if attended else on_or_after(dt.date(year, 10, 14))
        for code in YEARLY_STAFF:
            if attended or random.random() < 0.6:
                awards.add(person, school, code, day, names.OWN, "event")
    for code in ONCE_STAFF:
        if random.random() < 0.9:
            day = on_or_after(max(person.joined_on or dt.date.min, inset_days(years[1])[0]))
            awards.add(person, school, code, day, names.OWN, "event")


def award_governor(random: Random, awards: Awards, governor: Person, school: School, years: range) -> None:
    """Award what the governance evening gives, and the induction."""
    for year in years:
        if random.random() < 0.9:
            for code in YEARLY_GOVERNORS:
                awards.add(governor, school, code, on_or_after(dt.date(year, 9, 23)), names.OWN, "event")
    for code in ONCE_GOVERNORS:
        if random.random() < 0.85:
            awards.add(governor, school, code, on_or_after(dt.date(years[1], 10, 7)), "Open Door Governance", "event")


def award_duties(random: Random, awards: Awards) -> None:
    """Award what duties ask for: most are valid, some run out soon, a few have."""
    by_kind = defaultdict(list)
    for requirement in awards.requirements.values():
        for kind in requirement.responsibilities:
            by_kind[kind].append(requirement)
    for duty in Responsibility.objects.select_related("person", "school").order_by("pk"):
        for requirement in by_kind[duty.kind]:
            months = requirement.interval_months or 24
            # Days left until it runs out: negative for the few that have.
            left = random.choices([random.randrange(100, months * 30), random.randrange(3, 85), -20], [78, 14, 8])[0]
            day = add_months(awards.today + dt.timedelta(days=left), -months)
            day = on_or_after(day) if left > 0 else on_or_before(day)
            provider = PROVIDER_OF.get(requirement.code, "Bright Lantern Training")
            awards.add(duty.person, duty.school, requirement.code, day, provider, "upload")
