"""The filters of lists: read like the fields of a form, without what nobody sees; and what of them is set, in words."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import django_filters
from django import forms
from django.db.models import Q

from core.formatting import money, short_date
from core.forms import BritishDateField, LineField, PoundsField, YearField


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


class YearFilter(django_filters.Filter):
    """An academic year: this one unless another, or `everything`, is asked for (`core.forms.YearField`)."""

    field_class = YearField

    def __init__(self, *, label: str = "Academic year", **kwargs: Any) -> None:
        super().__init__(label=label, **kwargs)

    def filter(self, rows: Any, year: int | str) -> Any:
        """Return the rows of the year."""
        return rows if year == YearField.ALL else rows.filter(**{self.field_name: year})


def _in_words(field: Any, value: Any) -> str:
    """Return a value of a field as a person would say it."""
    if isinstance(value, (list, tuple)):
        return ", ".join(_in_words(field, one) for one in value)
    if isinstance(value, dt.date):
        return short_date(value)
    if isinstance(field, PoundsField):
        return money(value)
    if hasattr(field, "label_from_instance"):
        return str(field.label_from_instance(value))
    if not hasattr(field, "choices"):
        return str(value)
    groups = (label if isinstance(label, (list, tuple)) else [(key, label)] for key, label in field.choices)
    return next((str(words) for pairs in groups for key, words in pairs if str(key) == str(value)), "")


def is_search(field: forms.Field) -> bool:
    """Return whether a field of a filter form is its search box."""
    return getattr(field.widget, "input_type", "") == "search"


# What stands in place of a choice that leaves nothing out.
EVERYTHING = ("All", "Any", "Every")


def narrows_unset(field: forms.Field) -> bool:
    """Return whether a filter may leave rows out where nobody set it, such as what is over or another year's.

    Known by its words: a filter whose empty choice says nothing of all may.
    """
    if isinstance(field, (YearField, forms.BooleanField)):
        return True
    if not isinstance(field, forms.ChoiceField):
        return False
    empty = getattr(field, "empty_label", "")
    if not isinstance(field, forms.ModelChoiceField) and not empty:
        choices: Any = field.choices
        empty = dict(choices).get("")
    return not str(empty or "").startswith(EVERYTHING)


def chosen(form: forms.BaseForm) -> Iterator[tuple[str, str, str]]:
    """Yield the filters that are set, but for the words searched for: name in the address, label, value in words.

    What is set but makes no sense narrows nothing, and is not among them.
    """
    if not form.is_bound:
        return
    form.is_valid()  # which reads what was asked
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        given = form.data.get(form.add_prefix(name))
        if not given or value in (None, "", [], False) or is_search(field) or field.widget.is_hidden:
            continue
        words = "" if value is True else _in_words(field, value)
        if words or value is True:
            yield form.add_prefix(name), str(form[name].label), words
