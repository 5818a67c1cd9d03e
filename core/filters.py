"""The filters of lists into which something is typed: read like the fields of a form, without what nobody sees."""

from typing import Any

import django_filters
from django import forms

from core.forms import BritishDateField, LineField, PoundsField


class SearchFilter(django_filters.Filter):
    """Words to search for, given to the list's `search`."""

    field_class = LineField

    def __init__(self, *, label: str = "Search", **kwargs: Any) -> None:
        super().__init__(label=label, method="search", widget=forms.SearchInput, **kwargs)


class DayFilter(django_filters.Filter):
    """A day, typed or picked."""

    field_class = BritishDateField


class PoundsFilter(django_filters.Filter):
    """An amount in pounds."""

    field_class = PoundsField
