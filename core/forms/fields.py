"""Fields that clean what is typed and hold no more than the database: text, numbers, British dates, pounds, uploads."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.template.defaultfilters import filesizeformat

from core.calendar import academic_year, today, year_label
from core.formatting import money
from core.http import version_of
from core.text import clean_code, clean_date, clean_line, clean_text
from core.uploads import how_to_save

# What every column of whole numbers holds on PostgreSQL; SQLite would take more.
WHOLE_NUMBERS = BaseDatabaseOperations.integer_field_ranges
BETWEEN: dict[str, Any] = {
    "min_value": "Enter a number of %(limit_value)s or more",
    "max_value": "Enter a number of %(limit_value)s or less",
}


class Cleaned(forms.Field):
    """A field of text that loses what nobody sees before anything else looks at it (`core.text`)."""

    clean_typed: Callable[[str], str] = staticmethod(clean_line)

    def to_python(self, value: Any) -> Any:
        """Return what was typed, cleaned."""
        return super().to_python(self.clean_typed(value) if isinstance(value, str) else value)


class LineField(Cleaned, forms.CharField):
    """A text of one line: a name, a title, words to search for."""

    default_error_messages = {
        "max_length": "Shorten this to %(limit_value)d characters. It has %(show_value)d",
    }


class TextField(LineField):
    """A text of several lines."""

    widget = forms.Textarea
    clean_typed = staticmethod(clean_text)


class CodeField(LineField):
    """A number or code that is compared letter by letter, such as a staff number."""

    clean_typed = staticmethod(clean_code)


class PatternField(CodeField, forms.RegexField):
    """A code of a given shape; takes the regular expression as `regex`."""


class EmailField(CodeField, forms.EmailField):
    """An email address."""


class WebsiteField(LineField, forms.URLField):
    """The address of a page; without a scheme it is https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class NumberField(Cleaned, forms.IntegerField):
    """A whole number that a column of the database can hold."""

    clean_typed = staticmethod(clean_code)
    default_error_messages = BETWEEN | {"invalid": "Enter a whole number such as 12"}

    def __init__(self, **kwargs: Any) -> None:
        lowest, highest = WHOLE_NUMBERS["IntegerField"]
        super().__init__(**{"min_value": lowest, "max_value": highest} | kwargs)


class VersionField(forms.Field):
    """The version of a row that a form was opened with; 0, which no row has, where none or no number came back."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        """Return the number."""
        return version_of(value)


class DecimalField(Cleaned, forms.DecimalField):
    """A number with decimals."""

    clean_typed = staticmethod(clean_code)
    default_error_messages = BETWEEN | {
        "invalid": "Enter a number such as 1.5",
        "max_decimal_places": "Enter a number with at most %(max)s decimals",
        "max_digits": "Enter a number with fewer digits",
        "max_whole_digits": "Enter a smaller number",
    }


class DateInput(forms.DateInput):
    """The browser's own date input; its value is always year-month-day, whatever the browser shows."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show words that are no date in a plain input: a date input would drop what was typed."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", shown):
            context["widget"]["type"] = "text"
        return context


class BritishDateField(Cleaned, forms.DateField):
    """A date: 24/11/2026, 24 November 2026, or what the browser's date input sends."""

    widget = DateInput
    clean_typed = staticmethod(clean_date)
    default_error_messages = {
        "required": "Enter a date such as 24/11/2026",
        "invalid": "Enter a date such as 24/11/2026",
        "early": "Enter a date on or after %(limit)s",
        "late": "Enter a date on or before %(limit)s",
    }

    def __init__(self, *, earliest: dt.date | None = None, latest: dt.date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"])
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)
        if earliest:
            self.widget.attrs["min"] = earliest.isoformat()
        if latest:
            self.widget.attrs["max"] = latest.isoformat()

    def to_python(self, value: Any) -> dt.date | None:
        """Return the date, or `None` for an empty one. A year outside 1900 to 2199 is a slip of the keyboard."""
        day = super().to_python(value)
        if day is not None and not 1900 <= day.year < 2200:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def validate(self, value: Any) -> None:
        """Check the limits."""
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(self.error_messages["early"], "early", {"limit": _written(self.earliest)})
        if value and self.latest and value > self.latest:
            raise ValidationError(self.error_messages["late"], "late", {"limit": _written(self.latest)})


