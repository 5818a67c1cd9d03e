"""How what colleagues say is narrowed."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.calendar import academic_year, today, year_bounds, year_label
from core.forms import LineField
from people.models import School
from planning.approaches.selectors import approach_choices
from planning.models import Reason
from training.feedback.models import Recommends, UsefulFor
from training.records.registers import YEARS_SHOWN

# What was agreed in a review is to colleagues personal development, see `Feedback.reason_for_all`.
REASONS_FOR_ALL = {
    Reason.STATUTORY: [Reason.STATUTORY],
    Reason.PRIORITY: [Reason.PRIORITY],
    Reason.PERSONAL: [Reason.PERSONAL, Reason.REVIEW],
}


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
