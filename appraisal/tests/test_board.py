"""What boards see of training agreed in reviews: sums, whatever the objective serves, and no names (policy PM-2)."""

from decimal import Decimal

import pytest

from appraisal.models import AgreedTraining
from appraisal.services.agreeing import agree_review, propose_review
from appraisal.tests.factories import make_review
from budgets.board import board_money
from budgets.models import Entry
from budgets.tests.factories import BudgetLineFactory
from core.calendar import now
from courses.charging.services import account_of
from courses.tests.factories import make_request
from planning.models import Need
from planning.tests.factories import PriorityFactory, this_year

pytestmark = [pytest.mark.django_db, pytest.mark.policy("PM-2")]


def test_training_for_an_objective_that_serves_a_priority_counts_as_agreed_before_and_after_it_is_paid(cast):
    line = BudgetLineFactory(school=cast.oak, kind="other", allocated="1000.00")
    priority = PriorityFactory(school=cast.oak)
    review = make_review("setting", school=cast.oak, reviewee=cast.ada, reviewer=cast.lin, trainings=1)
    review.objectives.update(priority=priority)
    AgreedTraining.objects.update(estimated_cost=Decimal("240.00"))
    (row,) = board_money([cast.oak], this_year())
    assert (row.agreed_open, row.people) == (0, 0)
    agree(review)
    need = Need.objects.get()
    (row,) = board_money([cast.oak], this_year())
    assert (need.reason, row.agreed_open, row.agreed_used, row.people) == ("priority", 240, 0, 1)
    facts = {"applicant": cast.ada, "school": cast.oak, "reason": "priority", "priority": priority, "need": need}
    request = make_request("to_book", **facts)
    Entry.objects.create(
        line=line, kind="committed", amount=200, account=account_of(request), made_by=cast.hal, at=now()
    )
    (row,) = board_money([cast.oak], this_year())
    assert (row.agreed_open, row.agreed_used) == (0, 200)


def agree(review):
    review.refresh_from_db()
    review = propose_review(review=review, actor=review.reviewer, version=review.version)
    agree_review(review=review, actor=review.reviewee, version=review.version)
