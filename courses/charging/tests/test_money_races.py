"""Two at once on one budget line: nobody takes the last pound twice, and sums are right to the penny (policy AP-6).

The race stands beside its twin: the same deeds as read, check, save without lock show doubles in the same harness.
"""

import datetime as dt
import random
import time
from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError

from budgets import ledger
from budgets import services as budgets
from budgets.models import Account, Budget, BudgetLine, Entry
from budgets.money import Money
from budgets.tests.factories import BudgetFactory, BudgetLineFactory
from core.calendar import academic_year, now, today
from core.flow import IllegalMove
from courses.approvals.sending import withdraw_request
from courses.approvals.services import approve_request
from courses.charging.selectors import due
from courses.desk.services import book_request, book_requests, cancel_booking, change_booking, send_several_back
from courses.models import Booking, CourseRequest
from courses.tests.desk import details_for
from courses.tests.factories import decide, make_request
from cpd_trust.tests.helpers import fresh
from cpd_trust.tests.racing import losers, race, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.policy("AP-6")]

ROUNDS = rounds(200)
SOON = today() + dt.timedelta(days=30)
YEAR = academic_year(SOON)


def lay_lines(cast, count, amount):
    budget = BudgetFactory(school=cast.oak, year=YEAR)
    return [
        BudgetLineFactory(budget=budget, school=cast.oak, year=YEAR, position=n + 1, allocated=amount)
        for n in range(count)
    ]


def last_stage(cast, line, cost="100.00", who="ada"):
    """Return a request that waits for the Executive Lead alone, and is to be paid by the line."""
    row = make_request(
        "deciding", applicant=getattr(cast, who), school=cast.oak, starts_on=SOON, cost_lines=[("fee", cost)],
        budget_line=line,
    )  # fmt: skip
    decide(row.stages.first())
    return CourseRequest.objects.get(pk=row.pk)


def approved(cast, line, cost="100.00", who="ada"):
    """Return an approved request whose cost is held on the line."""
    return approve_request(request=last_stage(cast, line, cost, who), actor=fresh(cast.eve))


def assert_ledger_agrees():
    """Assert that each request holds and has spent what follows from its state, and each line has its sum."""
    for row in CourseRequest.objects.all():
        wanted = due(row, row.status)
        found = list(ledger.charges_of(row.account_id).values())
        assert [(c.held, c.spent) for c in found] == ([wanted] if sum(wanted) else []), row.status
    for line in BudgetLine.objects.with_sums():
        entries = list(line.entries.values_list("kind", "amount"))
        by_hand = sum(a for k, a in entries if k in ("committed", "spent")) - sum(
            a for k, a in entries if k in ("released", "refunded")
        )
        assert Money.of_row(line).used == by_hand


def test_two_approvals_never_both_take_the_last_pound(live_cast):
    lines = lay_lines(live_cast, ROUNDS, "100.00")
    pairs = [(last_stage(live_cast, line), last_stage(live_cast, line, who="bea")) for line in lines]

    def approves(place):
        actor = fresh(live_cast.eve)
        return [partial(approve_request, request=pair[place], actor=actor) for pair in pairs]

    finishes = race(approves(0), approves(1))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert losers(finishes) == {ledger.OverBudget}
    assert Entry.objects.filter(kind="committed").count() == ROUNDS
    assert {m.left for m in ledger.money_of(line.pk for line in lines).values()} == {Decimal("0.00")}
    assert_ledger_agrees()


def test_the_twin_without_the_lock_takes_it_twice(live_cast):
    """Read, check, save: both see the last pound. Marked as over, so that no guard of the database comes first."""
    lines = lay_lines(live_cast, 20, "100.00")

    def take(line, account):
        if ledger.money_of([line.pk])[line.pk].left < 100:
            raise IllegalMove
        time.sleep(0.005)
        facts = {"account": account, "at": now(), "is_over_budget": True, "note": "Let through."}
        Entry.objects.create(line=line, kind="committed", amount=100, **facts)

    race(*([partial(take, line, Account.objects.create()) for line in lines] for _ in range(2)))
    assert any(m.left < 0 for m in ledger.money_of(line.pk for line in lines).values())


def test_approving_against_moving_the_money_away(live_cast):
    spare, *lines = lay_lines(live_cast, ROUNDS + 1, "100.00")
    rows = [last_stage(live_cast, line) for line in lines]
    eve, hal = fresh(live_cast.eve), fresh(live_cast.hal)
    moves = [
        partial(budgets.transfer_money, source=line, target=spare, amount=Decimal("0.01"), reason="A penny.", actor=hal)
        for line in lines
    ]
    finishes = race([partial(approve_request, request=row, actor=eve) for row in rows], moves)
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert losers(finishes) <= {ledger.OverBudget, IllegalMove}
    assert min(m.left for m in ledger.money_of(line.pk for line in lines).values()) >= 0


def test_approving_while_the_budget_is_opened_is_held_once(live_cast):
    """Whoever comes first, the money is held: by the approval, or by the opening that takes it onto its lines."""
    day = SOON
    for _ in range(30):
        line_less = make_request("deciding", applicant=live_cast.ada, school=live_cast.oak, starts_on=day)
        decide(line_less.stages.first())
        year = academic_year(day)
        wanted = [budgets.NewLine(kind="other", name="All", amount=Decimal("1000.00"))]
        (round_,) = race(
            [partial(approve_request, request=line_less, actor=fresh(live_cast.eve))],
            [partial(budgets.open_budget, school=live_cast.oak, year=year, lines=wanted, actor=fresh(live_cast.hal))],
        )
        assert all(finish.won for finish in round_), round_
        (charge,) = ledger.charges_of(fresh(line_less).account_id).values()
        assert (charge.held, charge.spent) == (Decimal("120.00"), 0)
        day = day.replace(year=day.year + 1)
    assert Budget.objects.count() == 30


