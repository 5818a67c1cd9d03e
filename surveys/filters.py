"""Finding a survey in the list."""

import django_filters
from django.db.models import QuerySet

from core.calendar import today
from core.filters import SearchFilter
from people.filters import SchoolChoice
from people.models import Person, School
from planning.scope import schools_to_plan
from surveys.models import Survey
from surveys.selectors import to_show


class SurveyFilter(django_filters.FilterSet):
    """Search by title and introduction, and filter by school, audience and state."""

    q = SearchFilter()
    school = SchoolChoice(empty_label="All")
    audience = django_filters.ChoiceFilter(label="Audience", choices=Survey.Audience.choices)
    state = django_filters.ChoiceFilter(
        label="Status",
        choices=[*Survey.Status.choices, ("unseen", "Closed, results not looked at")],
        method="in_state",
    )

    def __init__(self, *args: object, actor: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        schools = [school.pk for school in schools_to_plan(actor)]
        self.filters["school"].queryset = School.objects.filter(pk__in=schools)
        if len(schools) < 2:
            del self.filters["school"]

    def in_state(self, queryset: "QuerySet[Survey]", name: str, value: str) -> "QuerySet[Survey]":
        """Return those that stand so today, whether or not the sweep has come by."""
        surveys = Survey.objects.all()
        if value == Survey.Status.OPEN:
            return queryset.filter(pk__in=surveys.open_on(today()).values("pk"))
        if value == Survey.Status.CLOSED:
            return queryset.filter(pk__in=surveys.closed_on(today()).values("pk"))
        if value == "unseen":
            return queryset.filter(pk__in=to_show(self.actor).values("pk"))
        return queryset.filter(status=value)
