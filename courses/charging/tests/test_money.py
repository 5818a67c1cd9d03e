"""A request's money: held on final approval, spent on booking, set free or charged when it ends (policy AP-6, AP-7)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from budgets import ledger
from budgets.board import board_money
from budgets.models import BudgetLine, Entry
from budgets.services import NewLine, open_budget
from budgets.tests.factories import ActionFundingFactory, BudgetFactory, BudgetLineFactory
from core.calendar import academic_year, today
from core.flow import IllegalMove
from core.models import TrustSettings
from courses.approvals.sending import reopen_request, withdraw_request
from courses.approvals.services import approve_request, approve_several, return_request
from courses.attendance.services import confirm_attendance
from courses.charging.selectors import line_for, open_lines
from courses.desk.services import (
    book_request,
    book_requests,
    cancel_booking,
    change_booking,
    change_name,
    send_back,
    send_several_back,
)
from courses.models import Booking
from courses.requests.services import change_request
from courses.tests.desk import details_for
from courses.tests.factories import make_request, renew
from people.models import Post
from people.tests.factories import GrantFactory
from planning.tests.factories import ActionFactory, PriorityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-6")]

SOON = today() + dt.timedelta(days=30)
YEAR = academic_year(SOON)


@pytest.fixture
def lines(cast):
    """Return the lines of Oak's budget by kind, £500 on each."""
    budget = BudgetFactory(school=cast.oak, year=YEAR)
    return {
        kind: BudgetLineFactory(
            budget=budget, school=cast.oak, year=YEAR, kind=kind, name=kind, position=position, allocated="500.00"
        )
        for position, kind in enumerate(["priority", "review", "statutory", "ect", "other"])
    }


def ask(cast, cost="120.00", who="ada", **facts):
    school = facts.pop("school", cast.oak)
    return make_request(
        "deciding", applicant=getattr(cast, who), school=school, cost_lines=[("fee", cost)], starts_on=SOON, **facts
    )


def approve(row, cast, **facts):
    row = approve_request(request=row, actor=cast.hal)
    return approve_request(request=row, actor=cast.eve, **facts)


def booked(cast, row, cost=None):
    details = details_for(row) if cost is None else details_for(row, cost=Decimal(cost))
    return book_request(request=row, actor=cast.ben, details=details)


def money(line):
    """Return what is held and spent on a line."""
    found = ledger.money_of([line.pk])[line.pk]
    return (str(found.held), str(found.spent))


# --- The paths on which money moves ----------------------------------------------------------------------------------


def test_the_last_approval_holds_the_cost_and_the_first_nothing(cast, lines):
    row = approve_request(request=ask(cast), actor=cast.hal)
    assert money(lines["other"]) == ("0.00", "0.00")
    approve_request(request=row, actor=cast.eve)
    assert money(lines["other"]) == ("120.00", "0.00")
    assert Entry.objects.get(account__request=row).made_by == cast.eve


def test_booking_spends_the_real_cost(cast, lines):
    booked(cast, approve(ask(cast), cast), "115.50")
    assert money(lines["other"]) == ("0.00", "115.50")


@pytest.mark.parametrize("cost", ["130.00", "99.99", "120.00"])
def test_a_change_of_cost_writes_the_difference(cast, lines, cost):
    booking = booked(cast, approve(ask(cast), cast))
    details = details_for(booking.request, cost=Decimal(cost))
    change_booking(booking=booking, actor=cast.ben, version=1, details=details)
    assert money(lines["other"]) == ("0.00", cost)


@pytest.mark.policy("PM-2")
def test_what_a_review_agreed_counts_once_on_whatever_line_it_is(cast, lines):
    """On the line for reviews, on another one that an approver chose, and nothing of what is for something else."""
    approve(ask(cast, "100.00", reason="review"), cast)
    approve(ask(cast, "10.00", who="bea", reason="review"), cast, budget_line=lines["other"])
    approve(ask(cast, "1.00", who="lin"), cast)
    (row,) = board_money([cast.oak], YEAR)
    assert (money(lines["review"]), money(lines["other"])) == (("100.00", "0.00"), ("11.00", "0.00"))
    assert row.agreed_used == Decimal("110.00")


def test_a_change_of_the_place_moves_no_money(cast, lines):
    booking = booked(cast, approve(ask(cast), cast))
    before = Entry.objects.count()
    change_booking(booking=booking, actor=cast.ben, version=1, details=details_for(booking.request, venue="Hall B"))
    assert Entry.objects.count() == before


