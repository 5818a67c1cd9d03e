"""Every form of the project beside the columns that it fills: nothing is taken that a column does not hold."""

import datetime as dt
import importlib
import pkgutil
from decimal import Decimal

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, connection
from django.urls import get_resolver
from django_filters.filterset import BaseFilterSet

from core.filters import DayFilter, SearchFilter
from core.forms import WHOLE_NUMBERS, Cleaned, DecimalField, NumberField, PoundsField, SearchSelectField, VersionField
from core.plugins import by_key
from core.trust_settings import Setting
from courses.models import Provider
from cpd_trust.tests.helpers import APPS_WITH_MODELS
from people.forms.places import setting_field
from reports.models import Report

# What is typed and fills no column of its own: words to search by, hidden marks, and lists kept as JSON.
WITHOUT_A_COLUMN = {"q", "provider", "version", "seen", "pk", "wanted", "choices", "code"}
WITHOUT_A_COLUMN_IN = {
    "core.kit_views.KitForm": {"title", "why", "fee"},
    "planning.similar.forms.CostForm": {"price", "fee", "travel"},
    "courses.desk.forms.DetailsForm": {"note"},
    "courses.desk.forms.BookForm": {"note"},
    "courses.desk.forms.ChangeForm": {"note"},
    "courses.desk.forms.SendBackForm": {"note"},
    "training.events.forms.NewEventForm": {"other_days", "shown"},
    "governance.meetings.forms.PlanForm": {"other_days"},
    **{f"core.named_list_forms.{name}": {"name"} for name in ("EntryFields", "AddEntryForm", "ChangeEntryForm")},
}
CHOOSING = (forms.ChoiceField, forms.BooleanField, forms.UUIDField, forms.FileField, SearchSelectField)


def every_kind(above):
    """Return every class of the project below this one, those in views and filters too."""
    assert get_resolver().url_patterns
    for config in map(apps.get_app_config, APPS_WITH_MODELS):
        for module in pkgutil.walk_packages(config.module.__path__, f"{config.name}."):
            if ".tests" not in module.name and ".migrations" not in module.name:
                importlib.import_module(module.name)
    found, waiting = {}, [above]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            # Those of the sign-in are allauth's: their fields fill no column, and they clean what is typed themselves.
            if any(above.__module__.startswith("allauth.") for above in kind.__mro__):
                continue
            if kind.__module__.split(".")[0] in APPS_WITH_MODELS and ".tests." not in kind.__module__:
                found[f"{kind.__module__}.{kind.__qualname__}"] = kind
    return found


FORMS = every_kind(forms.BaseForm)
FILTERS = every_kind(BaseFilterSet)
COLUMNS = {
    f"{name}.{key}": field
    for name, kind in FORMS.items()
    for key, field in kind.base_fields.items()
    if hasattr(field, "column")
}


def test_every_form_is_found():
    assert len(FORMS) > 100
    assert len(COLUMNS) > 150
    assert len(FILTERS) > 15


@pytest.mark.parametrize("name", sorted(FORMS))
def test_what_is_typed_is_cleaned_and_fits_a_column(name):
    for key, field in FORMS[name].base_fields.items():
        if isinstance(field, (*CHOOSING, forms.DateField, forms.TimeField, VersionField)):
            continue
        assert isinstance(field, (Cleaned, PoundsField)), key
        if key not in WITHOUT_A_COLUMN | WITHOUT_A_COLUMN_IN.get(name, set()):
            assert hasattr(field, "column"), f"{key} says its limits itself: make it with field_of"


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_what_is_typed_into_a_filter_is_cleaned(name):
    for key, row in FILTERS[name].base_filters.items():
        assert isinstance(row.field, (*CHOOSING, Cleaned, PoundsField)), key


def test_a_filter_loses_what_nobody_sees():
    assert SearchFilter().field.clean("\ufeffZoe\u0308\x00 \u200bfirst\u00a0 aid\u2060") == "Zoë first aid"
    assert DayFilter().field.clean("２４/11/2026\u200b") == dt.date(2026, 11, 24)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_a_field_takes_no_more_than_its_column(name):
    field = COLUMNS[name]
    column = field.column
    if isinstance(field, forms.CharField):
        if column.max_length:
            assert field.max_length <= column.max_length
            assert refused(field, "x" * (column.max_length + 1))
    elif isinstance(field, NumberField):
        lowest, highest = WHOLE_NUMBERS[column.get_internal_type()]
        assert field.min_value >= lowest
        assert field.max_value <= highest
    elif isinstance(field, DecimalField):
        assert (field.max_digits, field.decimal_places) == (column.max_digits, column.decimal_places)
    else:
        assert isinstance(field, PoundsField)
        assert field.maximum < Decimal(10) ** (column.max_digits - column.decimal_places)
    if column.choices:
        assert {value for value, _ in field.choices if value} <= {value for value, _ in column.choices}


def refused(field, typed):
    """Return whether a field does not take what was typed."""
    try:
        field.clean(typed)
    except ValidationError:
        return True
    return False


def largest(field):
    """Return the largest that a field takes, as it is typed."""
    if isinstance(field, forms.EmailField):
        host = f"@{'y' * 60}.{'y' * 60}.{'y' * 60}.org"
        return "x" * min(64, field.max_length - len(host)) + host
    if isinstance(field, forms.URLField):
        return "https://example.org/".ljust(field.max_length, "x")
    if isinstance(field, forms.RegexField):
        return "1" * field.max_length
    if isinstance(field, forms.CharField):
        return "é" * (field.max_length or 5000)
    if isinstance(field, NumberField):
        return str(field.max_value)
    if isinstance(field, DecimalField):
        widest = Decimal(10) ** (field.max_digits - field.decimal_places) - Decimal(1).scaleb(-field.decimal_places)
        return str(widest if field.max_value is None else min(widest, field.max_value))
    return str(field.maximum)


@pytest.mark.django_db
def test_the_database_holds_the_largest_that_each_field_takes():
    for name, field in COLUMNS.items():
        value, column = field.clean(largest(field)), field.column
        table = column.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE probe AS SELECT {column.column} AS held FROM {table} WHERE 1 = 0")
            cursor.execute("INSERT INTO probe VALUES (%s)", [value])
            cursor.execute("SELECT held FROM probe")
            assert type(value)(str(cursor.fetchone()[0])) == value, name
            cursor.execute("DROP TABLE probe")


def test_a_roles_title_fits_the_report_that_is_signed_with_it():
    title = by_key(Setting)["people.title.ceo"]
    assert setting_field(title).max_length <= Report._meta.get_field("author_title").max_length


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_database_itself_takes_no_more():
    """The twin: what the form refuses, PostgreSQL refuses too; SQLite would keep it."""
    with pytest.raises(DataError):
        Provider.objects.create(name="Fern Training", kind=Provider.Kind.OTHER, contact_email="x" * 255)
