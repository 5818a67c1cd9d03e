"""The fields and bases of every form: British dates, pounds, uploads, choosing from long lists; once and versions.

A form shapes and words what comes in. What may be done with it is asked by policies, and done by services.
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.forms.boundfield import BoundField
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from core.components import Option
from core.flow import IllegalMove
from core.formatting import money
from core.http import version_of
from core.kept_form_filling import typed_before
from core.models import FormToken
from core.text import clean_code, clean_line, clean_text
from core.uploads import how_to_save

# --- Once: two POSTs of one form make one thing ------------------------------------------------------------------


def answered(token: uuid.UUID, person: models.Model) -> str | None:
    """Return the address that the first POST of this form led to, or `None` where it is the first itself."""
    found = FormToken.objects.filter(token=token, person=person.pk).exclude(answer_url="").first()
    return found.answer_url if found else None


def answer_once(token: uuid.UUID, person: models.Model, make: Callable[[], str]) -> str:
    """Run `make` for the first POST of a form and return the address that it returns; a twin gets the same address.

    `make` does the writing (one service call) and returns where to go. It runs in the same transaction as the
    token: a twin that arrives meanwhile waits at the token's unique index, and finds the answer. Where `make` fails,
    the token is free again. Raises `IllegalMove` for a token that somebody else used.
    """
    first = answered(token, person)
    if first is not None:
        return first
    try:
        with transaction.atomic():
            row = FormToken.objects.create(token=token, person_id=person.pk)
            url = make()
            FormToken.objects.filter(pk=row.pk).update(answer_url=url)
            return url
    except IntegrityError:
        first = answered(token, person)
        if first is not None:
            return first
        if FormToken.objects.filter(token=token).exists():
            raise IllegalMove("This form was opened by somebody else. Open it again, please.") from None
        raise


class SavedForm(forms.Form):
    """A form whose fields a service saves."""

    # Fields that are saved as something else, or not with the others.
    apart: tuple[str, ...] = ()

    def answers(self) -> dict[str, Any]:
        """Return what the service saves, by field: without what the form carries for itself."""
        carried = ("version", "token", *self.apart)
        return {name: value for name, value in self.cleaned_data.items() if name not in carried}


class SubmitOnceForm(SavedForm):
    """A form that makes something. It carries a one-time token; the view calls `answer_once`."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4
        self.fields["token"].error_messages["required"] = "Open this form again, please."
        self.fields["token"].error_messages["invalid"] = "Open this form again, please."

    def answer_once(self, person: models.Model, make: Callable[[], str]) -> str:
        """Run `make` once for this (valid) form; see `core.forms.answer_once`."""
        return answer_once(self.cleaned_data["token"], person, make)


# --- What is typed -------------------------------------------------------------------------------------------------

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
    """An e-mail address."""


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


# --- Versions: nobody's text is written over unseen --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EditConflict:
    """One field that somebody else changed while this person was writing: both texts, as people read them."""

    label: str
    theirs: str
    yours: str