@pytest.mark.parametrize(("by", "charge"), [("us", "30.00"), ("provider", "0.00"), ("us", "120.00"), ("us", "150.00")])
def test_cancelling_keeps_the_charge(cast, lines, by, charge):
    booking = booked(cast, approve(ask(cast), cast))
    cancel_booking(booking=booking, actor=cast.ben, cancelled_by=by, charge=Decimal(charge), note="Too few.")
    assert money(lines["other"]) == ("0.00", charge)


def test_a_charge_counts_even_where_the_line_has_not_enough_left(cast, lines):
    booking = booked(cast, approve(ask(cast, cost="490.00"), cast))
    cancel_booking(booking=booking, actor=cast.ben, cancelled_by="us", charge=Decimal("510.00"), note="Too late.")
    assert money(lines["other"]) == ("0.00", "510.00")
    assert Entry.objects.get(is_over_budget=True).note == "Charged by the provider for cancelling."


def test_withdrawing_before_booking_frees_the_money(cast, lines):
    row = approve(ask(cast), cast)
    withdraw_request(request=row, actor=cast.ada)
    assert money(lines["other"]) == ("0.00", "0.00")


@pytest.mark.parametrize("status", ["to_book", "booked"])
def test_sending_back_frees_the_money_and_the_new_approval_holds_the_new_cost(cast, lines, status):
    row = approve(ask(cast), cast)
    details = details_for(row, cost=Decimal("240.00"))
    if status == "booked":
        booked(cast, row)
    row = send_back(request=row, actor=cast.ben, note="Dearer.", details=details)
    assert (row.status, money(lines["other"])) == ("deciding", ("0.00", "0.00"))
    approve(row, cast)
    assert money(lines["other"]) == ("240.00", "0.00")


def test_reopening_frees_the_money(cast, lines):
    row = approve(ask(cast), cast)
    reopen_request(request=row, actor=cast.ada, note="Another date.")
    assert money(lines["other"]) == ("0.00", "0.00")


def test_several_are_booked_and_sent_back_together(cast, lines):
    rows = [approve(ask(cast, who=who), cast) for who in ("ada", "bea")]
    book_requests(requests=rows, actor=cast.ben, details=details_for(rows[0]))
    assert money(lines["other"]) == ("0.00", "240.00")
    send_several_back(requests=rows, actor=cast.ben, note="Dearer.")
    assert money(lines["other"]) == ("0.00", "0.00")


def test_a_place_that_goes_to_a_colleague_is_held_again_on_the_colleagues_approval(cast, lines):
    booking = booked(cast, approve(ask(cast), cast))
    successor = change_name(booking=booking, substitute=cast.bea, actor=cast.ben)
    assert money(lines["other"]) == ("0.00", "0.00")
    approve(successor, cast)
    assert money(lines["other"]) == ("120.00", "0.00")


@pytest.mark.parametrize("attended", [True, False])
def test_whoever_came_or_not_what_was_spent_stays_spent(cast, attended):
    past = today() - dt.timedelta(days=3)
    line = BudgetLineFactory(school=cast.oak, year=academic_year(past), allocated="500.00")
    row = make_request("deciding", applicant=cast.ada, school=cast.oak, starts_on=past)
    booking = booked(cast, approve(row, cast))
    confirm_attendance(booking=booking, actor=cast.hal, attended=attended, hours=Decimal(6), absence_note="Ill.")
    assert money(line) == ("0.00", "120.00")


def test_what_costs_nothing_writes_nothing(cast, lines):
    approve(ask(cast, cost="0.00"), cast)
    assert not Entry.objects.exclude(kind="allocated").exists()


def test_a_school_without_a_budget_for_the_year_holds_nothing(cast, lines):
    row = ask(cast, who="tom", school=cast.elm)
    row = approve_request(request=row, actor=cast.eli)
    booked(cast, approve_request(request=row, actor=cast.eve))
    assert not Entry.objects.exclude(kind="allocated").exists()


def test_the_year_of_the_first_day_pays(cast, lines):
    later = BudgetLineFactory(school=cast.oak, year=YEAR + 1, allocated="500.00")
    day = dt.date(YEAR + 1, 9, 1)
    row = make_request("deciding", applicant=cast.ada, school=cast.oak, starts_on=day, ends_on=day)
    approve(row, cast)
    assert (money(later), money(lines["other"])) == (("120.00", "0.00"), ("0.00", "0.00"))


