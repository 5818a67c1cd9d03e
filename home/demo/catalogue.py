"""The demo's providers, courses and dates."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from certificates.models import Requirement
from core.calendar import is_school_day
from courses.models import Course, CourseDate, Provider
from home.demo import names


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
    for date in dates:
        made.dates.setdefault(date.course_id, []).append(date)
    return made


VENUES = [
    "Fernway Learning Centre, Room 2",
    "Town Hall, Fernway",
    "Larkspur Primary School, hall",
    "University of Fernshire, Education Building",
]
