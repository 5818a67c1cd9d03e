"""The filters of lists: the year, and what of them is set in words."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.http import QueryDict

from core.filters import chosen
from core.forms import BritishDateField, LineField, PoundsField, YearField


class AFilter(forms.Form):
    q = LineField(required=False, widget=forms.SearchInput)
    year = YearField(everything=True)
    kinds = forms.MultipleChoiceField(
        label="Kinds", required=False, choices=[("Fruit", [("a", "Apple"), ("b", "Pear")])]
    )
    since = BritishDateField(label="Since", required=False)
    up_to = PoundsField(label="Up to", required=False)
    mine = forms.BooleanField(label="Mine", required=False)
    kept = LineField(required=False, widget=forms.HiddenInput)


def chips(query):
    return [(label, words) for _, label, words in chosen(AFilter(QueryDict(query)))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        ("q=x&kept=1&year=", []),
        ("year=all", [("Academic year", "All years")]),
        ("year=2025", [("Academic year", "2025–26")]),
        ("year=nonsense&since=nonsense&kinds=c", []),
        ("kinds=a&kinds=b", [("Kinds", "Apple, Pear")]),
        ("since=1/9/2026&up_to=5", [("Since", "1 Sep 2026"), ("Up to", "£5.00")]),
        ("mine=on", [("Mine", "")]),
    ],
)
def test_what_is_set_is_said_in_words(query, expected):
    with time_machine.travel(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)):
        assert chips(query) == expected


def test_what_nobody_asked_is_not_set():
    assert list(chosen(AFilter())) == []


@pytest.mark.parametrize(
    ("day", "this"), [(dt.date(2026, 8, 31), 2025), (dt.date(2026, 9, 1), 2026), (dt.date(2026, 9, 2), 2026)]
)
def test_the_year_is_this_one_unless_another_is_asked_for(day, this):
    with time_machine.travel(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)):
        form = SimpleNamespace(one=YearField(), all=YearField(everything=True), past=YearField(ahead=0))
        assert [form.one.clean(asked) for asked in (None, "", "x", "all", str(this), "2024")] == [this] * 5 + [2024]
        assert form.all.clean("all") == YearField.ALL
        assert form.one.clean(str(this + 1)) == this + 1
        assert form.past.clean(str(this + 1)) == this
        assert next(iter(form.one.choices)) == ("", f"This year, {this}–{(this + 1) % 100}")
