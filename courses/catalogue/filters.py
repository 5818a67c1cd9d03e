"""Finding a course in the catalogue (policy RM-2, R-5, IM-1)."""

from typing import Any

import django_filters
from django.db.models import Q

from core.calendar import today
from core.filters import DayFilter, PoundsFilter, SearchFilter
from courses.catalogue.models import Audience, Course, ForStage, Provider
from courses.catalogue.querysets import CourseQuerySet
from people.filters import SchoolChoice
from people.models import Person, School
from planning.approaches.selectors import approach_choices
from planning.models import Mode


class CourseFilter(django_filters.FilterSet):
    """By words, kind, mode, audience, career stage, provider and its kind, price, dates and school."""

    q = SearchFilter(nearest_first=True)
    approach = django_filters.ChoiceFilter(label="Type of training", choices=approach_choices, empty_label="All types")
    mode = django_filters.ChoiceFilter(label="Format", choices=Mode.choices, empty_label="All formats")
    audience = django_filters.ChoiceFilter(
        label="Who it's for", choices=Audience.choices, empty_label="Everyone", method="for_audience"
    )
    stage = django_filters.ChoiceFilter(
        label="Career stage", choices=ForStage.choices, empty_label="All stages", method="for_stage"
    )
    provider = django_filters.ModelChoiceFilter(
        label="Provider", queryset=Provider.objects.none(), to_field_name="public_id", empty_label="All providers"
    )
    provider_kind = django_filters.ChoiceFilter(
        label="Type of provider", field_name="provider__kind", choices=Provider.Kind.choices, empty_label="All"
    )
    price = django_filters.ChoiceFilter(
        label="Price", choices=[("free", "Free"), ("paid", "Paid")], empty_label="All prices", method="by_price"
    )
    up_to = PoundsFilter(label="Maximum price", field_name="price", lookup_expr="lte")
    first = DayFilter(label="From date", method="by_days")
    last = DayFilter(label="To date", method="by_days")
    school = SchoolChoice(label="Open to", empty_label="All schools", method="open_to")

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Course.objects.visible_to(actor).on_offer()
        self.filters["provider"].queryset = Provider.objects.filter(pk__in=offered.values("provider"))
        self.filters["school"].queryset = School.objects.visible_to(actor)

    def for_audience(self, queryset: CourseQuerySet, name: str, value: str) -> CourseQuerySet:
        """Return the courses meant for an audience, those meant for everybody too."""
        return queryset.filter(audience__in={value, Audience.EVERYBODY})

    def for_stage(self, queryset: CourseQuerySet, name: str, value: str) -> CourseQuerySet:
        """Return the courses for a stage of a career, those for every stage too (policy IM-1)."""
        return queryset.filter(career_stage__in={value, ""})

    def by_price(self, queryset: CourseQuerySet, name: str, value: str) -> CourseQuerySet:
        """Return the free ones, or those that cost something."""
        return queryset.filter(price=0) if value == "free" else queryset.filter(price__gt=0)

    def by_days(self, queryset: CourseQuerySet, name: str, value: Any) -> CourseQuerySet:
        """Return the courses with a date between the days given, and show that date as their next."""
        first = max(self.form.cleaned_data.get("first") or today(), today())
        return queryset.with_next_date(first, self.form.cleaned_data.get("last")).filter(next_on__isnull=False)

    def open_to(self, queryset: CourseQuerySet, name: str, value: School) -> CourseQuerySet:
        """Return the courses that a school's people can go on."""
        return queryset.filter(Q(schools=None) | Q(pk__in=Course.objects.filter(schools=value).values("pk")))


class ProviderFilter(django_filters.FilterSet):
    """Providers by name, kind and whether they are in use."""

    q = SearchFilter()
    kind = django_filters.ChoiceFilter(label="Type", choices=Provider.Kind.choices, empty_label="All types")
    is_active = django_filters.ChoiceFilter(
        label="Status", choices=[("True", "Active"), ("False", "Inactive")], empty_label="All"
    )
