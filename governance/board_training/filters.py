"""How a board's training record is narrowed."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.calendar import year_bounds, year_label
from core.forms import LineField, YearField
from core.search import has_words
from people.querysets import has_names


class BoardRecordFilter(forms.Form):
    """By words in a name or title, and academic year: this one unless another is asked for."""

    q = LineField(
        label="Person or training",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    year = YearField(ahead=0, everything=True)

    def narrow(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return the rows that fit; what cannot be read narrows nothing."""
        self.full_clean()
        if (year := self.cleaned_data["year"]) != YearField.ALL:
            rows = rows.filter(starts_on__range=year_bounds(year))
        if words := self.cleaned_data.get("q"):
            rows = rows.filter(has_names(words, "person") | has_words(words, "title", "provider"))
        return rows

    def in_words(self) -> str:
        """Return the years that are asked for, in words."""
        year = self.cleaned_data["year"]
        return "All years" if year == YearField.ALL else year_label(year)
