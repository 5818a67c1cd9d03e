"""Budgets through their pages: who does what, what they show, and what boards see (policy AP-6, PM-2, RM-4)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from budgets import ledger, policies, services
from budgets.board import board_money, told_open_of
from budgets.models import Account, Budget, BudgetLine, Entry
from budgets.tests.factories import BudgetFactory, BudgetLineFactory
from conftest import CAST_ROLES
from core.calendar import now
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent, TrustSettings
from courses.charging.services import account_of
from courses.tests.factories import make_request
from cpd_trust.tests.helpers import cost_of, names_who, opening, text_of
from people.models import Person
from planning.scope import sees_money
from planning.tests.factories import NeedFactory, PriorityFactory, this_year

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-6"), pytest.mark.once]


@pytest.fixture
def budget(cast):
    return BudgetFactory(school=cast.oak)


@pytest.fixture
def line(budget):
    return BudgetLineFactory(budget=budget, school=budget.school, name="Phonics", kind="priority", allocated="1000.00")


@pytest.fixture
def other(budget):
    return BudgetLineFactory(budget=budget, school=budget.school, name="Other training", allocated="200.00")


def url(name, row):
    return reverse(f"budgets:{name}", args=[row.public_id])


def place(name, school, year=None):
    return reverse(f"budgets:{name}", args=[school.public_id, year or this_year()])


def token(client, address):
    return client.get(address).context["form"]["token"].value()


def hold(line, amount, request=None, **facts):
    """Write that money is held for a request, or for something else."""
    for_what = account_of(request) if request else Account.objects.create()
    return Entry.objects.create(
        line=line, kind="committed", amount=Decimal(amount), account=for_what, at=now(), **facts
    )


# --- Policies tabled over the cast -----------------------------------------------------------------------------------


@pytest.mark.both
def test_who_sees_and_who_moves_a_schools_money(cast):
    assert names_who(cast, sees_money, cast.oak) == {"sid", "hal", "eve", "cleo", "ben", "ann"}
    assert names_who(cast, policies.can_manage, cast.oak) == {"hal", "eve", "cleo"}
    assert names_who(cast, policies.can_manage, cast.central) == {"eve", "cleo"}
    assert names_who(cast, policies.can_open, cast.oak, None) == {"hal", "eve", "cleo"}
    assert names_who(cast, policies.can_see_list) == {"sid", "hal", "eli", "eve", "cleo", "ben", "ann"}
    assert names_who(cast, policies.can_exceed, "executive_lead") == {"eve"}
    assert names_who(cast, policies.can_exceed, "ceo") == {"cleo"}
    TrustSettings.objects.create(pk=1, values={"budgets.overspend": "refuse"})
    assert names_who(cast, policies.can_exceed, "executive_lead") == set()


def test_seeing_is_the_same_for_a_budget_and_for_the_school(cast, budget, line):
    hold(line, "5")
    for name in CAST_ROLES:
        if name != "anonymous":
            person = getattr(cast, name)
            sees = sees_money(person, cast.oak)
            for rows in (Budget.objects, BudgetLine.objects, Entry.objects):
                assert rows.visible_to(person).exists() == sees, name


@pytest.mark.both
@pytest.mark.policy("PM-2")
def test_whose_sums_a_board_sees(cast):
    every = {"eve", "cleo", "ben", "ann", "tess", "tara"}
    assert names_who(cast, lambda actor: policies.board_schools(actor) is None) == every
    own = names_who(cast, lambda actor: policies.board_schools(actor) == {cast.oak.pk})
    assert own == {"hal", "sid", "gus", "chas", "cora"}
    assert names_who(cast, policies.can_see_board_page) == every | own | {"eli"}


# --- Opening ---------------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("AP-7")
def test_opening_proposes_the_priorities_and_the_policys_lines_with_last_years_sums(cast, sign_in):
    before = PriorityFactory(school=cast.oak, year=this_year() - 1)
    PriorityFactory(school=cast.oak, title="Fluent readers", carried_from=before)
    last = BudgetFactory(school=cast.oak, year=this_year() - 1)
    facts = {"budget": last, "school": cast.oak, "year": last.year}
    BudgetLineFactory(kind="priority", priority=before, allocated="700.00", **facts)
    hold(BudgetLineFactory(kind="ect", allocated="300.00", **facts), "120.00")
    NeedFactory(school=cast.oak, source="review", reason="review", estimated_cost="450.00")
    page = text_of(sign_in(cast.hal).get(place("budget-open", cast.oak)))
    for words in (
        "1. Fluent readers", "Last year £700.00, of which £0.00 was used.", "Agreed in performance reviews",
        "Training agreed in performance reviews may cost £450.00.", "Statutory training", "Early career teachers",
        "Last year £300.00, of which £120.00 was used.", "Other training",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.both
def test_a_budget_is_opened_once_and_what_was_approved_is_on_it(cast, sign_in):
    client = sign_in(cast.hal)
    address = place("budget-open", cast.oak)
    data = {"token": token(client, address), "amount-ect": "1,200.50", "amount-other": "", "note": "Reading first."}
    made = client.post(address, data, follow=True)
    assert "Budget set up." in text_of(made)
    budget = Budget.objects.get(school=cast.oak)
    assert [str(m.allocated) for m in ledger.money_of(budget.lines.values_list("pk", flat=True)).values()] == [
        "0.00", "0.00", "1200.50", "0.00",
    ]  # fmt: skip
    again = client.post(address, data)
    assert again.url == budget.get_absolute_url()
    assert AuditEvent.objects.filter(code="budgets.budget.opened").count() == 1
    assert client.get(address).url == budget.get_absolute_url()
    with pytest.raises(IllegalMove, match="open already"):
        services.open_budget(school=cast.oak, year=this_year(), lines=[], actor=cast.eve)


def test_a_wrong_amount_comes_back_beside_its_field(cast, sign_in):
    client = sign_in(cast.hal)
    address = place("budget-open", cast.oak)
    response = client.post(address, {"token": token(client, address), "amount-ect": "12,50"})
    assert response.status_code == 422
    assert "Enter an amount such as 125.00" in text_of(response)
    assert not Budget.objects.exists()


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_of_no_sense_is_not_there(cast, sign_in, year):
    assert sign_in(cast.hal).get(place("budget", cast.oak, year)).status_code == 404


# --- The budget's page -----------------------------------------------------------------------------------------------


def test_the_page_shows_the_lines_and_what_is_outside_priorities_stands_out(cast, sign_in, line, other):
    hold(line, "250.00")
    hold(other, "50.00")
    client = sign_in(cast.hal)
    page = text_of(client.get(place("budget", cast.oak)))
    for words in ("Phonics", "£1,000.00", "£250.00", "£750.00", "25%", "£1,200.00", "£900.00"):
        assert words in page, words
    assert "£50.00 is committed or spent on training not linked to any" in page
    assert "16% of the total used" in page
    assert text_of(client.get(other.budget.get_absolute_url())).count("Phonics") == page.count("Phonics")


def test_without_a_budget_the_page_says_that_nothing_is_held(cast, sign_in):
    page = text_of(sign_in(cast.sid).get(place("budget", cast.oak)))
    assert "add everything already approved or booked for the year." in page
    assert (
        "Only the Headteacher, Executive Lead and chief executive can manage a school" in page
    )  # why Sid does not open it


@pytest.mark.both
def test_the_lines_leave_as_a_file(cast, sign_in, line, other):
    rows = text_of(sign_in(cast.hal).get(place("budget", cast.oak), {"export": "csv"})).splitlines()
    assert rows[0].startswith("Budget line,For,Amount allocated,Held,Spent,Left")
    assert rows[1].startswith("Phonics,Improvement priority,1000.00,0.00,0.00,1000.00")


# --- Lines -----------------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_money_is_put_on_and_taken_off_through_the_page(cast, sign_in, line):
    client = sign_in(cast.hal)
    address = url("line-allocate", line)
    data = {"token": token(client, address), "direction": "less", "amount": "300", "note": "Less was needed."}
    client.post(address, data)
    client.post(address, data)  # a second click
    assert ledger.money_of([line.pk])[line.pk].allocated == 700
    too_much = client.post(
        address, {"token": token(client, address), "direction": "less", "amount": "700.01", "note": "All of it."}
    )
    assert too_much.status_code == 422
    assert "Only £700.00 is left" in text_of(too_much)


@pytest.mark.both
def test_money_is_moved_with_a_reason(cast, sign_in, line, other):
    client = sign_in(cast.eve)
    address = url("line-transfer", line)
    data = {"token": token(client, address), "target": str(other.public_id), "amount": "100", "reason": ""}
    assert "Enter a reason" in text_of(client.post(address, data))
    client.post(address, data | {"reason": "A first aider left."})
    assert ledger.money_of([other.pk])[other.pk].allocated == 300
    assert "A first aider left." in text_of(client.get(line.get_absolute_url()))
    assert AuditEvent.objects.get(code="budgets.line.transferred").note == "A first aider left."


@pytest.mark.both
def test_nobody_else_moves_money_whatever_they_post(cast, line, other):
    for name in ("sid", "ben", "ann", "eli", "gus"):
        person = getattr(cast, name)
        with pytest.raises(PermissionDenied):
            services.allocate_money(line=line, amount=Decimal(5), note="Mine.", actor=person)
        with pytest.raises(PermissionDenied):
            services.transfer_money(source=line, target=other, amount=Decimal(5), reason="Mine.", actor=person)
        with pytest.raises(PermissionDenied):
            services.add_line(budget=line.budget, line=services.NewLine(kind="other", name="Mine"), actor=person)


def test_a_line_is_added_for_a_priority_under_its_name(cast, sign_in, budget, line):
    priority = PriorityFactory(school=cast.oak, title="Fluent readers")
    client = sign_in(cast.hal)
    address = url("line-add", budget)
    data = {"token": token(client, address), "kind": "priority", "priority": str(priority.public_id), "amount": "50"}
    assert client.post(address, data | {"kind": "other"}).status_code == 422
    client.post(address, data)
    made = BudgetLine.objects.get(priority=priority)
    assert (made.name, ledger.money_of([made.pk])[made.pk].allocated) == ("1. Fluent readers", 50)
    taken = client.post(address, {"token": token(client, address), "kind": "other", "name": "Phonics"})
    assert taken.status_code == 422
    assert "This budget already has a line with this name" in text_of(taken)


@pytest.mark.both
def test_two_who_change_a_line_see_both_texts(cast, sign_in, line):
    client = sign_in(cast.hal)
    address = url("line-change", line)
    services.change_line(line=line, actor=cast.eve, version=1, name="Reading", is_open=True)
    clash = client.post(address, {"version": 1, "name": "Phonics for all", "is_open": "on"})
    assert clash.status_code == 409
    assert "Reading" in text_of(clash)
    assert "Phonics for all" in text_of(clash)
    with pytest.raises(StaleVersion):
        services.change_line(line=line, actor=cast.hal, version=1, name="X", is_open=True)


def test_the_last_line_for_everything_else_stays_open(cast, sign_in, line, other):
    client = sign_in(cast.hal)
    refused = client.post(url("line-change", other), {"version": 1, "name": "Other training"})
    assert refused.status_code == 422
    assert "close this line, because anything that doesn" in text_of(refused)
    client.post(url("line-change", line), {"version": 1, "name": "Phonics"})
    line.refresh_from_db()
    assert not line.is_open


@pytest.mark.both
def test_what_the_board_should_know_is_versioned(cast, sign_in, budget):
    client = sign_in(cast.hal)
    client.post(url("budget-note", budget), {"version": 1, "note": "Reading first."})
    stale = client.post(url("budget-note", budget), {"version": 1, "note": "Maths first."})
    assert stale.status_code == 409
    budget.refresh_from_db()
    assert budget.note == "Reading first."


# --- The ledger ------------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_ledger_names_a_request_only_to_who_may_see_it(cast, sign_in, line):
    row = make_request("to_book", applicant=cast.ada, school=cast.oak, title="Phonics for all")
    hold(line, "120.00", row)
    page = text_of(sign_in(cast.hal).get(line.get_absolute_url()))
    assert "Phonics for all" in page
    assert row.get_absolute_url() in page
    # A draft holds no money; here it stands for a request that the reader does not see.
    hidden = make_request("draft", applicant=cast.ada, school=cast.oak, title="Hidden course")
    hold(line, "10.00", hidden)
    page = text_of(sign_in(cast.hal).get(line.get_absolute_url()))
    assert "Hidden course" not in page
    assert "A request from the school" in page
    assert "Hidden course" not in text_of(sign_in(cast.hal).get(line.get_absolute_url(), {"export": "csv"}))


@pytest.mark.both
def test_the_ledger_is_searched_filtered_paged_and_exported(cast, sign_in, line):
    row = make_request("to_book", applicant=cast.ada, school=cast.oak, title="Phonics for all")
    hold(line, "120.00", row)
    hold(line, "900.00", is_over_budget=True, note="The inspection asked for it.")
    client = sign_in(cast.hal)
    address = line.get_absolute_url()

    def amounts(**query):
        return sorted(str(r.record.amount) for r in client.get(address, query).context["table"].rows)

    assert amounts() == ["1000.00", "120.00", "900.00"]
    assert amounts(q="phonics") == ["120.00"]
    assert amounts(q="inspection asked") == ["900.00"]
    assert amounts(kind="allocated") == ["1000.00"]
    assert amounts(over="yes") == ["900.00"]
    assert "Overspend" in text_of(client.get(address))
    exported = text_of(client.get(address, {"export": "csv", "q": "phonics"}))
    assert "Phonics for all" in exported
    assert AuditEvent.objects.get(code="budgets.line.exported").changes["rows"] == 1
    for _ in range(30):
        hold(line, "1.00", is_over_budget=True, note="The inspection asked for it.")
    assert len(client.get(address).context["table"].page.object_list) == 25


@pytest.mark.both
def test_pages_cost_the_same_queries_with_one_row_and_with_three(cast, sign_in, budget, line, other):
    client = sign_in(cast.eve)
    rows = [make_request("to_book", applicant=cast.ada, school=cast.oak) for _ in range(3)]
    addresses = [
        place("budget", cast.oak), line.get_absolute_url(), reverse("budgets:budget-list"), reverse("budgets:board"),
    ]  # fmt: skip
    hold(line, "1.00", rows[0])
    client.get(addresses[0])  # what is read once a session
    first = [cost_of(opening(client, address)) for address in addresses]
    assert max(first) < 20
    for row in rows[1:]:
        hold(line, "1.00", row)
        BudgetLineFactory(budget=budget, school=cast.oak, allocated="5")
    for school in (cast.elm, cast.central):
        hold(BudgetLineFactory(school=school, allocated="70"), "5")
    assert [cost_of(opening(client, address)) for address in addresses] == first


# --- All budgets, and the board --------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_overview_sorts_filters_and_exports(cast, sign_in, line, other):
    hold(line, "1000.00")
    hold(other, "200.01", is_over_budget=True, note="A penny dearer.")
    BudgetLineFactory(school=cast.elm, allocated="50.00")
    client = sign_in(cast.ben)
    address = reverse("budgets:budget-list")

    def names(**query):
        return [r.record.name for r in client.get(address, query).context["table"].rows]

    assert names() == ["Central team", "Elm Primary School", "Oak Primary School"]
    assert names(sort="-allocated")[0] == "Oak Primary School"
    assert names(sort="left")[0] == "Oak Primary School"
    assert names(state="none") == ["Central team"]
    assert names(state="over") == names(state="near") == ["Oak Primary School"]
    assert names(q="elm") == ["Elm Primary School"]
    assert names(year=str(this_year() - 1), state="none") == names()
    rows = text_of(client.get(address, {"export": "csv", "sort": "-allocated"})).splitlines()
    assert rows[1] == "Oak Primary School,Open,1200.00,1200.01,0.00,-0.01,0.00"


@pytest.mark.both
def test_a_leader_finds_the_own_school_alone(cast, sign_in, line):
    BudgetLineFactory(school=cast.elm, allocated="50.00")
    table = sign_in(cast.sid).get(reverse("budgets:budget-list")).context["table"]
    assert [r.record for r in table.rows] == [cast.oak]


@pytest.mark.both
@pytest.mark.policy("PM-2")
def test_the_board_sees_what_reviews_agreed_against_the_budget_and_nobodys_name(cast, sign_in, line, other):
    review = BudgetLineFactory(
        budget=line.budget, school=cast.oak, kind="review", name="Something about Ada Example", allocated="100.00"
    )
    hold(review, "60.00")
    elsewhere = make_request("to_book", applicant=cast.ada, school=cast.oak, reason="review")
    hold(line, "40.00", elsewhere)
    NeedFactory(school=cast.oak, person=cast.ada, source="review", reason="review", estimated_cost="2000.00")
    NeedFactory(school=cast.oak, person=cast.bea, source="review", reason="review")
    answered = NeedFactory(school=cast.oak, person=cast.ada, source="review", reason="review", estimated_cost="77.00")
    make_request("to_book", applicant=cast.ada, school=cast.oak, reason="review", need=answered)
    (row,) = board_money([cast.oak], this_year())
    assert (row.agreed_used, row.agreed_open, row.agreed) == (100, 2000, 2100)
    assert (row.total.left, row.gap, row.people, row.unpriced) == (1200, 800, 2, 1)
    board = reverse("budgets:board")
    page = text_of(sign_in(cast.gus).get(board))
    # For two people: neither what they cost nor what could be taken from what is left to find it.
    assert "fewer than 5 people" in page
    assert "800.00" not in page
    assert "2,000.00" not in page
    export = text_of(sign_in(cast.tess).get(board, {"export": "csv", "sort": "-agreed_open"}))
    few = "For few people"
    assert f"Oak Primary School,1300.00,100.00,0.00,1200.00,0.00,100.00,{few},{few},No,0.00,{few}" in export
    for _ in range(3):
        NeedFactory(school=cast.oak, source="review", reason="review")
    page = text_of(sign_in(cast.gus).get(board))
    assert "5 people" in page
    assert "£800.00 is missing" in page
    assert "Ada" not in page
    assert "Elm" not in page
    export = text_of(sign_in(cast.tess).get(board, {"export": "csv"}))
    assert "Oak Primary School,1300.00,100.00,0.00,1200.00,0.00,100.00,2000.00,800.00,No,0.00,4" in export


@pytest.mark.both
@pytest.mark.policy("PM-2")
@pytest.mark.parametrize(
    ("oak", "elm", "told"),
    [(4, 0, None), (5, 0, "500.00"), (4, 5, "500.00"), (2, 2, None), (2, 3, "500.00"), (5, 5, "1000.00")],
)
def test_the_total_of_what_reviews_agreed_gives_no_school_of_few_away(cast, sign_in, oak, elm, told):
    for school, number in ((cast.oak, oak), (cast.elm, elm)):
        for _ in range(number):
            NeedFactory(school=school, source="review", reason="review", estimated_cost="100.00")
    rows = board_money([cast.oak, cast.elm], this_year())
    total = told_open_of(rows)
    if elm == 0 and oak == 4:
        told = "0.00"  # what Elm needs, which is nothing
    assert total == (None if told is None else Decimal(told))
    page = sign_in(cast.tess).get(reverse("budgets:board"), {"sort": "agreed_open"})
    assert page.context["agreed_open"] == (told_open_of(page.context["rows"]))
    assert page.status_code == 200


@pytest.mark.both
@pytest.mark.policy("PM-2")
def test_a_trustee_chooses_a_school_and_sees_its_lines(cast, sign_in, line):
    BudgetLineFactory(school=cast.elm, allocated="50.00")
    client = sign_in(cast.tess)
    page = client.get(reverse("budgets:board"), {"school": str(cast.elm.public_id)})
    assert [row.school for row in page.context["rows"]] == [cast.elm]
    assert "Elm Primary School: CPD budget by purpose" in text_of(page)
    # A governor of Oak cannot choose Elm.
    rows = sign_in(cast.gus).get(reverse("budgets:board"), {"school": str(cast.elm.public_id)}).context["rows"]
    assert [row.school for row in rows] == [cast.oak]


def test_the_warning_leads_to_the_line(cast, sign_in, line):
    ledger.settle_account(account=Account.objects.create(), line=line, held=Decimal(900), actor=None)
    hal = Person.objects.get(pk=cast.hal.pk)
    notice = hal.notices.get()
    assert sign_in(hal).get(notice.path).status_code == 200
