"""Finding requests among those that wait for one's decision."""

from typing import Any

import django_filters

from core.filters import DayFilter, SearchFilter
from courses.requests.models import CourseRequest, Outcome, Stage
from courses.requests.querysets import deciders
from people.filters import SchoolChoice
from people.models import Person, School
from planning.models import Reason


class QueueFilter(django_filters.FilterSet):
    """Search by course, provider or person; filter by school, reason and the day by which the course begins."""

    q = SearchFilter(label="Course, provider or person")
    school = SchoolChoice()
    reason = django_filters.ChoiceFilter(label="Reason", choices=Reason.choices, empty_label="All reasons")
    begins_by = DayFilter(label="Starts on or before", field_name="starts_on", lookup_expr="lte")

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The schools from which something is on its way to the actor's roles: cheap, where "may be decided by the
        # actor today" would be asked of every request once more.
        on_the_way = Stage.objects.filter(deciders(actor), request__status=CourseRequest.Status.DECIDING)
        undecided = on_the_way.exclude(outcome=Outcome.APPROVED).values("request__school")
        self.filters["school"].queryset = School.objects.filter(pk__in=undecided)
