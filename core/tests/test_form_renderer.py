"""Controls drawn in Python say letter for letter what Django's own templates say."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import SafeString, mark_safe

from core.form_renderer import DRAWN, FormRenderer

NASTY = '<b>"Ann\'s" & Co</b>'
CHOICES = [
    ("", "All"),
    ("a", NASTY),
    (NASTY, "b"),
    (3, 4),
    (None, "None"),
    ("Group <1>", [("c", "C"), ("d", mark_safe("<i>D</i>"))]),
    (Decimal("1234.50"), Decimal("1234.50")),
]
ATTRS = {"class": "form-control", "required": True, "disabled": False, "placeholder": NASTY, "max": 1234567, "x": None}


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(), NASTY),
        (forms.TextInput(), None),
        (forms.TextInput(), ""),
        (forms.NumberInput(), 1234567),
        (forms.EmailInput(), "ann@example.org"),
        (forms.URLInput(), "https://example.org/?a=1&b=2"),
        (forms.PasswordInput(render_value=True), NASTY),
        (forms.HiddenInput(), "1"),
        (forms.DateInput(), dt.date(2026, 11, 24)),
        (forms.TimeInput(), dt.time(14, 5)),
        (forms.DateTimeInput(), dt.datetime(2026, 11, 24, 14, 5, tzinfo=dt.UTC)),
        (forms.FileInput(), None),
        (forms.Textarea(), NASTY),
        (forms.Textarea(), None),
        (forms.Textarea(), "\n\nlines"),
        (forms.Select(choices=CHOICES), "a"),
        (forms.Select(choices=CHOICES), NASTY),
        (forms.Select(choices=CHOICES), 3),
        (forms.Select(choices=CHOICES), None),
        (forms.Select(choices=[]), None),
        (forms.SelectMultiple(choices=CHOICES), ["a", "c"]),
        (forms.NullBooleanSelect(), True),
        (forms.SearchInput() if hasattr(forms, "SearchInput") else forms.TextInput(attrs={"type": "search"}), "q"),
        (forms.RadioSelect(choices=CHOICES), "a"),
        (forms.CheckboxInput(), True),
    ],
)
def test_a_control_is_what_djangos_templates_make_of_it(widget, value):
    drawn = widget.render("a<name>", value, attrs={"id": 'id_"x"', **ATTRS}, renderer=FormRenderer())
    assert isinstance(drawn, SafeString)
    assert drawn == widget.render("a<name>", value, attrs={"id": 'id_"x"', **ATTRS}, renderer=DjangoTemplates())


def test_every_form_is_drawn_by_it():
    assert isinstance(get_default_renderer(), FormRenderer)


def test_what_is_drawn_is_named_by_a_widget_of_django():
    """A name that Django gives up would be drawn by nobody, and no test of a page would say so."""
    assert {forms.Select.template_name, forms.Textarea.template_name, forms.TextInput.template_name} <= set(DRAWN)
