"""What the database refuses of budgets by itself: every test goes past the services (policy AP-6)."""

from decimal import Decimal

import pytest

from budgets.models import BudgetLine, Entry
from budgets.tests.factories import BudgetLineFactory, account
from core.calendar import now
from core.tests.guarded import refuses
from planning.tests.factories import (
    PriorityFactory,
)

pytestmark = pytest.mark.django_db


def entry(line, kind, amount, source=1, **facts):
    return Entry.objects.create(
        line=line,
        kind=kind,
        amount=Decimal(amount),
        account=account(source) if source and kind != "allocated" else None,
        at=now(),
        **facts,
    )


@pytest.mark.policy("AP-6")
def test_an_entry_is_never_changed_or_deleted():
    row = entry(BudgetLineFactory(), "allocated", "100")
    assert refuses(lambda: Entry.objects.filter(pk=row.pk).update(amount=1))
    assert refuses(lambda: Entry.objects.filter(pk=row.pk).delete())


@pytest.mark.policy("AP-6")
@pytest.mark.parametrize(("more", "less"), [("committed", "released"), ("spent", "refunded")])
def test_no_more_comes_back_than_went_out(more, less):
    line, other = BudgetLineFactory(allocated="1.00"), BudgetLineFactory(allocated="1.00")
    for amount in ("0.10", "0.20"):  # a float sum would be a hair off
        entry(line, more, amount)
    assert refuses(lambda: entry(line, less, "0.31"))
    assert refuses(lambda: entry(other, less, "0.30"))
    assert refuses(lambda: entry(line, less, "0.30", source=2))
    entry(line, less, "0.30")
    assert refuses(lambda: entry(line, less, "0.01"))


@pytest.mark.parametrize(
    ("kind", "amount", "facts"),
    [
        ("committed", "0", {}),
        ("spent", "-5", {}),
        ("given", "5", {}),
        ("allocated", "5", {"is_over_budget": True}),
        ("committed", "5", {"source": 0}),
    ],
)
def test_an_entry_of_no_sense_is_refused(kind, amount, facts):
    line = BudgetLineFactory()
    assert refuses(lambda: entry(line, kind, amount, **facts))


def test_money_leaves_a_line_as_a_negative_allocation():
    assert entry(BudgetLineFactory(allocated="5.00"), "allocated", "-5").amount == -5


def test_a_priority_has_one_line_in_a_budget():
    line = BudgetLineFactory(kind="priority")
    line.priority = PriorityFactory(school=line.school)
    line.save()
    assert refuses(
        lambda: BudgetLineFactory(school=line.school, budget=line.budget, kind="priority", priority=line.priority)
    )
    assert refuses(lambda: BudgetLine.objects.filter(pk=line.pk).update(kind="other"))


@pytest.mark.policy("AP-6")
def test_what_takes_a_line_over_its_budget_is_marked():
    line = BudgetLineFactory(allocated="100.00")
    for kind in ("committed", "spent"):
        assert refuses(lambda kind=kind: entry(line, kind, "100.01"))
    entry(line, "committed", "60")
    assert refuses(lambda: entry(line, "spent", "40.01", source=2))
    entry(line, "spent", "40", source=2)
    assert refuses(lambda: entry(line, "committed", "0.01", source=3))
    entry(line, "committed", "0.01", source=3, is_over_budget=True, note="The inspection asked for it.")
    assert refuses(lambda: entry(line, "allocated", "-0.01"))


@pytest.mark.policy("AP-6")
def test_a_line_that_is_over_still_turns_what_is_held_into_what_is_spent():
    line = BudgetLineFactory(allocated="100.00")
    entry(line, "committed", "100")
    entry(line, "committed", "50", source=2, is_over_budget=True, note="It was asked for.")
    moment = now()
    facts = {"line": line, "account": account()}
    Entry.objects.create(kind="released", amount=100, at=moment, **facts)
    assert refuses(lambda: Entry.objects.create(kind="spent", amount=Decimal("100.01"), at=moment, **facts))
    Entry.objects.create(kind="spent", amount=100, at=moment, **facts)
