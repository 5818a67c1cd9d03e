"""The demo's providers, courses and dates."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from certificates.models import Requirement
from core.calendar import academic_year, add_months
from courses.models import Course, CourseDate, Provider, ServiceAgreement
from demo import names
from demo.school_year import ONE, is_open, on_or_after, on_or_before


@dataclass
class DemoCatalogue:
    """The courses with their past and coming dates."""

    courses: list[Course] = field(default_factory=list)
    credited: dict[int, list[Requirement]] = field(default_factory=dict)
    dates: dict[int, list[CourseDate]] = field(default_factory=dict)


def make_catalogue(random: Random, today: dt.date) -> DemoCatalogue:
    """Write providers, courses and their dates from two years ago to half a year ahead."""
    made = DemoCatalogue()
    providers = [Provider.objects.create(name=name, kind=kind) for name, kind in names.PROVIDERS]
    requirements = {r.code: r for r in Requirement.objects.all()}
    dates = []
    for title, provider, approach, mode, audience, price, hours, credited, qualification in names.COURSES:
        course = Course.objects.create(
            title=title, provider=providers[provider], approach=approach, mode=mode, audience=audience,
            career_stage=STAGES.get(audience, ""),
            price=Decimal(price), hours=hours, leads_to_qualification=qualification,
            summary=f"{title}. For primary staff, with classroom examples and time to plan.",
        )  # fmt: skip
        made.courses.append(course)
        made.credited[course.pk] = [requirements[code] for code in credited if code in requirements]
        course.credits.set(made.credited[course.pk])
        starts_at, ends_at = times_of(mode, audience, hours)
        # A day once: two that fall into the same holiday come after it together.
        for first, last in dict(
            days_of(today + dt.timedelta(days=offset + random.randrange(14)), hours) for offset in range(-730, 200, 37)
        ).items():
            dates.append(
                CourseDate(
                    course=course, starts_on=first, ends_on=last, starts_at=starts_at, ends_at=ends_at,
                    venue="Online" if mode.startswith("online") else random.choice(VENUES if provider else VENUES[2:3]),
                )
            )  # fmt: skip
    CourseDate.objects.bulk_create(dates)
    make_agreements(providers, today)
    for date in dates:
        made.dates.setdefault(date.course_id, []).append(date)
    return made


def days_of(day: dt.date, hours: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a course from `day` on: one day for six hours, or half a year."""
    first = on_or_after(day)
    if hours > LONGEST_IN_DAYS:
        return first, on_or_before(add_months(first, 6))
    length = max(1, hours // 6)
    while not all(is_open(first + number * ONE) for number in range(length)):
        first = on_or_after(first + ONE)
    return first, first + (length - 1) * ONE


def times_of(mode: str, audience: str, hours: int) -> tuple[dt.time | None, dt.time | None]:
    """Return when a day of a course begins and ends; nothing for what is learned in one's own time."""
    if mode == "online_own_time":
        return None, None
    if hours > 3:
        return dt.time(9), dt.time(15, 30)
    starts = 18 if audience == "governance" else 13
    return dt.time(starts), dt.time(starts + hours)


LONGEST_IN_DAYS = 18
STAGES = {"ects": "early", "leaders": "middle_leader"}


def make_agreements(providers: list[Provider], today: dt.date) -> None:
    """Write what the trust bought ahead: an agreement that is over, one that ends soon, one without a limit."""
    year = dt.date(academic_year(today), 9, 1)
    for provider, title, starts, ends, cost, places in (
        (11, "Governance training, last year", add_months(year, -12), year - dt.timedelta(days=1), 2400, 40),
        (11, "Governance training", year, add_months(year, 12) - dt.timedelta(days=1), 2520, 40),
        (7, "First aid training places", add_months(today, -10), today + dt.timedelta(days=45), 1800, 20),
        (1, "Council CPD subscription", year, add_months(year, 12) - dt.timedelta(days=1), 3600, None),
    ):
        ServiceAgreement.objects.create(
            provider=providers[provider], title=title, starts_on=starts, ends_on=ends, cost=Decimal(cost),
            credits=places and Decimal(places),
            notes="Covers places on open courses. A whole-board session uses four credits.",
        )  # fmt: skip


VENUES = [
    "Fernway Learning Centre, Room 2",
    "Fernway Town Hall",
    "Larkspur Primary School hall",
    "University of Fernshire, Education Building",
]
