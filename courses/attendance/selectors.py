"""Which certificates a course owes its participants, and which have come."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from certificates.models import Certificate, Requirement
from certificates.services.history import last_day_of
from courses.bookings.models import Booking
from courses.requests.models import CourseRequest


def expected_requirements(requests: Iterable[CourseRequest]) -> dict[int, list[Requirement]]:
    """Return for each request (by its pk) the requirements that it credits: the course's; unlisted, the one it names.

    The requests come with `course`. Costs three queries at most, however many requests.
    """
    rows = list(requests)
    credited: dict[int, set[int]] = {}
    links = Requirement.courses.through.objects.filter(course__in={r.course_id for r in rows if r.course_id})
    for course_id, requirement_id in links.values_list("course_id", "requirement_id"):
        credited.setdefault(course_id, set()).add(requirement_id)
    wanted = {
        row.pk: credited.get(row.course_id, set())
        if row.course_id
        else ({row.requirement_id} if row.requirement_id else set())
        for row in rows
    }
    found = Requirement.objects.in_bulk({pk for pks in wanted.values() for pk in pks})
    return {pk: sorted((found[key] for key in keys), key=lambda r: r.code) for pk, keys in wanted.items()}


def certificates_of(requests: Iterable[CourseRequest]) -> dict[int, list[Certificate]]:
    """Return for each request (by its pk) the certificates that its person got for what it credits.

    An award counts from the first day of the course on; whoever entered it, and wherever.
    """
    rows = list(requests)
    expected = expected_requirements(rows)
    awards: dict[tuple[int, int], list[Certificate]] = {}
    for award in Certificate.objects.filter(
        person__in={r.applicant_id for r in rows},
        requirement__in={q.pk for qs in expected.values() for q in qs},
        revoked_at=None,
    ).order_by("awarded_on", "pk"):
        awards.setdefault((award.person_id, award.requirement_id), []).append(award)
    return {
        row.pk: [
            award
            for requirement in expected[row.pk]
            for award in awards.get((row.applicant_id, requirement.pk), [])[-1:]
            if row.starts_on and award.awarded_on >= row.starts_on
        ]
        for row in rows
    }


def owed_certificates(requests: Iterable[CourseRequest]) -> dict[int, list[Requirement]]:
    """Return for each request (by its pk) the requirements for which no certificate has come yet."""
    rows = list(requests)
    expected, come = expected_requirements(rows), certificates_of(rows)
    return {
        pk: [r for r in wanted if r.pk not in {award.requirement_id for award in come[pk]}]
        for pk, wanted in expected.items()
    }


def last_days(owed: Iterable[tuple[Booking, Requirement]]) -> dict[tuple[int, int], dt.date | None]:
    """Return until when each certificate would be valid if it was awarded on the last day of its course.

    By the booking's and the requirement's pk; None: it does not expire. Costs one query.
    """
    pairs = list(owed)
    history = defaultdict(list)
    for award in Certificate.objects.filter(
        person__in={booking.person_id for booking, _ in pairs},
        requirement__in={requirement.pk for _, requirement in pairs},
        revoked_at=None,
    ):
        history[award.person_id, award.requirement_id].append(award)
    return {
        (booking.pk, requirement.pk): last_day_of(
            Certificate(requirement=requirement, awarded_on=booking.ends_on),
            history[booking.person_id, requirement.pk],
        )
        for booking, requirement in pairs
    }
