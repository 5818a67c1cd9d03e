"""The demo's providers, courses and dates."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from certificates.models import Requirement
from core.calendar import academic_year, add_months, is_school_day
from courses.models import Course, CourseDate, Provider, ServiceAgreement
from demo import names


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
            summary=f"{title}. For colleagues in primary schools, with examples from the classroom and time to plan.",
        )  # fmt: skip
        made.courses.append(course)
        made.credited[course.pk] = [requirements[code] for code in credited if code in requirements]
        course.credits.set(made.credited[course.pk])
        for offset in range(-730, 200, 37):
            day = today + dt.timedelta(days=offset + random.randrange(14))
            while not is_school_day(day, ()) or day.month == 8:
                day += dt.timedelta(days=1)
            last = day + dt.timedelta(days=1) if hours in (12, 18) and day.weekday() < 4 else day
            half_day = hours <= 3
            dates.append(
                CourseDate(
                    course=course, starts_on=day, ends_on=last, starts_at=dt.time(13 if half_day else 9, 0),
                    ends_at=dt.time(16 if half_day else 15, 30),
                    venue="Online" if mode.startswith("online") else random.choice(VENUES),
                )
            )  # fmt: skip
    CourseDate.objects.bulk_create(dates)
    make_agreements(providers, today)
    for date in dates:
        made.dates.setdefault(date.course_id, []).append(date)
    return made


STAGES = {"ects": "early", "leaders": "middle_leader"}


def make_agreements(providers: list[Provider], today: dt.date) -> None:
    """Write what the trust bought ahead: an agreement that is over, one that ends soon, one without a limit."""
    year = dt.date(academic_year(today), 9, 1)
    for provider, title, starts, ends, cost, places in (
        (11, "Governance training, last year", add_months(year, -12), year - dt.timedelta(days=1), 2400, 40),
        (11, "Governance training", year, add_months(year, 12) - dt.timedelta(days=1), 2520, 40),
        (7, "First aid places", add_months(today, -10), today + dt.timedelta(days=45), 1800, 20),
        (1, "Council learning subscription", year, add_months(year, 12) - dt.timedelta(days=1), 3600, None),
    ):
        ServiceAgreement.objects.create(
            provider=providers[provider], title=title, starts_on=starts, ends_on=ends, cost=Decimal(cost),
            credits=places and Decimal(places),
            notes="Places on open courses; whole-board sessions count as four.",
        )  # fmt: skip


VENUES = [
    "Fernway Learning Centre, Room 2",
    "Town Hall, Fernway",
    "Larkspur Primary School, hall",
    "University of Fernshire, Education Building",
]
