"""Finding boards, and appointments of one."""

from typing import Any

import django_filters

from core.calendar import today
from core.filters import SearchFilter
from governance.boards.models import Board, BoardRole, Category
from governance.boards.querysets import AppointmentQuerySet, BoardQuerySet


class BoardFilter(django_filters.FilterSet):
    """By name or school, and type; closed boards where asked."""

    q = SearchFilter(label="Board or school")
    kind = django_filters.ChoiceFilter(label="Type", choices=Board.Kind.choices, empty_label="All types")
    show = django_filters.ChoiceFilter(
        label="Show", choices=[("all", "Closed boards too")], empty_label="Open boards", method="with_closed"
    )

    def with_closed(self, boards: BoardQuerySet, name: str, value: str) -> BoardQuerySet:
        """Return all."""
        return boards

    def filter_queryset(self, queryset: Any) -> Any:
        """Leave out what is closed, unless it is asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("show") else rows.open()


class AppointmentFilter(django_filters.FilterSet):
    """By name, role and category; past appointments and those to come where asked."""

    q = SearchFilter(label="Name")
    show = django_filters.ChoiceFilter(
        label="Show",
        choices=[("ending", "Ending within 6 months"), ("past", "Past appointments"), ("all", "All appointments")],
        empty_label="In office or appointed",
        method="at_time",
    )
    role = django_filters.ChoiceFilter(label="Role", choices=BoardRole.choices, empty_label="All roles")
    category = django_filters.ChoiceFilter(label="Category", choices=Category.choices, empty_label="All categories")

    def at_time(self, rows: AppointmentQuerySet, name: str, value: str) -> AppointmentQuerySet:
        """Return those that end soon, or are over; all of them are left as they are."""
        if value == "ending":
            return rows.ending(6)
        return rows.filter(ends_on__lt=today()) if value == "past" else rows

    def filter_queryset(self, queryset: Any) -> Any:
        """Leave out what is over, unless it is asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("show") else rows.exclude(ends_on__lt=today())
