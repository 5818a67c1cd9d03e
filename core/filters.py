"""The filters of lists into which something is typed: read like the fields of a form, without what nobody sees."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q

from core.forms import BritishDateField, LineField, PoundsField


class SearchFilter(django_filters.Filter):
    """Words to search for: leaves the rows in which everything typed stands (`matching` of their queryset).

    `nearest_first`: those come first whose title is nearest to what was typed. `condition`: another condition.
    """

    field_class = LineField

    def __init__(
        self,
        *,
        label: str = "Search",
        nearest_first: bool = False,
        condition: Callable[[str], Q] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, widget=forms.SearchInput, **kwargs)
        self.nearest_first, self.condition = nearest_first, condition

    def filter(self, rows: Any, words: str) -> Any:
        """Return the rows that fit the words; all where none are typed."""
        if not words:
            return rows
        found = rows.filter(self.condition(words)) if self.condition else rows.matching(words)
        return found.best_first(words) if self.nearest_first else found


class DayFilter(django_filters.Filter):
    """A day, typed or picked."""

    field_class = BritishDateField


class PoundsFilter(django_filters.Filter):
    """An amount in pounds."""

    field_class = PoundsField
