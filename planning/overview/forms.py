"""Finding a school in the hub of planning."""

from django import forms

from core.forms import LineField, YearField


class HubFilter(forms.Form):
    """By name, and which year."""

    q = LineField(label="School", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    year = YearField()

    def asked(self) -> tuple[str, int]:
        """Return the words and the year; what cannot be read narrows nothing."""
        self.full_clean()
        return self.cleaned_data.get("q", ""), int(self.cleaned_data["year"])