def test_two_open_the_same_budget(live_cast):
    def opens(actor):
        actor = fresh(actor)
        return [
            partial(budgets.open_budget, school=live_cast.oak, year=2030 + n, lines=[], actor=actor) for n in range(30)
        ]

    finishes = race(opens(live_cast.hal), opens(live_cast.eve))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * 30
    assert losers(finishes) == {IllegalMove}


def test_batches_over_the_same_lines_in_another_order_never_lock_each_other_out(live_cast):
    """Two batches whose requests are charged to two lines crosswise: booked and sent back, without a deadlock."""
    first, second = lay_lines(live_cast, 2, "90000.00")
    ben = live_cast.ben
    one, other = [], []
    for _ in range(15):
        one.append([approved(live_cast, first), approved(live_cast, second, who="bea")])
        other.append([approved(live_cast, second), approved(live_cast, first, who="bea")])
    books = [
        [partial(book_requests, requests=pair, actor=fresh(ben), details=details_for(pair[0])) for pair in side]
        for side in (one, other)
    ]
    assert all(finish.won for round_ in race(*books) for finish in round_)
    backs = [
        [partial(send_several_back, requests=pair, actor=fresh(ben), note="Dearer.") for pair in side]
        for side in (one, other)
    ]
    assert all(finish.won for round_ in race(*backs) for finish in round_)
    assert_ledger_agrees()


def test_choosing_a_line_while_its_name_is_changed(live_cast):
    """A request that points to a line, and its rename, wait for each other in one order only."""
    (line, *_) = lay_lines(live_cast, 2, "90000.00")
    rows = [last_stage(live_cast, None) for _ in range(40)]
    eve, hal = fresh(live_cast.eve), fresh(live_cast.hal)

    def rename(number):
        version = BudgetLine.objects.get(pk=line.pk).version
        budgets.change_line(line=line, actor=hal, version=version, name=f"Name {number}", is_open=True)

    finishes = race(
        [partial(approve_request, request=row, actor=eve, budget_line=line) for row in rows],
        [partial(rename, number) for number in range(40)],
    )
    assert all(finish.won for round_ in finishes for finish in round_)
    assert_ledger_agrees()


def test_any_mix_at_once_comes_out_to_the_penny(live_cast):
    """Four people do whatever they can to the same few requests and lines; then every sum is added up by hand."""
    dice = random.Random(7)
    lines = lay_lines(live_cast, 3, "400.00")
    rows = [last_stage(live_cast, dice.choice(lines), f"{dice.randrange(1, 9999) / 100:.2f}") for _ in range(24)]
    actors = {name: fresh(getattr(live_cast, name)) for name in ("eve", "ben", "hal", "ada")}

    def approve():
        approve_request(request=dice.choice(rows), actor=actors["eve"], over_reason=dice.choice(["", "It must be."]))

    def book():
        row = CourseRequest.objects.get(pk=dice.choice(rows).pk)
        cost = (row.agreed_cost or Decimal(1)) + Decimal(dice.randrange(-50, 50)) / 100
        book_request(request=row, actor=actors["ben"], details=details_for(row, cost=max(cost, Decimal(0))))

    def a_booking():
        return dice.choice(list(Booking.objects.filter(request__in=rows).select_related("request")) or [None])

    def change():
        booking = a_booking()
        cost = booking.cost + Decimal(dice.randrange(-99, 99)) / 100
        details = details_for(booking.request, cost=max(cost, Decimal(0)))
        change_booking(booking=booking, actor=actors["ben"], version=booking.version, details=details)

    def cancel():
        charge = Decimal(dice.randrange(0, 3000)) / 100
        cancel_booking(booking=a_booking(), actor=actors["ben"], cancelled_by="us", charge=charge, note="Ill.")

    def back():
        send_several_back(requests=dice.sample(rows, 2), actor=actors["ben"], note="Look again.")

    def withdraw():
        withdraw_request(request=dice.choice(rows), actor=actors["ada"])

    def move():
        source, target = dice.sample(lines, 2)
        amount = Decimal(dice.randrange(1, 5000)) / 100
        budgets.transfer_money(source=source, target=target, amount=amount, reason="To and fro.", actor=actors["hal"])

    def put():
        amount = Decimal(dice.randrange(-2000, 4000) or 1) / 100
        budgets.allocate_money(line=dice.choice(lines), amount=amount, note="More or less.", actor=actors["eve"])

    sides = [
        [approve, approve, book, book, change],
        [approve, book, cancel, back],
        [move, put, withdraw, approve],
        [move, book, change],
    ]
    finishes = race(*[[dice.choice(side) for _ in range(60)] for side in sides])
    done = sum(finish.won for round_ in finishes for finish in round_)
    assert done > 40
    # Whoever lost was told so; nothing fell over, and no two waited for each other.
    assert not [error for error in losers(finishes) if issubclass(error, DatabaseError)]
    assert_ledger_agrees()
    allocated = Entry.objects.filter(kind="allocated")
    assert Money.of(allocated.sums()).allocated == sum(allocated.values_list("amount", flat=True))
    assert not CourseRequest.objects.filter(status="booked").exclude(bookings__status="booked").exists()
    per_transfer = {}
    for shared, amount in allocated.exclude(transfer=None).values_list("transfer", "amount"):
        per_transfer.setdefault(shared, []).append(amount)
    assert all(len(pair) == 2 and sum(pair) == 0 for pair in per_transfer.values())
