"""The ledger: sums, settling, moving money, warnings, and what it refuses (policy AP-6, RM-4)."""

from decimal import Decimal

import pytest
from django.db import transaction

from budgets import ledger
from budgets.models import BudgetLine, Entry
from budgets.money import Money
from budgets.tests.factories import BudgetFactory, BudgetLineFactory, account
from core.flow import IllegalMove
from core.models import TrustSettings
from core.money import pence
from notifications.models import Notice
from planning.tests.factories import this_year

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-6")]


@pytest.fixture
def budget(cast):
    return BudgetFactory(school=cast.oak)


@pytest.fixture
def line(budget):
    return BudgetLineFactory(budget=budget, school=budget.school, name="Phonics", allocated="1000.00")


@pytest.fixture
def other(budget):
    return BudgetLineFactory(budget=budget, school=budget.school, name="Maths", allocated="200.00")


def settle(line, held="0", spent="0", *, key=1, actor=None, **also):
    return ledger.settle_account(
        account=account(key), line=line, held=Decimal(held), spent=Decimal(spent), actor=actor, **also
    )


def money(line):
    return ledger.money_of([line.pk])[line.pk]


def kinds(line):
    return [(e.kind, str(e.amount)) for e in line.entries.exclude(kind="allocated").order_by("pk")]


def test_money_is_held_then_spent_then_comes_back_but_for_the_charge(line):
    settle(line, held="120.00")
    assert money(line) == Money(Decimal("1000.00"), Decimal("120.00"), Decimal("0.00"))
    settle(line, spent="115.50")
    assert (money(line).held, money(line).spent, money(line).left) == (0, Decimal("115.50"), Decimal("884.50"))
    settle(line, spent="30.00")
    assert (money(line).held, money(line).spent, money(line).left) == (0, Decimal("30.00"), Decimal("970.00"))
    settle(None)
    assert money(line).left == 1000
    assert kinds(line) == [
        ("committed", "120.00"),
        ("released", "120.00"),
        ("spent", "115.50"),
        ("refunded", "85.50"),
        ("refunded", "30.00"),
    ]


def test_settling_twice_writes_once(line):
    assert len(settle(line, held="120.00")) == 1
    assert settle(line, held="120.00") == []
    assert Entry.objects.filter(account=account()).count() == 1


def test_a_charge_moves_from_one_line_to_another(line, other):
    settle(line, held="120.00")
    settle(other, held="120.00")
    assert (money(line).used, money(other).used) == (0, 120)
    assert list(ledger.charges_of(account().pk)) == [other.pk]


def test_the_last_pound_can_be_used_and_not_a_penny_more(line):
    settle(line, held="1000.00")
    with pytest.raises(ledger.OverBudget) as over:
        settle(line, held="0.01", key=2)
    assert (over.value.left, over.value.missing) == (0, Decimal("0.01"))
    assert str(over.value) == (
        "“Phonics” has £0.00 left, so it's £0.01 short. Transfer money from another budget line first."
    )
    assert money(line).used == 1000


def test_over_the_line_with_a_reason_is_flagged_and_keeps_it(line):
    settle(line, held="900.00")
    (entry,) = settle(line, held="300.00", key=2, over_reason="Ofsted asked for it.")
    assert (entry.is_over_budget, entry.note) == (True, "Ofsted asked for it.")
    assert money(line).left == -200
    # What was let through can be booked at the same or a lower price, and not at a higher one.
    settle(line, spent="299.00", key=2)
    with pytest.raises(ledger.OverBudget, match=r"has −£199\.00 left, so it's £200\.00 short"):
        settle(line, spent="300.00", key=2)


def test_a_reason_that_is_not_needed_flags_nothing(line):
    (entry,) = settle(line, held="10.00", over_reason="Just in case.")
    assert (entry.is_over_budget, entry.note) == (False, "")


def test_a_closed_line_takes_nothing_new_and_lets_go_what_it_holds(line):
    settle(line, held="100.00")
    BudgetLine.objects.filter(pk=line.pk).update(is_open=False)
    with pytest.raises(IllegalMove, match="is closed"):
        settle(line, held="1.00", key=2)
    settle(line, spent="101.00")
    settle(None)
    assert money(line).used == 0


def test_thirds_of_a_penny_never_add_up(line):
    """SQLite adds floats: ten times ten pence is a pound, to the penny."""
    for number in range(10):
        settle(line, held="0.10", key=number)
        settle(line, spent="0.20", key=10 + number)
    assert (money(line).held, money(line).spent) == (Decimal("1.00"), Decimal("2.00"))
    assert pence(0.1 + 0.2) == Decimal("0.30")


