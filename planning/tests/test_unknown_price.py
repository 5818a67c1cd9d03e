"""What nobody has priced is not free: needs, actions, budgets and the board (policy AP-2, AP-10, PM-2)."""

import pytest
from django.urls import reverse

from budgets.board import board_money, told_unpriced_of
from budgets.selectors import estimated_for_reviews
from budgets.tests.factories import BudgetLineFactory
from core.calendar import academic_year, today
from cpd_trust.tests.helpers import text_of
from planning.tests.factories import ActionFactory, NeedFactory
from planning.tests.plans import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-10")]

UNKNOWN = "Price not known"


@pytest.mark.parametrize(
    ("cost", "words", "cell"), [(None, UNKNOWN, UNKNOWN), (0, "Free", "0.00"), (5, "£5.00", "5.00")]
)
def test_a_need_says_which_of_the_three_it_is(cast, sign_in, cost, words, cell):
    need = NeedFactory(school=cast.oak, estimated_cost=cost)
    client = sign_in(cast.hal)
    assert words in text_of(client.get(need.get_absolute_url()))
    address = reverse("planning:needs", args=[cast.oak.public_id, academic_year(today())])
    assert f",{cell}," in text_of(client.get(address, {"export": "csv"}))


@pytest.mark.parametrize(
    ("cost", "words", "cell"), [(None, UNKNOWN, UNKNOWN), (0, "Free", "0.00"), (5, "£5.00", "5.00")]
)
def test_an_action_says_which_of_the_three_it_is(cast, sign_in, cost, words, cell):
    plan = make_plan("draft", cast.oak, cast.hal, planned_cost=cost)
    (action,) = plan.actions.all()
    client = sign_in(cast.hal)
    assert words in text_of(client.get(action.get_absolute_url()))
    assert words.lower() in text_of(client.get(plan.get_absolute_url()))
    assert f",{cell}," in text_of(client.get(plan.get_absolute_url(), {"export": "csv"}))


def test_a_plan_sums_what_is_known_and_counts_the_rest(cast, sign_in):
    plan = make_plan("draft", cast.oak, cast.hal, planned_cost=120)
    (first,) = plan.actions.all()
    for cost in (None, 0, 30, None):
        ActionFactory(plan=plan, school=cast.oak, priority=first.priority, planned_cost=cost)
    page = sign_in(cast.hal).get(plan.get_absolute_url())
    assert (page.context["sums"].cost, page.context["sums"].unpriced) == (150, 2)
    assert "£150.00" in text_of(page)
    assert "plus 2 with no known price" in text_of(page)


def test_a_new_budget_reads_what_reviews_may_cost_and_what_has_no_price(cast, sign_in):
    year = academic_year(today())
    assert estimated_for_reviews(cast.oak, year) == ""
    NeedFactory(school=cast.oak, source="review", reason="review")
    assert estimated_for_reviews(cast.oak, year) == "£0.00 plus 1 with no known price"
    NeedFactory(school=cast.oak, source="review", reason="review", estimated_cost=40)
    page = text_of(sign_in(cast.hal).get(reverse("budgets:budget-open", args=[cast.oak.public_id, year])))
    assert "may cost £40.00 plus 1 with no known price." in page


@pytest.mark.policy("PM-2")
@pytest.mark.parametrize("number", [4, 5])
def test_the_board_reads_how_many_have_no_price_where_they_are_enough_people(cast, sign_in, number):
    year = academic_year(today())
    BudgetLineFactory(school=cast.oak, allocated="1000.00")
    for place in range(number):
        NeedFactory(school=cast.oak, source="review", reason="review", estimated_cost=None if place < 2 else 10)
    (row,) = rows = board_money([cast.oak], year)
    assert (row.told_unpriced, told_unpriced_of(rows)) == ((2, 2) if number == 5 else (None, 0))
    page = text_of(sign_in(cast.gus).get(reverse("budgets:board")))
    assert ("£30.00 plus 2 with no known price" in page) is (number == 5)
    assert ("no known price" in page) is (number == 5)