class BritishDatesField(TextField):
    """Several dates, one on each line; empty lines are left out."""

    def __init__(self, *, earliest: dt.date | None = None, latest: dt.date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "One on each line, for example 24/11/2026.")
        super().__init__(max_length=2000, widget=forms.Textarea({"rows": 4}), **kwargs)
        self.one = BritishDateField(earliest=earliest, latest=latest)

    def clean(self, value: Any) -> Any:
        """Return the dates; `ValidationError` names the line that is none."""
        found = []
        for line in super().clean(value).splitlines():
            if typed := clean_date(line).strip(" ,;"):
                try:
                    found.append(self.one.clean(typed))
                except ValidationError as problem:
                    raise ValidationError(f"“{typed}”: {' '.join(problem.messages)}") from None
        return found


def _written(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


class PoundsInput(forms.TextInput):
    """A text input for money with a pound sign before it. Not a number input: "1,234.50" must be typeable."""

    is_money = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        """Return two decimals for an amount; what was typed stays as it was typed."""
        if isinstance(value, Decimal):
            return f"{value:.2f}"
        return super().format_value(value)


MOST_POUNDS = Decimal("99999.99")


class PoundsField(forms.Field):
    """An amount in pounds: "1,234.50", "£12", "12". A `Decimal` with two places, nothing below 0."""

    widget = PoundsInput
    default_error_messages = {
        "required": "Enter an amount such as 125.00",
        "invalid": "Enter an amount such as 125.00",
        "negative": "Enter an amount of £0.00 or more",
        "pence": "Enter an amount in pounds and pence, such as 125.50",
        "too_much": "Enter an amount of %(limit)s or less",
    }

    def __init__(self, *, maximum: Decimal | int = MOST_POUNDS, **kwargs: Any) -> None:
        self.maximum = Decimal(maximum)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """Return the amount, or `None` for an empty one."""
        if value in self.empty_values:
            return None
        text = re.sub(r"[£\s]", "", clean_code(str(value))).replace("−", "-")
        # A comma parts thousands only: "12,50" is no way to write pence here, and guessing would cost money.
        if "," in text and not re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d*)?", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        text = text.replace(",", "")
        if not re.fullmatch(r"-?(\d{1,12}(\.\d*)?|\.\d+)", text, re.ASCII):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if amount < 0:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if amount != amount.quantize(Decimal("0.01")):
            raise ValidationError(self.error_messages["pence"], code="pence")
        if amount > self.maximum:
            raise ValidationError(self.error_messages["too_much"], "too_much", {"limit": money(self.maximum)})
        return amount.quantize(Decimal("0.01"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the amount differs, not the way it is written."""
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class YearField(forms.ChoiceField):
    """An academic year to narrow a list by: this one unless another is asked for, and where the answer makes no sense.

    Its value is the year, or `YearField.ALL` where `everything` offers all of them. `ahead`: years to come.
    """

    ALL = "all"
    BACK = 11

    def __init__(self, *, ahead: int = 1, everything: bool = False, **kwargs: Any) -> None:
        self.ahead, self.everything = ahead, everything
        words: dict[str, Any] = {"label": "Academic year", "required": False} | kwargs
        super().__init__(**words, choices=self.years)

    def years(self) -> list[tuple[str, str]]:
        """Return the years to choose from, this one first and unsaid."""
        this = academic_year(today())
        others = [year for year in range(this + self.ahead, this - self.BACK, -1) if year != this]
        return [
            ("", f"This year, {year_label(this)}"),
            *([(self.ALL, "All years")] if self.everything else []),
            *((str(year), year_label(year)) for year in others),
        ]

    def clean(self, value: Any) -> int | str:
        """Return the year asked for, this one, or that all are meant."""
        known = value in dict(self.years()) and value
        return value if known == self.ALL else int(known or academic_year(today()))


class UploadField(forms.FileField):
    """A file to upload. States what may come and refuses the obvious; `core.uploads` reads what it really is."""

    default_error_messages = {
        "required": "Choose a file",
        "empty": "The file you chose is empty. Choose another",
        "too_big": "The file is %(size)s. Choose one smaller than %(limit)s",
        "ending": "Choose a file ending in %(endings)s",
    }

    def __init__(
        self,
        *,
        endings: Iterable[str] = ("pdf", "jpg", "jpeg", "png", "webp", "tif", "tiff"),
        max_bytes: int = 10 * 1024 * 1024,
        **kwargs: Any,
    ) -> None:
        self.endings, self.max_bytes = tuple(endings), max_bytes
        shown = [ending.upper() for ending in self.endings if ending not in ("jpeg", "tif")]
        hint = f"{_or(shown)}, up to {filesizeformat(max_bytes)}."
        if "jpg" in self.endings:
            hint += " We make large photos smaller."
        given = kwargs.get("help_text", "")
        kwargs["help_text"] = f"{given} {hint}".strip()
        kwargs.setdefault("widget", forms.FileInput)
        kwargs.setdefault("max_length", 150)
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in self.endings)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the uploaded file with a fitting ending and size."""
        file = super().clean(data, initial)
        if not file or file is initial:
            return file
        if file.size > self.max_bytes:
            facts = {"size": filesizeformat(file.size), "limit": filesizeformat(self.max_bytes)}
            raise ValidationError(self.error_messages["too_big"], "too_big", facts)
        if not file.name.lower().endswith(tuple(f".{ending}" for ending in self.endings)):
            advice = how_to_save(file.name, as_table="xlsx" in self.endings)
            facts = {"endings": _or(list(self.endings))}
            raise ValidationError(advice or self.error_messages["ending"], "ending", facts)
        return file


def take_hint(forms: Iterable[forms.BaseForm], name: str) -> str:
    """Take a field's hint off each form of a page, and return it to be said once above them."""
    hint = ""
    for form in forms:
        hint, form.fields[name].help_text = str(form.fields[name].help_text), ""
    return hint


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


# The field that fits a column: the first whose kind the column is.
FITTING: tuple[tuple[type[Any], type[forms.Field]], ...] = (
    (models.EmailField, EmailField),
    (models.URLField, WebsiteField),
    (models.CharField, LineField),
    (models.TextField, TextField),
    (models.DecimalField, DecimalField),
    (models.IntegerField, NumberField),
)


def field_of(model: type[models.Model], name: str, kind: type[forms.Field] | None = None, **words: Any) -> Any:
    """Return the form field for a column: no longer, no larger and no finer than the column takes.

    `kind`: the class of the field, where it is not the one that fits the column, such as `PoundsField`.
    `words`: label, help text, widget, and limits that are tighter than the column's. Required unless the column may
    be blank. The field remembers its `column`, so that a test can hold every form against the database.
    """
    column: Any = model._meta.get_field(name)  # noqa: SLF001
    chosen = kind or next(field for columns, field in FITTING if isinstance(column, columns))
    if chosen is LineField and isinstance(words.get("widget"), forms.Textarea):
        chosen = TextField  # whoever may write lines keeps them
    limits: dict[str, Any] = {"required": not column.blank}
    if issubclass(chosen, forms.CharField) and column.max_length:
        limits["max_length"] = column.max_length
    elif issubclass(chosen, forms.DecimalField):
        limits |= {"max_digits": column.max_digits, "decimal_places": column.decimal_places}
    elif issubclass(chosen, PoundsField):
        limits["maximum"] = min(MOST_POUNDS, Decimal(10) ** (column.max_digits - 2) - Decimal("0.01"))
    elif issubclass(chosen, NumberField):
        limits["min_value"], limits["max_value"] = WHOLE_NUMBERS[column.get_internal_type()]
    field: Any = chosen(**limits | words)
    there = {type(validator) for validator in field.validators}
    field.validators += [validator for validator in column.validators if type(validator) not in there]
    field.column = column
    return field
