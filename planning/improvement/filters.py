"""Finding priorities over schools."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from core.calendar import academic_year, today, year_label
from core.filters import SearchFilter
from people.filters import SchoolChoice
from people.models import Person, School
from planning.improvement.models import Priority
from planning.scope import schools_to_read
from planning.vocabulary import Area

ALL = "all"
YEARS_BACK = 8


class PriorityFilter(django_filters.FilterSet):
    """By words, school, year (this one unless another is asked for), area, and whether it was dropped."""

    q = SearchFilter()
    school = SchoolChoice(empty_label="All schools")
    year = django_filters.ChoiceFilter(label="Academic year", method="by_year")
    area = django_filters.ChoiceFilter(label="What it is about", choices=Area.choices, empty_label="Anything")
    state = django_filters.ChoiceFilter(
        label="State", choices=[("dropped", "Dropped"), (ALL, "All")], empty_label="In force", method="by_state"
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = academic_year(today())
        read = schools_to_read(actor)
        self.filters["school"].queryset = School.objects.filter(pk__in=[school.pk for school in read])
        self.filters["year"].extra["empty_label"] = f"This year, {year_label(year)}"
        self.filters["year"].extra["choices"] = [
            (ALL, "All years"),
            *[(other, year_label(other)) for other in range(year + 1, year - YEARS_BACK, -1) if other != year],
        ]

    def filter_queryset(self, queryset: "QuerySet[Priority]") -> "QuerySet[Priority]":
        """Show this year's that are in force, unless something else is asked for."""
        asked = self.form.cleaned_data
        if not asked.get("year"):
            queryset = queryset.filter(year=academic_year(today()))
        if not asked.get("state"):
            queryset = queryset.filter(dropped_at=None)
        return super().filter_queryset(queryset)

    def by_year(self, queryset: "QuerySet[Priority]", name: str, value: str) -> "QuerySet[Priority]":
        """Return those of a year, or of all."""
        return queryset if value == ALL else queryset.filter(year=int(value))

    def by_state(self, queryset: "QuerySet[Priority]", name: str, value: str) -> "QuerySet[Priority]":
        """Return the dropped ones, or all."""
        return queryset if value == ALL else queryset.exclude(dropped_at=None)
