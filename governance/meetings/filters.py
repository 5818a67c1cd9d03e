"""Finding a meeting of a board, and somebody in its attendance."""

from typing import Any

import django_filters

from core.filters import SearchFilter
from core.search import all_found, names_of
from governance.meetings.models import MeetingKind
from governance.meetings.querysets import MeetingQuerySet


class MeetingFilter(django_filters.FilterSet):
    """By name or place and type; past meetings where asked."""

    q = SearchFilter(label="Name or place")
    show = django_filters.ChoiceFilter(
        label="Show",
        choices=[("past", "Past meetings"), ("record", "Attendance to record"), ("all", "All meetings")],
        empty_label="Coming up",
        method="at_time",
    )
    kind = django_filters.ChoiceFilter(label="Type", choices=MeetingKind.choices, empty_label="All types")

    def at_time(self, rows: MeetingQuerySet, name: str, value: str) -> MeetingQuerySet:
        """Return what is over, or waits for its attendance; all of them are left as they are."""
        if value == "record":
            return rows.to_record()
        return rows.past() if value == "past" else rows

    def filter_queryset(self, queryset: Any) -> Any:
        """Leave out what is over or cancelled, unless it is asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("show") else rows.coming()


class AttendanceFilter(django_filters.FilterSet):
    """By name."""

    q = SearchFilter(label="Name", condition=lambda words: all_found(names_of(words), "first_name", "last_name"))
