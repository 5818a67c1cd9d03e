"""The small pictures beside figures: their shapes, and the words for those who do not see them."""

from decimal import Decimal

import pytest
from django.template import Context, Template

from core.pictures import Columns, Part, SharedBar


def drawn(picture):
    return Template("{% picture picture %}").render(Context({"picture": picture}))


def test_the_parts_of_a_bar_fill_it_and_are_said_in_words():
    bar = SharedBar("Required training", [Part("6 up to date", 6, "good"), Part("2 overdue", 2, "bad")])
    assert [(box.shade, box.x, box.width) for box in bar.boxes] == [
        ("good", "0.0%", "75.0%"),
        ("bad", "75.0%", "25.0%"),
    ]
    assert bar.description == "6 up to date, 2 overdue"
    page = drawn(bar)
    assert 'role="img"' in page
    assert "<title" in page
    assert "6 up to date, 2 overdue</desc>" in page


@pytest.mark.parametrize("parts", [[], [Part("nothing", 0)], [Part("overspent", Decimal("-5"))]])
def test_a_bar_of_nothing_or_below_nothing_is_drawn_empty(parts):
    assert SharedBar("Budget", parts).boxes == []
    assert "<rect" not in drawn(SharedBar("Budget", parts))


def test_the_highest_column_reaches_the_top_and_the_last_is_the_dark_one():
    columns = Columns("Hours", [("Sep 10", 10), ("Oct 0", 0), ("Nov 5", Decimal("5"))])
    assert [(box.shade, box.height) for box in columns.boxes] == [
        ("part", "100.0%"),
        ("part", "2.0%"),
        ("full", "50.0%"),
    ]
    assert columns.description == "Sep 10, Oct 0, Nov 5"


def test_a_small_column_can_still_be_seen_and_no_columns_are_no_error():
    high, low = Columns("Hours", [("Sep 1000", 1000), ("Oct 1", 1)]).boxes
    assert (high.height, low.height) == ("100.0%", "6.0%")
    assert Columns("Hours", []).boxes == []


def test_words_of_a_picture_are_escaped_and_two_pictures_have_ids_of_their_own():
    first, second = (drawn(SharedBar(title, [Part("<b>", 1)])) for title in ("One", "Two"))
    assert "<b>" not in first
    assert first.split('id="')[1].split('"')[0] != second.split('id="')[1].split('"')[0]
