"""The money on the decision card: the line, what is left, another line, and over it with a reason (policy AP-6)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from budgets.board import board_money, told_pending_of
from budgets.charging import Pending, pending
from budgets.models import Entry
from budgets.tests.factories import BudgetLineFactory
from courses.approvals.selectors import current_stage, seen_token
from courses.approvals.sending import reopen_request
from courses.approvals.services import approve_request
from courses.charging.tests.test_money import SOON, YEAR, ask, lines, money, set_overspend  # noqa: F401 -- a fixture among them
from courses.models import Booking
from courses.tests.factories import decide, make_request, renew
from cpd_trust.tests.helpers import cost_of, text_of
from people.tests.factories import PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-6")]


def address(row, verb="decide"):
    return reverse(f"courses:request-{verb}", args=[row.public_id])


def approve(client, row, **data):
    seen = seen_token(row, current_stage(row))
    return client.post(address(row, "approve"), {"seen": seen, **data})


def test_the_card_says_the_line_and_what_is_left_before_and_after(cast, lines, sign_in):  # noqa: F811
    page = text_of(sign_in(cast.hal).get(address(ask(cast, reason="review"))))
    assert "£500.00 left now, £380.00 after this." in page
    assert "statutory (£500.00 left)" in page


def test_without_a_budget_the_card_says_that_nothing_is_held(cast, sign_in):
    assert "so nothing is committed" in text_of(sign_in(cast.hal).get(address(ask(cast))))


def test_whoever_sees_no_money_sees_none_on_the_card(cast, lines, sign_in):  # noqa: F811
    row = ask(cast, who="gus", applies_as="governor", cost="900.00")
    client = sign_in(cast.chas)
    page = text_of(client.get(address(row)))
    assert "left now" not in page
    assert "Budget line" not in page
    # What is posted all the same changes nothing.
    approve(client, row, budget_line=str(lines["review"].public_id))
    row.refresh_from_db()
    assert row.budget_line is None


def test_another_line_is_chosen_on_the_card(cast, lines, sign_in):  # noqa: F811
    row = ask(cast)
    approve(sign_in(cast.hal), row, budget_line=str(lines["review"].public_id))
    row.refresh_from_db()
    approve(sign_in(cast.eve), row, budget_line=str(lines["ect"].public_id))
    assert (money(lines["review"]), money(lines["ect"])) == (("0.00", "0.00"), ("120.00", "0.00"))


def test_a_line_of_another_school_comes_back_beside_the_field(cast, lines, sign_in):  # noqa: F811
    elms = BudgetLineFactory(school=cast.elm, year=YEAR)
    response = approve(sign_in(cast.hal), ask(cast), budget_line=str(elms.public_id))
    assert response.status_code == 422
    assert "This budget line is closed" in text_of(response)


def test_over_the_line_the_executive_lead_is_asked_why(cast, lines, sign_in):  # noqa: F811
    row = ask(cast, cost="600.00")
    page = text_of(sign_in(cast.hal).get(address(row)))
    assert "Not enough budget" in page
    assert "Only the Executive Lead can approve an overspend." in page
    row = approve_request(request=row, actor=cast.hal)
    client = sign_in(cast.eve)
    assert "You can approve an overspend" in text_of(client.get(address(row)))
    refused = approve(client, row)
    assert refused.status_code == 422
    assert "“other” has £500.00 left, so it&#x27;s £100.00 short." in text_of(refused)
    assert "Or enter a reason for the overspend." in text_of(refused)
    assert approve(client, row, over_reason="The inspection asked for it.").status_code == 302
    assert Entry.objects.get(is_over_budget=True).note == "The inspection asked for it."


def test_where_the_trust_refuses_the_card_asks_for_no_reason(cast, lines, sign_in):  # noqa: F811
    set_overspend("refuse")
    row = approve_request(request=ask(cast, cost="600.00"), actor=cast.hal)
    client = sign_in(cast.eve)
    assert "Reason for the overspend" not in text_of(client.get(address(row)))
    refused = approve(client, row, over_reason="Please.")
    assert refused.status_code == 422
    assert "short. Transfer money from another budget line first." in text_of(refused)
    assert not Entry.objects.filter(kind="committed").exists()


def test_several_renewals_at_once_say_which_line_had_not_enough(cast, lines, sign_in):  # noqa: F811
    rows = [ask(cast, cost="300.00", who=who, reason="statutory") for who in ("ada", "bea")]
    rows = [approve_request(request=row, actor=cast.hal) for row in rows]
    rows = renew(*rows)
    tokens = [seen_token(row, current_stage(row)) for row in rows]
    page = text_of(
        sign_in(cast.eve).post(
            reverse("courses:request-approve-several"), {"seen": tokens, "confirm": "yes"}, follow=True
        )
    )
    assert "Approved 1 renewal, £300.00: " in page
    assert "“statutory” has £200.00 left, so it&#x27;s £100.00 short." in page


def test_a_dearer_booking_than_the_line_has_left_is_offered_back_to_the_approvers(cast, lines, sign_in):  # noqa: F811
    row = approve_request(request=ask(cast, cost="500.00"), actor=cast.hal)
    row = approve_request(request=row, actor=cast.eve)
    client = sign_in(cast.ben)
    book = reverse("courses:book") + f"?request={row.public_id}"
    form = client.get(book).context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name != "confirmation"}
    data |= {"request": str(row.public_id), "cost": "510.00", "token": form["token"].value()}
    response = client.post(reverse("courses:book"), data)
    assert response.status_code == 422
    assert "£10.00 short" in text_of(response)
    assert "Send back to approvers" in text_of(response)
    assert not Booking.objects.exists()


# --- What awaits its final approval ----------------------------------------------------------------------------------


def test_what_is_approved_in_part_is_said_beside_what_is_left(cast, lines, sign_in):  # noqa: F811
    first, second, third = (ask(cast, who=who, reason="review", cost="120.00") for who in ("ada", "bea", "lin"))
    card = address(third)
    assert "awaiting final approval" not in text_of(sign_in(cast.hal).get(card))
    for row in (first, second):
        approve(sign_in(cast.hal), row)
    page = text_of(sign_in(cast.hal).get(card))
    assert "£500.00 left now, £380.00 after this." in page
    assert "£240.00 for 2 other requests awaiting final approval: £140.00 after them too." in page
    # A request does not wait beside itself.
    assert "£120.00 for 1 other request awaiting final approval" in text_of(sign_in(cast.eve).get(address(first)))
    budget = lines["review"].budget
    tile = "awaiting final approval"
    for person, page_address in (
        (cast.hal, budget.get_absolute_url()),
        (cast.hal, lines["review"].get_absolute_url()),
        (cast.hal, reverse("home:home")),
    ):
        page = text_of(sign_in(person).get(page_address))
        assert tile in page, page_address
        assert "£240" in page, page_address
    assert tile not in text_of(sign_in(cast.hal).get(lines["other"].get_absolute_url()))
    overview = text_of(sign_in(cast.eve).get(reverse("budgets:budget-list"), {"year": YEAR}))
    assert "£240.00" in overview
    # The last approval holds it, so that it waits no more.
    first.refresh_from_db()
    approve(sign_in(cast.eve), first)
    assert pending([cast.oak.pk], YEAR) == {(cast.oak.pk, lines["review"].pk): Pending(Decimal("120.00"), 1)}


def test_it_is_said_where_money_is_moved_taken_off_or_charged_elsewhere(cast, lines, sign_in):  # noqa: F811
    approve_request(request=ask(cast, reason="review", cost="120.00"), actor=cast.hal)
    client = sign_in(cast.hal)
    of_line = "£120.00 on it is awaiting final approval"
    for name, line in (("transfer", lines["review"]), ("allocate", lines["review"])):
        page = text_of(client.get(reverse(f"budgets:line-{name}", args=[line.public_id])))
        assert of_line in page, name
    page = text_of(client.get(reverse("budgets:line-transfer", args=[lines["statutory"].public_id])))
    assert of_line not in page
    choice = f"{lines['review'].name} (£500.00 left, £120.00 awaiting final approval)"
    assert choice in page
    assert f"{lines['statutory'].name} (£" not in page
    assert choice in text_of(client.get(address(ask(cast, who="bea", reason="priority"))))


@pytest.mark.policy("PM-2")
@pytest.mark.parametrize(("number", "told"), [(0, "0.00"), (1, None), (4, None), (5, "600.00")])
def test_the_board_reads_it_beside_what_is_left_where_it_is_of_enough_people(cast, lines, sign_in, number, told):  # noqa: F811
    for _ in range(number):
        person = PostFactory(school=cast.oak).person
        asked = make_request(
            "deciding", applicant=person, school=cast.oak, starts_on=SOON, ends_on=SOON, reason="review",
            total_cost="120.00",
        )  # fmt: skip
        approve_request(request=asked, actor=cast.hal)
    board = reverse("budgets:board")
    page = text_of(sign_in(cast.gus).get(board, {"year": YEAR}))
    assert ("£600.00" in page) is (told == "600.00")
    assert ("For few people" in page) is (told is None)
    assert "£120.00" not in page
    assert ("awaiting final approval" in page) is (number == 5)
    (row,) = board_money([cast.oak], YEAR)
    assert row.told_pending == (None if told is None else Decimal(told))
    export = text_of(sign_in(cast.tess).get(board, {"year": YEAR, "export": "csv", "sort": "-pending"}))
    (oak,) = (line for line in export.splitlines() if line.startswith("Oak"))
    assert oak.split(",")[5] == (told or "For few people")


def test_no_line_of_few_people_is_found_from_the_others(cast, lines):  # noqa: F811
    for number, reason in ((5, "review"), (6, "statutory"), (1, "personal")):
        for _ in range(number):
            person = PostFactory(school=cast.oak).person
            asked = make_request(
                "deciding", applicant=person, school=cast.oak, starts_on=SOON, ends_on=SOON, reason=reason,
                total_cost="10.00",
            )  # fmt: skip
            approve_request(request=asked, actor=cast.hal)
    (row,) = board_money([cast.oak], YEAR)
    told = {line.label: waits for line, waits in row.told_lines}
    # The one is hidden among the next smallest line's, so that the sum of all does not tell of it.
    assert told["Agreed in performance reviews"] is None
    assert told["Other training"] is None
    assert told["Statutory training"] == "£60.00"
    assert row.told_pending == Decimal("120.00")


def test_schools_of_few_people_are_not_found_from_the_total(cast, lines):  # noqa: F811
    for school, number in ((cast.oak, 5), (cast.elm, 2)):
        for _ in range(number):
            person = PostFactory(school=school).person
            asked = make_request(
                "deciding", applicant=person, school=school, starts_on=SOON, ends_on=SOON, reason="personal",
                total_cost="10.00",
            )  # fmt: skip
            decide(asked.stages.first())
    rows = board_money([cast.oak, cast.elm], YEAR)
    assert [row.told_pending for row in rows] == [Decimal("50.00"), None]
    assert told_pending_of(rows).amount == Decimal("50.00")


def test_not_enough_for_all_of_them_is_said(cast, lines, sign_in):  # noqa: F811
    first, second = (ask(cast, who=who, reason="review", cost="300.00") for who in ("ada", "bea"))
    approve(sign_in(cast.hal), first)
    page = text_of(sign_in(cast.hal).get(address(second)))
    assert "Not enough for all of them" in page
    assert "Not enough budget" not in page


def test_only_what_is_approved_in_part_awaits_its_final_approval(cast, lines):  # noqa: F811
    waiting = ask(cast, reason="review")
    ask(cast, who="hal", reason="review")  # one stage, and it is undecided
    assert pending([cast.oak.pk], YEAR) == {}
    approve_request(request=waiting, actor=cast.hal)
    key = (cast.oak.pk, lines["review"].pk)
    assert pending([cast.oak.pk], YEAR)[key].count == 1
    assert pending([cast.oak.pk], YEAR - 1) == pending([cast.elm.pk], YEAR) == {}
    # A new round begins with nothing approved.
    approved = approve_request(request=waiting, actor=cast.eve)
    reopen_request(request=approved, actor=cast.ben, note="The date changed.")
    assert pending([cast.oak.pk], YEAR) == {}


def test_what_awaits_its_final_approval_takes_three_queries_however_much_it_is(cast, lines):  # noqa: F811
    for who in ("ada", "bea", "lin"):
        approve_request(request=ask(cast, who=who), actor=cast.hal)
        assert cost_of(pending, [cast.oak.pk], YEAR) == 2


def test_whoever_sees_the_schools_money_reads_it_while_asking_and_nobody_else(cast, lines, sign_in):  # noqa: F811
    for person, is_shown in ((cast.hal, True), (cast.ada, False)):
        draft = make_request("draft", applicant=person, school=cast.oak, starts_on=SOON, reason="review")
        page = text_of(sign_in(person).get(reverse("courses:request-check", args=[draft.public_id])))
        assert ("£500.00 left now, £380.00 after this." in page) is is_shown
