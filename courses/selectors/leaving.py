"""Who leaves the trust, or the school that they asked for, before their course is over (policy IM-4)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.calendar import today
from core.words import short_date
from courses.models import Request
from courses.stages import CENTRAL_ROLES, GOVERNS_A_SCHOOL, GOVERNS_THE_TRUST
from people.models import Grant, Post, Role


@dataclass(frozen=True, slots=True)
class Leaving:
    """The last day of somebody in the trust, or in the post or role at the school that they asked for."""

    last_day: dt.date
    # Empty: they leave the trust.
    school: str = ""

    def __str__(self) -> str:
        verb = "Left" if self.last_day < today() else "Leaves"
        return f"{verb} {self.school + ' ' if self.school else ''}on {short_date(self.last_day)}"


def leaving_of(requests: Iterable[Request]) -> dict[int, Leaving]:
    """Return for each request whose applicant leaves before its last day, by its pk, when that is.

    Staff leave a school with their last post (or leading role) there, those who govern with their last role on that
    board. Two queries, however many requests; they come with applicant and school.
    """
    rows = list(requests)
    people = {request.applicant_id for request in rows}
    ends: dict[tuple[int, int | None, str], list[dt.date | None]] = {}
    for person, school, last in Post.objects.filter(person__in=people).values_list("person", "school", "ends_on"):
        ends.setdefault((person, school, ""), []).append(last)
    grants = Grant.objects.filter(person__in=people).values_list("person", "school", "role", "ends_on")
    for person, school, role, last in grants:
        ends.setdefault((person, school, role), []).append(last)
    found = {}
    for request in rows:
        leaving = _leaving(request, ends)
        if leaving and request.ends_on and leaving.last_day < request.ends_on:
            found[request.pk] = leaving
    return found


def mark_leaving(requests: Iterable[Any]) -> None:
    """Put `leaving` on each of the requests that a page shows: when the applicant leaves before its end, or None."""
    rows = list(requests)
    leaving = leaving_of(rows)
    for row in rows:
        row.leaving = leaving.get(row.pk)


def _leaving(request: Request, ends: dict[tuple[int, int | None, str], list[dt.date | None]]) -> Leaving | None:
    """Return when the applicant leaves, the trust or the place asked for, whichever comes first."""
    held = [last for school, role in _places(request) for last in ends.get((request.applicant_id, school, role), [])]
    known = [last for last in held if last]
    last_there = max(known, default=None) if len(known) == len(held) else None
    left_on = request.applicant.left_on
    if left_on and (last_there is None or left_on <= last_there):
        return Leaving(left_on)
    return Leaving(last_there, str(request.school)) if last_there else None


def _places(request: Request) -> list[tuple[int | None, str]]:
    """Return school and role of what holds the applicant at the place they asked for; no role: a post."""
    if request.applies_as in GOVERNS_THE_TRUST:
        return [(None, role) for role in GOVERNS_THE_TRUST]
    if request.applies_as:
        return [(request.school_id, role) for role in GOVERNS_A_SCHOOL]
    leading = [(request.school_id, role) for role in (*Role.school_leaders(), Role.SENIOR_LEADER)]
    central = [(None, role) for role in CENTRAL_ROLES] if request.school.is_central else []
    return [(request.school_id, ""), *leading, *central]
