"""A number is found in words and not in an id."""

import pytest

from cpd_trust.tests.text_match import number_in


@pytest.mark.parametrize("text", ["costs £432.00 in all", "<td>432</td>", "432", "a sum of 432, and"])
def test_a_number_by_itself_is_found(text):
    assert number_in("432", text)


@pytest.mark.parametrize("text", ["/plans/9f432e10-1234/", "b7-4321-aa", "1432", "x-432f"])
def test_a_part_of_an_id_is_not(text):
    assert not number_in("432", text)
