"""Finding priorities over schools."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from core.filters import SearchFilter, YearFilter
from people.filters import SchoolChoice
from people.models import Person, School
from planning.improvement.models import Priority
from planning.scope import schools_to_read
from planning.vocabulary import Area

ALL = "all"


class PriorityFilter(django_filters.FilterSet):
    """By words, school, year (this one unless another is asked for), area, and whether it was dropped."""

    q = SearchFilter()
    school = SchoolChoice(empty_label="All schools")
    year = YearFilter(everything=True)
    area = django_filters.ChoiceFilter(label="What it is about", choices=Area.choices, empty_label="Anything")
    state = django_filters.ChoiceFilter(
        label="Status", choices=[("dropped", "Dropped"), (ALL, "All")], empty_label="Current", method="by_state"
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read = schools_to_read(actor)
        self.filters["school"].queryset = School.objects.filter(pk__in=[school.pk for school in read])

    def filter_queryset(self, queryset: "QuerySet[Priority]") -> "QuerySet[Priority]":
        """Show those in force, unless others are asked for."""
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.filter(dropped_at=None)
        return super().filter_queryset(queryset)

    def by_state(self, queryset: "QuerySet[Priority]", name: str, value: str) -> "QuerySet[Priority]":
        """Return the dropped ones, or all."""
        return queryset if value == ALL else queryset.exclude(dropped_at=None)
