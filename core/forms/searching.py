"""Finding rows of a list that no database holds, or that are few, by words in them."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from core.forms.fields import LineField
from core.search import all_stand, terms_of


class SearchForm(forms.Form):
    """The search box over such a list."""

    q = LineField(label="Search", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))

    @property
    def words(self) -> str:
        """Return what is searched for; "" where it cannot be read."""
        self.full_clean()
        return str(self.cleaned_data.get("q", ""))

    def fitting(self, rows: Iterable[Any], text_of: Callable[[Any], str]) -> list[Any]:
        """Return the rows in whose text every word typed stands; all where none is."""
        terms = terms_of(self.words)
        return [row for row in rows if not terms or all_stand(terms, text_of(row))]
