import pytest

from core.http import posted_version, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("007", 7), ("99999999", 99_999_999)]
    + [(odd, None) for odd in ("", "-1", "1.0", " 1", "²", "1e3", "x", "100000000", "9" * 5000)],
)
def test_a_whole_number_is_read_from_an_address_and_nothing_else(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(("text", "number"), [("1989", None), ("1990", 1990), ("2100", 2100), ("2101", None)])
def test_a_whole_number_lies_between_its_limits(text, number):
    assert whole_number(text, 1990, 2100) == number


@pytest.mark.parametrize(("data", "version"), [({}, 0), ({"version": "3"}, 3), ({"version": "²"}, 0)])
def test_the_version_that_a_button_carries_fits_no_row_where_it_is_none(rf, data, version):
    assert posted_version(rf.post("/", data)) == version
