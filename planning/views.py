"""What the pages of a school and a year share: finding the school, the tabs, the years beside this one."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.calendar import year_label
from core.http import Request
from core.navigation import stand_at
from core.plugins import by_key
from people.models import School
from planning.scope import place_name, reads_priorities
from planning.sections import Section

FIRST_YEAR, LAST_YEAR = 2000, 2100


def find_school(request: Request, school_id: UUID, year: int) -> School:
    """Return the school whose planning the reader may see; else 404, also for a year that makes no sense."""
    school = get_object_or_404(School, public_id=school_id)
    if not FIRST_YEAR <= year <= LAST_YEAR or not reads_priorities(request.user, school):
        raise Http404
    return school


def frame(request: Request, school: School, year: int, part: str, url_name: str) -> dict[str, Any]:
    """Return what every page of a school and year shows: its place, year, and the years before and after.

    `part`: the key of the page's part (`planning.sections`); `url_name`: the page, asked with school and year.
    """
    stand_at(request, by_key(Section)[part].name, school=school, year=year)
    return {
        "school": school,
        "place": place_name(school),
        "year": year,
        "year_label": year_label(year),
        "years": [
            (year_label(other), reverse(url_name, args=[school.public_id, other]))
            for other in (year - 1, year + 1)
            if FIRST_YEAR <= other <= LAST_YEAR
        ],
    }
