"""Finding a review among one's own, or among those that one looks after. Names and states; never text."""

from typing import Any

import django_filters
from django.db.models import Q

from appraisal.models import Review
from appraisal.querysets import ReviewQuerySet
from core.calendar import academic_year, today, year_label
from core.filters import SearchFilter, YearFilter
from people.filters import SchoolChoice
from people.models import Person, School
from people.querysets import has_names

YEARS_BACK = 6


def of_the_two(words: str) -> Q:
    """Return the condition that every word stands in the name of one of the two."""
    return has_names(words, "reviewee", "reviewer")


class OwnReviewFilter(django_filters.FilterSet):
    """One's own and those that one leads, by how they stand and by year."""

    q = SearchFilter(label="Search for a name", condition=of_the_two)
    mine = django_filters.ChoiceFilter(
        label="Show",
        choices=(("own", "My own review"), ("led", "Reviews I lead")),
        empty_label="All",
        method="by_side",
    )
    status = django_filters.ChoiceFilter(label="Status", choices=Review.Status.choices, empty_label="All")
    year = django_filters.ChoiceFilter(label="Academic year", empty_label="All years")

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        year = academic_year(today())
        self.filters["year"].extra["choices"] = [
            (other, year_label(other)) for other in range(year, year - YEARS_BACK, -1)
        ]

    def by_side(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """Return one's own, or those that one leads."""
        return rows.filter(**{"reviewee" if value == "own" else "reviewer": self.actor})


class StaffReviewFilter(django_filters.FilterSet):
    """The reviews that one looks after, by name, state, reviewer, school and year (this one unless asked)."""

    q = SearchFilter(label="Search for a name", condition=of_the_two)
    status = django_filters.ChoiceFilter(label="Status", choices=Review.Status.choices, empty_label="All")
    reviewer = django_filters.ModelChoiceFilter(
        label="Reviewer", queryset=Person.objects.none(), to_field_name="public_id", empty_label="All reviewers"
    )
    school = SchoolChoice()
    year = YearFilter(everything=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.queryset.order_by()
        self.filters["reviewer"].queryset = Person.objects.filter(pk__in=rows.values("reviewer"))
        self.filters["school"].queryset = School.objects.filter(pk__in=rows.values("school"))


class WithoutReviewFilter(django_filters.FilterSet):
    """Staff without a review, by name and school."""

    q = SearchFilter(label="Search for a name", condition=lambda words: has_names(words, "person"))
    school = SchoolChoice()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["school"].queryset = School.objects.filter(pk__in=self.queryset.order_by().values("school"))
