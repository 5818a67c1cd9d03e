"""The forms about schools, terms and INSET days, and the trust's settings."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from core.calendar import academic_year, today, year_label
from core.forms import (
    BritishDateField,
    LineField,
    NumberField,
    PatternField,
    PoundsField,
    SearchForm,
    SubmitOnceForm,
    VersionedForm,
    field_of,
)
from core.trust_settings import LONGEST_WORDS, Setting, ours, trust_setting
from people.models import School, Term, TrainingDay
from people.trust_settings import role_choices

# Up to so many schools are found without a search.
FEW_SCHOOLS = 10


class SchoolSearch(SearchForm):
    """Finding a school by its name, in a list of more than a few."""

    q = LineField(label="School", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))


SCHOOLS_A_PAGE = 25


def searched(request: HttpRequest, rows: Sequence[Any], name_of: Callable[[Any], str]) -> dict[str, Any]:
    """Return for a page with a row a school: the search where there are many, the rows that fit, and a page of them."""
    form = SchoolSearch(request.GET)
    found = form.fitting(rows, name_of)
    page = Paginator(found, SCHOOLS_A_PAGE).get_page(request.GET.get("page"))
    return {"form": form if len(rows) > FEW_SCHOOLS else None, "rows": found, "page": page}


class SchoolFields(forms.Form):
    """A school's facts, as the register of the DfE has them."""

    name = field_of(School, "name", label="Name")
    urn = field_of(
        School,
        "urn",
        PatternField,
        regex=r"^[0-9]{6}$",
        label="URN",
        error_messages={"invalid": "Enter a 6-digit URN"},
    )
    board_name = field_of(
        School, "board_name", label="Name of the board", help_text=ours("If it isn't simply the local governing board.")
    )
    local_authority = field_of(School, "local_authority", label="Local authority")
    phase = field_of(School, "phase", label="Phase")
    low_age = field_of(School, "low_age", label="Lowest age", min_value=0, max_value=19)
    high_age = field_of(School, "high_age", label="Highest age", min_value=0, max_value=19)
    has_early_years = forms.BooleanField(label="Has a nursery or Reception class", required=False)
    street = field_of(School, "street", label="Street")
    town = field_of(School, "town", label="Town")
    postcode = field_of(School, "postcode", label="Postcode")
    opened_on = BritishDateField(label="Opened", required=False)
    closed_on = BritishDateField(label="Closed", required=False)

    def facts(self) -> dict[str, Any]:
        """Return the school's fields as the service takes them."""
        facts = {name: self.cleaned_data[name] for name in SchoolFields.base_fields}
        return facts | {"urn": facts["urn"] or None}


class AddSchoolForm(SubmitOnceForm, SchoolFields):
    """Adding a school, once."""


class ChangeSchoolForm(VersionedForm, SchoolFields):
    """Changing a school."""

    @classmethod
    def opened_for(cls, school: School, data: Any = None) -> "ChangeSchoolForm":
        """Return the form filled with the school."""
        return cls(data, row=school)


class TermsForm(forms.Form):
    """The six half terms of one academic year."""

    def __init__(self, *args: Any, school: School | None, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = [(name, half) for name in Term.Name for half in (1, 2)]
        known = {(t.name, t.half): t for t in Term.objects.filter(school=school, year=year)}
        for name, half in self.slots:
            words = f"{name.label}, {'first' if half == 1 else 'second'} half"
            term = known.get((name.value, half))
            for part, label in (("starts_on", "first day"), ("ends_on", "last day")):
                self.fields[f"{name.value}_{half}_{part}"] = BritishDateField(
                    label=f"{words}: {label}", required=False, initial=getattr(term, part) if term else None
                )

    def clean(self) -> dict[str, Any]:
        """Check that each half term has both days, in order, and that none begins before the one before it ends."""
        data = super().clean() or {}
        previous: dt.date | None = None
        for name, half in self.slots:
            first_name, last_name = f"{name.value}_{half}_starts_on", f"{name.value}_{half}_ends_on"
            first, last = data.get(first_name), data.get(last_name)
            if bool(first) != bool(last):
                self.add_error(last_name if first else first_name, "Enter both dates, or leave both blank")
            elif first and last and last < first:
                self.add_error(last_name, "The end date must be the same as or after the start date")
            elif first and previous and first <= previous:
                self.add_error(first_name, "This half term must start after the previous one ends")
            previous = last or previous
        return data

    def spans(self) -> dict[tuple[str, int], tuple[dt.date, dt.date]]:
        """Return (term, half) → first and last day, for those that were given."""
        return {
            (name.value, half): (first, self.cleaned_data[f"{name.value}_{half}_ends_on"])
            for name, half in self.slots
            if (first := self.cleaned_data.get(f"{name.value}_{half}_starts_on"))
        }


class TrainingDayForm(SubmitOnceForm):
    """A training day of a school or of the whole trust."""

    day = BritishDateField(label="Day")
    title = field_of(TrainingDay, "title", label="Focus of the day")


def year_choices() -> list[tuple[int, str]]:
    """Return last, this and next academic year."""
    year = academic_year(today())
    return [(y, year_label(y)) for y in (year - 1, year, year + 1)]


class SettingsForm(VersionedForm):
    """The settings of one tab; the defaults are the policy's words and numbers."""

    def __init__(self, *args: Any, settings: Collection[Setting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settings = {setting.key.replace(".", "__"): setting for setting in settings}
        for name, setting in self.settings.items():
            self.fields[name] = setting_field(setting)
            self.fields[name].initial = setting_text(setting, trust_setting(setting.key))

    def clean(self) -> dict[str, Any]:
        """Ask each setting's own check."""
        data = super().clean() or {}
        for name, setting in self.settings.items():
            if name in data and setting.check and (problem := setting.check(setting_value(setting, data[name]))):
                self.add_error(name, problem)
        return data

    def values(self) -> dict[str, Any]:
        """Return key → value as the settings keep them."""
        return {s.key: setting_value(s, self.cleaned_data[name]) for name, s in self.settings.items()}


def setting_field(setting: Setting) -> forms.Field:
    """Return the form field for a kind of setting."""
    words: dict[str, Any] = {"label": setting.label, "help_text": setting.help}
    match setting.kind:
        case "number":
            return NumberField(min_value=0, max_value=10000, **words)
        case "money":
            return PoundsField(**words)
        case "numbers":
            return PatternField(
                regex=r"^[0-9]{1,4}( ?, ?[0-9]{1,4})*$",
                error_messages={"invalid": "Enter whole numbers separated by commas, such as 90, 60, 30"},
                **words,
            )
        case "choice":
            return forms.ChoiceField(choices=setting.choices, **words)
        case "yes_no":
            return forms.BooleanField(required=False, **words)
        case "roles":
            return forms.MultipleChoiceField(
                choices=role_choices, required=False, widget=forms.CheckboxSelectMultiple, **words
            )
        case _:
            return LineField(max_length=LONGEST_WORDS, **words)


def setting_text(setting: Setting, value: Any) -> Any:
    """Return a setting's value as its field shows it."""
    return ", ".join(str(number) for number in value) if setting.kind == "numbers" else value


def setting_value(setting: Setting, typed: Any) -> Any:
    """Return what a field gave as the settings keep it: JSON, with money as text."""
    if setting.kind == "numbers":
        return [int(part) for part in str(typed).split(",")]
    return str(typed) if setting.kind == "money" else typed