@pytest.mark.parametrize(("held", "spent"), [("-1", "0"), ("0", "-0.01")])
def test_below_nothing_is_a_mistake(line, held, spent):
    with pytest.raises(ValueError, match="never below nothing"):
        settle(line, held=held, spent=spent)
    with pytest.raises(ValueError, match="on a line"):
        settle(None, held="1")


def test_money_moves_only_inside_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        ledger.lock_lines([1])


# --- Putting on, taking off, moving ----------------------------------------------------------------------------------


def test_no_more_is_taken_off_than_is_left(line, cast):
    settle(line, held="700.00")
    with pytest.raises(IllegalMove, match=r"Only £300\.00 is left"):
        ledger.allocate(line=line, amount=Decimal("-300.01"), actor=cast.hal)
    ledger.allocate(line=line, amount=Decimal("-300.00"), actor=cast.hal)
    assert money(line).left == 0


def test_a_transfer_is_two_entries_with_one_id_and_its_reason(line, other, cast):
    shared = ledger.transfer(
        source=line, target=other, amount=Decimal("250.25"), actor=cast.hal, reason="Maths comes first."
    )
    rows = Entry.objects.filter(transfer=shared).order_by("amount")
    assert [(r.line, r.amount, r.note) for r in rows] == [
        (line, Decimal("-250.25"), "Maths comes first."),
        (other, Decimal("250.25"), "Maths comes first."),
    ]
    assert (money(line).allocated, money(other).allocated) == (Decimal("749.75"), Decimal("450.25"))


def test_what_is_held_is_not_moved_away(line, other, cast):
    settle(line, held="900.00")
    with pytest.raises(IllegalMove, match=r"Only £100\.00 is left"):
        ledger.transfer(source=line, target=other, amount=Decimal("100.01"), actor=cast.hal, reason="Why not")


def test_money_is_not_moved_to_a_closed_line_or_another_budget(line, other, cast):
    BudgetLine.objects.filter(pk=other.pk).update(is_open=False)
    with pytest.raises(IllegalMove, match="is closed"):
        ledger.transfer(source=line, target=other, amount=Decimal(1), actor=cast.hal, reason="Why not")
    for target in (line, BudgetLineFactory(school=cast.elm), BudgetLineFactory(school=cast.oak, year=this_year() - 1)):
        with pytest.raises(ValueError, match="two lines of one budget"):
            ledger.transfer(source=line, target=target, amount=Decimal(1), actor=cast.hal, reason="Why not")


# --- Warnings --------------------------------------------------------------------------------------------------------


def told():
    return list(Notice.objects.order_by("pk").values_list("person__first_name", "subject"))


def test_the_heads_are_warned_once_when_a_share_is_crossed(line):
    settle(line, held="799.99")
    assert told() == []
    settle(line, held="800.00")
    assert told() == [("Hal", "80% of a CPD budget line has been used")]
    settle(line, held="10.00")
    settle(line, held="850.00")
    assert len(told()) == 1
    settle(line, held="1000.00")
    assert told()[1:] == [("Hal", "100% of a CPD budget line has been used")]
    assert Notice.objects.last().path == line.get_absolute_url()


def test_a_charge_that_crosses_both_shares_warns_of_the_higher(line):
    settle(line, held="1000.00")
    assert told() == [("Hal", "100% of a CPD budget line has been used")]


def test_taking_money_off_a_line_warns_too(line, other, cast):
    settle(line, held="600.00")
    ledger.transfer(source=line, target=other, amount=Decimal("300.00"), actor=cast.hal, reason="Maths comes first.")
    assert told() == [("Hal", "80% of a CPD budget line has been used")]


def test_the_shares_are_the_trusts_own(line):
    TrustSettings.objects.create(pk=1, values={"budgets.warnings": [50]})
    settle(line, held="500.00")
    assert told() == [("Hal", "50% of a CPD budget line has been used")]


def test_the_central_teams_line_warns_its_head(cast):
    line = BudgetLineFactory(school=cast.central, name="Leaders", allocated="100.00")
    settle(line, held="100.00")
    assert told() == [("Cleo", "100% of a CPD budget line has been used")]


@pytest.mark.parametrize(
    ("allocated", "held", "spent", "left", "share"),
    [("100", "20", "30", "50", 50), ("0", "0", "0", "0", 0), ("0", "5", "0", "-5", 100), ("3", "1", "1", "1", 66)],
)
def test_what_money_comes_to(allocated, held, spent, left, share):
    found = Money(Decimal(allocated), Decimal(held), Decimal(spent))
    assert (found.left, found.share) == (Decimal(left), share)