# --- Which line pays -------------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-7")
@pytest.mark.parametrize(
    ("reason", "kind"),
    [("priority", "priority"), ("review", "review"), ("statutory", "statutory"), ("personal", "other")],
)
def test_the_reason_points_to_the_line_and_an_ect_has_one_of_their_own(cast, lines, reason, kind):
    row = ask(cast, reason=reason)
    assert line_for(row, open_lines(row)).kind == kind
    Post.objects.filter(person=cast.ada).update(career_stage="ect_1")
    assert line_for(row, open_lines(row)).kind == "ect"


def test_the_line_is_the_one_chosen_then_the_actions_then_the_priorities(cast, lines):
    priority = PriorityFactory(school=cast.oak, year=YEAR)
    own = BudgetLineFactory(
        budget=lines["other"].budget, school=cast.oak, year=YEAR, kind="priority", priority=priority, name="Own"
    )
    row = ask(cast, reason="priority", priority=priority)
    fitting = lambda: line_for(row, open_lines(row))  # noqa: E731 -- asked again after each change
    assert fitting() == own
    row.action = ActionFactory(school=cast.oak, year=YEAR)
    ActionFundingFactory(action=row.action, line=lines["review"])
    assert fitting() == lines["review"]
    row.budget_line = lines["statutory"]
    assert fitting() == lines["statutory"]
    BudgetLine.objects.filter(pk__in=[lines["statutory"].pk, lines["review"].pk]).update(is_open=False)
    assert fitting() == own
    # The line of one priority pays for no other.
    BudgetLine.objects.filter(pk=lines["priority"].pk).update(is_open=False)
    other = ask(cast, reason="priority")
    assert line_for(other, open_lines(other)) == lines["other"]


def test_an_approver_chooses_another_line_and_the_next_one_sees_it(cast, lines):
    row = approve_request(request=ask(cast), actor=cast.hal, budget_line=lines["review"])
    assert row.budget_line == lines["review"]
    approve_request(request=row, actor=cast.eve)
    assert (money(lines["review"]), money(lines["other"])) == (("120.00", "0.00"), ("0.00", "0.00"))


def test_choosing_the_line_that_pays_anyway_fixes_nothing(cast, lines):
    row = approve_request(request=ask(cast), actor=cast.hal, budget_line=lines["other"])
    assert row.budget_line is None


def test_only_an_open_line_of_the_school_and_year_can_be_chosen(cast, lines):
    row = ask(cast)
    closed = BudgetLineFactory(budget=lines["other"].budget, school=cast.oak, year=YEAR, is_open=False)
    elms, later = BudgetLineFactory(school=cast.elm, year=YEAR), BudgetLineFactory(school=cast.oak, year=YEAR + 1)
    for line in (closed, elms, later):
        with pytest.raises(IllegalMove, match="line is closed"):
            approve_request(request=row, actor=cast.hal, budget_line=line)


def test_the_chair_of_a_board_decides_without_seeing_or_choosing_the_money(cast, lines):
    row = make_request("deciding", applicant=cast.gus, school=cast.oak, applies_as="governor", starts_on=SOON)
    with pytest.raises(PermissionDenied, match="choose the budget line"):
        approve_request(request=row, actor=cast.chas, budget_line=lines["review"])
    row = approve_request(request=row, actor=cast.chas)
    approve_request(request=row, actor=cast.eve)
    assert money(lines["other"]) == ("120.00", "0.00")


def test_a_line_chosen_for_one_school_is_let_go_when_the_request_moves_to_another(cast, lines):
    GrantFactory(person=cast.ada, role="governor", school=cast.elm)
    cast.ada.forget_authority()
    row = approve_request(request=ask(cast), actor=cast.hal, budget_line=lines["review"])
    row = return_request(request=row, actor=cast.eve, note="As a governor of Elm, please.")
    row = change_request(
        request=row, actor=cast.ada, version=row.version, values={"school": cast.elm, "applies_as": "governor"}
    )
    assert row.budget_line is None


# --- Over the line ---------------------------------------------------------------------------------------------------


def set_overspend(value):
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"budgets.overspend": value}})


def test_over_the_line_needs_the_executive_leads_reason(cast, lines):
    row = approve_request(request=ask(cast, cost="500.01"), actor=cast.hal)
    with pytest.raises(ledger.OverBudget, match=r"has £500\.00 left, so it's £0\.01 short"):
        approve_request(request=row, actor=cast.eve)
    row.refresh_from_db()
    assert (row.status, row.undecided_stages, Entry.objects.exclude(kind="allocated").count()) == ("deciding", 1, 0)
    approve_request(request=row, actor=cast.eve, over_reason="The inspection asked for it.")
    entry = Entry.objects.get(account__request=row)
    assert (entry.is_over_budget, entry.note) == (True, "The inspection asked for it.")


