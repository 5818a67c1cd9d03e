"""Finding a school in the hub of planning."""

from typing import Any

from django import forms

from core.calendar import academic_year, today, year_label
from core.forms import LineField


class HubFilter(forms.Form):
    """By name, and which year."""

    q = LineField(label="School", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    year = forms.ChoiceField(label="Academic year", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        year = academic_year(today())
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", f"This year, {year_label(year)}"),
            *[(str(other), year_label(other)) for other in (year + 1, year - 1, year - 2)],
        ]

    def asked(self) -> tuple[str, int]:
        """Return the words and the year; what cannot be read narrows nothing."""
        self.full_clean()
        return self.cleaned_data.get("q", ""), int(self.cleaned_data.get("year") or academic_year(today()))
