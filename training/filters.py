"""How the register of records and what colleagues say are narrowed."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.calendar import academic_year, today, year_bounds, year_label
from core.forms import LineField
from people.models import School
from planning.approaches.selectors import approach_choices, approach_name
from planning.models import Reason
from training.records.models import Recommends, UsefulFor
from training.registers import YEARS_SHOWN, RegisterFilter
from training.selectors import Overview

# What was agreed in a review is to colleagues personal development, see `Feedback.reason_for_all`.
REASONS_FOR_ALL = {
    Reason.STATUTORY: [Reason.STATUTORY],
    Reason.PRIORITY: [Reason.PRIORITY],
    Reason.PERSONAL: [Reason.PERSONAL, Reason.REVIEW],
}


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


class FeedbackFilter(forms.Form):
    """Feedback from colleagues, by words, year of the training, school, kind, reason, for whom it is of use."""

    q = LineField(label="Search", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    year = forms.ChoiceField(label="Academic year", required=False)
    school = forms.ChoiceField(required=False)
    approach = forms.ChoiceField(label="Kind", required=False, choices=lambda: [("", "All"), *approach_choices()])
    reason = forms.ChoiceField(
        required=False, choices=[("", "All"), *((reason.value, reason.label) for reason in REASONS_FOR_ALL)]
    )
    useful_for = forms.ChoiceField(label="Useful for", required=False, choices=[("", "All"), *UsefulFor.choices])
    recommends = forms.ChoiceField(label="Recommended", required=False, choices=[("", "All"), *Recommends.choices])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        this_year = academic_year(today())
        year: Any = self.fields["year"]
        years = range(this_year, this_year - YEARS_SHOWN, -1)
        year.choices = [("", "All years"), *((str(y), year_label(y)) for y in years)]
        school: Any = self.fields["school"]
        # A choice is a name: a hundred schools are not made for it on every page.
        names = School.objects.open_on(today()).order_by("name", "pk").values_list("public_id", "name")
        school.choices = [("", "All schools"), *((str(key), name) for key, name in names)]

    def narrow(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return the rows that fit, still in the order that they came in; what cannot be read narrows nothing."""
        self.full_clean()
        asked = self.cleaned_data
        for name in ("useful_for", "recommends"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        if asked.get("approach"):
            rows = rows.filter(record__approach=asked["approach"])
        if asked.get("reason"):
            rows = rows.filter(record__reason__in=REASONS_FOR_ALL[Reason(asked["reason"])])
        if asked.get("school"):
            rows = rows.filter(record__school=School.objects.get(public_id=asked["school"]).pk)
        if asked.get("year"):
            rows = rows.filter(record__starts_on__range=year_bounds(int(asked["year"])))
        return rows.matching(asked.get("q") or "")  # type: ignore[attr-defined]