def test_where_the_trust_refuses_nobody_goes_over(cast, lines):
    set_overspend("refuse")
    row = approve_request(request=ask(cast, cost="600.00"), actor=cast.hal)
    with pytest.raises(PermissionDenied, match="be overspent in this trust"):
        approve_request(request=row, actor=cast.eve, over_reason="Please.")
    with pytest.raises(ledger.OverBudget):
        approve_request(request=row, actor=cast.eve)


def test_the_chief_executive_decides_on_the_executive_leads_own(cast):
    line = BudgetLineFactory(school=cast.central, year=YEAR, allocated="10.00")
    row = ask(cast, who="eve", school=cast.central)
    approve_request(request=row, actor=cast.cleo, over_reason="It cannot wait.")
    assert money(line) == ("120.00", "0.00")


def test_nobody_else_lets_a_line_go_over(cast):
    """The chair of trustees decides on the CEO's own request, and moves no money."""
    line = BudgetLineFactory(school=cast.central, year=YEAR, allocated="10.00")
    row = ask(cast, who="cleo", school=cast.central)
    with pytest.raises(PermissionDenied, match="Only the Executive Lead"):
        approve_request(request=row, actor=cast.tara, over_reason="It cannot wait.")
    assert money(line) == ("0.00", "0.00")


def test_a_dearer_booking_than_the_line_has_left_is_not_booked(cast, lines):
    row = approve(ask(cast, cost="500.00"), cast)
    with pytest.raises(ledger.OverBudget):
        booked(cast, row, "500.01")
    assert not Booking.objects.exists()
    booking = booked(cast, row)
    details = details_for(row, cost=Decimal("510.00"))
    with pytest.raises(ledger.OverBudget):
        change_booking(booking=booking, actor=cast.ben, version=1, details=details)
    assert money(lines["other"]) == ("0.00", "500.00")


def test_of_several_renewals_those_over_the_line_fail_with_the_reason(cast, lines):
    rows = []
    for who in ("ada", "bea", "lin"):
        row = approve_request(request=ask(cast, cost="200.00", who=who, reason="statutory"), actor=cast.hal)
        rows.append(row)
    rows = renew(*rows)
    outcome = approve_several(requests=rows, actor=cast.eve)
    assert [row.applicant for row in outcome.approved] == [cast.ada, cast.bea]
    (failed,) = outcome.failed
    assert failed[0].applicant == cast.lin
    assert "“statutory” has £100.00 left, so it's £100.00 short" in failed[1]
    assert money(lines["statutory"]) == ("400.00", "0.00")


def test_a_budget_whose_lines_all_are_closed_approves_nothing(cast, lines):
    BudgetLine.objects.update(is_open=False)
    row = approve_request(request=ask(cast), actor=cast.hal)
    with pytest.raises(IllegalMove, match="No open line"):
        approve_request(request=row, actor=cast.eve)


# --- A budget that is opened later -----------------------------------------------------------------------------------


def test_what_was_agreed_before_is_taken_onto_the_lines_when_the_budget_is_opened(cast):
    approve(ask(cast, cost="100.00", reason="statutory"), cast)
    booked(cast, approve(ask(cast, cost="80.00", who="bea"), cast), "75.25")
    charged = booked(cast, approve(ask(cast, cost="60.00", who="lin"), cast))
    cancel_booking(booking=charged, actor=cast.ben, cancelled_by="us", charge=Decimal("15.00"), note="Ill.")
    withdraw_request(request=approve(ask(cast, cost="40.00"), cast), actor=cast.ada)
    ask(cast, cost="30.00")  # being decided
    wanted = [NewLine(kind="statutory", name="Statutory", amount=Decimal("50.00"))]
    budget, taken = open_budget(school=cast.oak, year=YEAR, lines=wanted, actor=cast.hal)
    statutory, other = budget.lines.order_by("position")
    assert (taken, money(statutory), money(other)) == (3, ("100.00", "0.00"), ("0.00", "90.25"))
    over = Entry.objects.filter(is_over_budget=True).values_list("note", flat=True)
    assert set(over) == {"Agreed before this budget was opened."}
    assert other.kind == "other"  # made, although it was not asked for


def test_another_schools_or_years_requests_are_left_alone(cast):
    row = ask(cast, who="tom", school=cast.elm)
    approve_request(request=approve_request(request=row, actor=cast.eli), actor=cast.eve)
    approve(ask(cast), cast)
    assert open_budget(school=cast.oak, year=YEAR - 1, lines=[], actor=cast.hal)[1] == 0
    assert open_budget(school=cast.elm, year=YEAR, lines=[], actor=cast.eli)[1] == 1
