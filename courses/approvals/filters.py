"""Finding requests among those that wait for one's decision."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from core.filters import DayFilter, SearchFilter
from courses.requests.models import CourseRequest, Outcome, Stage
from courses.requests.querysets import deciders
from people.models import Person, School
from planning.models import Reason


class QueueFilter(django_filters.FilterSet):
    """Search by course, provider or person; filter by school, reason and the day by which the course begins."""

    q = SearchFilter(label="Course, provider or person")
    school = django_filters.ModelChoiceFilter(
        label="School", queryset=School.objects.none(), to_field_name="public_id", empty_label="Every school"
    )
    reason = django_filters.ChoiceFilter(label="Reason", choices=Reason.choices, empty_label="Every reason")
    begins_by = DayFilter(label="Begins on or before", field_name="starts_on", lookup_expr="lte")

    class Meta:
        model = CourseRequest
        fields = ["q", "school", "reason", "begins_by"]

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The schools from which something is on its way to the actor's roles: cheap, where "may be decided by the
        # actor today" would be asked of every request once more.
        on_the_way = Stage.objects.filter(deciders(actor), request__status=CourseRequest.Status.DECIDING)
        undecided = on_the_way.exclude(outcome=Outcome.APPROVED).values("request__school")
        self.filters["school"].queryset = School.objects.filter(pk__in=undecided)

    def search(self, requests: "QuerySet[CourseRequest]", name: str, value: str) -> Any:
        """Return the requests in which every word stands: in the title, the provider's or the person's name."""
        return requests.matching(value)  # type: ignore[attr-defined]
