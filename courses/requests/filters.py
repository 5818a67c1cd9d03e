"""Finding a request in one's own list or in a school's."""

from typing import Any

import django_filters

from core.filters import DayFilter, SearchFilter
from courses.requests.models import CourseRequest
from people.filters import SchoolChoice
from people.models import Person, School
from planning.models import Reason


class OwnRequestFilter(django_filters.FilterSet):
    """One's own requests by words and status."""

    q = SearchFilter()
    status = django_filters.ChoiceFilter(label="Progress", choices=CourseRequest.Status.choices, empty_label="All")


class SchoolRequestFilter(OwnRequestFilter):
    """A school's or the trust's requests, by person, course, school, status, reason and dates."""

    school = SchoolChoice()
    reason = django_filters.ChoiceFilter(label="Reason", choices=Reason.choices, empty_label="All reasons")
    first = DayFilter(label="From date", field_name="ends_on", lookup_expr="gte")
    last = DayFilter(label="To date", field_name="starts_on", lookup_expr="lte")

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.led_by(actor)
        self.filters["school"].queryset = schools
        self.filters["status"].extra["choices"] = [
            choice for choice in CourseRequest.Status.choices if choice[0] != CourseRequest.Status.DRAFT
        ]
        if schools.count() < 2:
            del self.filters["school"]
