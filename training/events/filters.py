"""Finding an event."""

from typing import Any

import django_filters

from core.calendar import now
from core.filters import DayFilter, SearchFilter
from people.filters import SchoolChoice
from people.models import School
from planning.models import Mode
from training.events.models import EventKind
from training.events.querysets import EventQuerySet


class EventFilter(django_filters.FilterSet):
    """By words, type, host school, days and format; what is over only where that is asked for."""

    q = SearchFilter()
    when = django_filters.ChoiceFilter(
        label="Show",
        choices=[("past", "Past events"), ("all", "All events")],
        empty_label="Coming up",
        method="at_time",
    )
    kind = django_filters.ChoiceFilter(label="Type of event", choices=EventKind.choices, empty_label="All types")
    school = SchoolChoice(label="Host school")
    mode = django_filters.ChoiceFilter(label="Format", choices=Mode.choices, empty_label="All formats")
    first = DayFilter(label="From", field_name="day", lookup_expr="gte")
    last = DayFilter(label="To", field_name="day", lookup_expr="lte")

    def __init__(self, *args: Any, queryset: EventQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, queryset=queryset, **kwargs)
        hosts = queryset.order_by().values("school")
        self.filters["school"].queryset = School.objects.filter(pk__in=hosts).order_by("name", "pk")

    def at_time(self, events: EventQuerySet, name: str, value: str) -> EventQuerySet:
        """Return what is over; everything is left as it is."""
        return events.filter(ends_at__lte=now()) if value == "past" else events

    def filter_queryset(self, queryset: Any) -> Any:
        """Leave out what is over, unless it is asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("when") else rows.filter(ends_at__gt=now())
