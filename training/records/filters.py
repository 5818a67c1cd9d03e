"""How the register of records and one person's record are narrowed."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.calendar import academic_year, today, year_label
from planning.approaches.selectors import approach_name
from training.records.registers import RegisterFilter
from training.records.selectors import Overview


class RecordFilter(RegisterFilter):
    """The register of records, also by whether there is feedback and whether what was logged is confirmed."""

    feedback = forms.ChoiceField(
        required=False,
        choices=(
            ("", "All"),
            ("given", "Given"),
            ("shared", "Shared with the trust"),
            ("missing", "Not given yet"),
        ),
    )
    confirmed = forms.ChoiceField(
        required=False, choices=(("", "All"), ("yes", "Confirmed"), ("no", "Not confirmed yet"))
    )

    def narrow(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return the rows that fit."""
        rows = super().narrow(rows)
        if confirmed := self.cleaned_data.get("confirmed"):
            rows = rows.counted() if confirmed == "yes" else rows.own_word()  # type: ignore[attr-defined]
        wanted = self.cleaned_data.get("feedback")
        if wanted == "given":
            return rows.filter(feedback__isnull=False)
        if wanted == "shared":
            return rows.filter(feedback__is_shared=True)
        if wanted == "missing":
            return rows.filter(feedback_request__isnull=False, feedback__isnull=True)
        return rows


class OwnRecordFilter(forms.Form):
    """One person's record, by academic year and type of training: those that there are."""

    year = forms.ChoiceField(label="Academic year", required=False)
    approach = forms.ChoiceField(label="Type of training", required=False)

    def __init__(self, data: Any, overview: Overview) -> None:
        super().__init__(data)
        years = [(total.asked, total.label) for total in overview.years]
        self.fields["year"].choices = [*years, ("all", "All years")]  # type: ignore[attr-defined]
        self.fields["approach"].choices = [("", "All types"), *overview.approaches]  # type: ignore[attr-defined]

    def wanted(self) -> tuple[int | None, str]:
        """Return the academic year asked for (None: all of them) and the type; what cannot be read asks for nothing."""
        self.full_clean()
        year = self.cleaned_data.get("year") or str(academic_year(today()))
        return None if year == "all" else int(year), self.cleaned_data.get("approach", "")

    def in_words(self) -> str:
        """Return the year and type asked for, in words."""
        year, approach = self.wanted()
        label = "all years" if year is None else year_label(year)
        return f"{label}, {approach_name(approach).lower()} only" if approach else label