class VersionedForm(SavedForm):
    """A form that edits a row with a `version`. A stale save changes nothing and shows both texts.

    The page opens it with the row, or with `initial={"version": row.version, …}` where the form shows it otherwise.
    The service takes the version, compares it under its lock and raises `core.flow.StaleVersion`;
    `core.submissions.submit_form` then shows the form again (status 409), with `{% clash form %}` above it.
    """

    version = VersionField()

    def __init__(
        self, *args: Any, row: models.Model | None = None, initial: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        stands = {name: _standing(row, name) for name in self.base_fields if hasattr(row, name)}
        kwargs["initial"] = stands | dict(initial or {})
        super().__init__(*args, **kwargs)
        self.clashes: list[EditConflict] = []

    def show_clash(self, row: Any, values: Mapping[str, Any] | None = None) -> None:
        """Keep what was typed, remember what stands there now, and take the new version.

        `values`: what stands there now by field name, where it isn't the row's attribute of that name.
        """
        now = values or {}
        for name, bound_field in self.fields.items():
            if name in ("version", "token") or (name not in now and not hasattr(row, name)):
                continue
            theirs = now[name] if name in now else _standing(row, name)
            yours = self.cleaned_data.get(name)
            if _words(bound_field, theirs) != _words(bound_field, yours):
                label = str(bound_field.label or name.replace("_", " ").capitalize())
                self.clashes.append(EditConflict(label, _words(bound_field, theirs), _words(bound_field, yours)))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(row.version)
        self.data = data


def _standing(row: Any, name: str) -> Any:
    """Return what stands in a row as a field shows it: of a relation to many its rows."""
    value = getattr(row, name)
    return list(value.all()) if isinstance(value, models.Manager) else value


def _words(field: forms.Field, value: Any) -> str:
    """Return a field's value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return f"{value.day} {value:%B %Y}"
    if isinstance(field, PoundsField):
        return money(value)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(str(field.label_from_instance(one)) for one in value))
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value)) if isinstance(value, models.Model) else str(value)
    if isinstance(field, forms.ChoiceField):
        # `choices` may be grouped.
        flat: dict[str, Any] = {}
        choices: Any = field.choices
        for key, label in choices:
            flat |= {str(k): v for k, v in label} if isinstance(label, list | tuple) else {str(key): label}
        many = value if isinstance(value, list | tuple | set) else [value]
        return ", ".join(str(flat.get(str(one), one)) for one in many)
    return str(value)


# --- Fields --------------------------------------------------------------------------------------------------------


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
    clean_typed = staticmethod(clean_code)
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


class UploadField(forms.FileField):
    """A file to upload. States what may come and refuses the obvious; `core.uploads` reads what it really is."""

    default_error_messages = {
        "required": "Choose a file",
        "empty": "The file is empty",
        "too_big": "The file is %(size)s. It must be smaller than %(limit)s",
        "ending": "The file must end in %(endings)s",
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


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


# --- Fields of columns ---------------------------------------------------------------------------------------------

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


# --- Choosing from a long list ------------------------------------------------------------------------------------

FEW = 12


class SearchSelect(forms.Widget):
    """Words to search by, and what was found as radio buttons. htmx fetches them; without it the form's answer does."""

    is_search_select = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        """Return the chosen value and the words typed."""
        return data.get(name, "") or "", clean_line(data.get(f"{name}_words", "") or "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return whether the form was sent without this field."""
        return name not in data and f"{name}_words" not in data

    def id_for_label(self, id_: str | None) -> str:
        """Return the id of the words' input."""
        return f"{id_}_words" if id_ else ""


class SearchSelectField(forms.Field):
    """One object out of a long list, above all a person, found by typing a few letters.

    `queryset`: everything that may be chosen, already cut to what this person may see (set it on the field in the
    form's `__init__`). `search`: takes the queryset and the words, returns the fitting ones; the queryset's own
    `matching` unless given. `options_url`: name of the view that answers htmx with
    `render(request, "kit/search_options.html", field.found(request.GET))`, or its address where it takes arguments
    (set it on the field like the queryset). `none_label`: the words for taking an optional choice back. Cleans to the
    object. The value in the page is `public_id`.
    """

    widget = SearchSelect
    default_error_messages = {
        "required": "Type a name, then choose one from the list",
        "none": "Nothing was found for “%(words)s”. Check the spelling, or try fewer letters",
        "several": "Choose one of those found for “%(words)s”",
        "gone": "This choice is not possible any more. Choose again",
    }

    def __init__(
        self,
        *,
        queryset: models.QuerySet[Any],
        search: Callable[[Any, str], Any] = lambda rows, words: rows.matching(words),
        options_url: str = "",
        label_of: Callable[[Any], str] = str,
        hint_of: Callable[[Any], str] = lambda _: "",
        none_label: str = "None",
        **kwargs: Any,
    ) -> None:
        self.queryset, self.search, self.options_url = queryset, search, options_url
        self.label_of, self.hint_of, self.none_label = label_of, hint_of, none_label
        super().__init__(**kwargs)

    def option(self, row: Any) -> Option:
        """Return a row as something to choose."""
        return Option(str(row.public_id), self.label_of(row), self.hint_of(row))

    def matches(self, words: str) -> list[Any]:
        """Return the first rows that fit the words, one more than are shown; nothing for fewer than two letters."""
        return list(self.search(self.queryset, words)[: FEW + 1]) if len(words) >= 2 else []

    def found(self, query: Mapping[str, str], name: str = "") -> dict[str, Any]:
        """Return the context of `kit/search_options.html` for the words in an htmx request's query."""
        name = name or query.get("field", "")
        words = clean_line(query.get(f"{name}_words") or "")
        return self._context(name, words, self.matches(words), chosen=None)

    def _context(self, name: str, words: str, rows: list[Any], chosen: Any) -> dict[str, Any]:
        options = [self.option(row) for row in rows[:FEW]]
        if chosen is not None and str(chosen.public_id) not in {option.value for option in options}:
            options.insert(0, self.option(chosen))
        return {
            "name": name,
            "words": words,
            "options": options,
            "chosen": str(chosen.public_id) if chosen is not None else "",
            "more": len(rows) > FEW,
            "searched": len(words) >= 2,
        }

    def options_for(self, bound: BoundField) -> dict[str, Any]:
        """Return what the page shows under the words: the choice made, or what the words found."""
        value = bound.value()
        kept = typed_before()
        if not bound.form.is_bound and not bound.field.widget.value_omitted_from_data(kept, {}, bound.html_name):
            value = bound.field.widget.value_from_datadict(kept, {}, bound.html_name)
        chosen, words = value if isinstance(value, tuple) else (value, "")
        row = chosen if isinstance(chosen, models.Model) else self._row(str(chosen)) if chosen else None
        url = self.options_url if self.options_url.startswith("/") else self.options_url and reverse(self.options_url)
        context = self._context(bound.html_name, words, self.matches(words), row) | {"options_url": url}
        if row is not None and not self.required:
            context["options"].append(Option("", self.none_label))  # a choice can be taken back
        return context

    def _row(self, public_id: str) -> Any | None:
        try:
            return self.queryset.filter(public_id=uuid.UUID(public_id)).first()
        except ValueError:
            return None

    def clean(self, value: Any) -> Any:
        """Return the object chosen, or the only one that fits the words."""
        public_id, words = value if isinstance(value, tuple) else (str(value or ""), "")
        if public_id:
            row = self._row(public_id)
            if row is None:
                raise ValidationError(self.error_messages["gone"], code="gone")
            return row
        if words:
            rows = self.matches(words)
            if not rows:
                raise ValidationError(self.error_messages["none"], "none", {"words": words})
            if len(rows) > 1:
                raise ValidationError(self.error_messages["several"], "several", {"words": words})
            return rows[0]
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return None
