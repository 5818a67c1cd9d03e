"""What boards and colleagues read of requests, records and training agreed in reviews (policy PM-2, AP-6)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from budgets.board import board_money
from core.calendar import now
from core.formatting import short_date
from courses.models import CourseRequest
from courses.tests.factories import book, make_request
from people.tests.factories import PostFactory
from planning.needs.answers import is_answered
from planning.overview.figures import figures_of
from planning.tests.factories import NeedFactory, PriorityFactory, this_year
from planning.tests.small_groups import show_every_group
from planning.thread.trace import trace_of
from training.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db


@pytest.mark.policy("PM-2")
@pytest.mark.parametrize(
    ("status", "answers"),
    [
        ("draft", False),
        ("deciding", False),
        ("returned", False),
        ("declined", False),
        ("withdrawn", False),
        ("cancelled", False),
        ("to_book", True),
        ("booked", True),
        ("attended", True),
        ("closed", True),
    ],
)
def test_only_an_approved_request_takes_a_need_off_what_is_still_to_come(cast, status, answers):
    show_every_group()
    need = NeedFactory(school=cast.oak, person=cast.ada, source="review", reason="review", estimated_cost="250.00")
    make_request(status, applicant=cast.ada, school=cast.oak, need=need, reason="review")
    (row,) = board_money([cast.oak], this_year())
    assert (row.told_open, row.people) == ((Decimal(0), 0) if answers else (Decimal(250), 1))


# Status → whether a request counts for the priority that it serves, and whether it answers the need.
COUNTS = {
    "draft": (False, False),
    "deciding": (True, True),
    "returned": (True, True),
    "declined": (False, False),
    "withdrawn": (False, False),
    "cancelled": (True, False),
    "to_book": (True, True),
    "booked": (True, True),
    "attended": (True, True),
    "not_attended": (True, True),
    "closed": (True, True),
}


def test_the_table_has_every_status():
    assert set(COUNTS) == set(CourseRequest.Status.values)


@pytest.mark.parametrize("status", COUNTS)
def test_what_was_declined_or_given_up_serves_no_priority_and_answers_no_need(cast, sign_in, status):
    serves, answers = COUNTS[status]
    priority = PriorityFactory(school=cast.oak)
    need = NeedFactory(school=cast.oak, person=cast.ada, reason="priority", priority=priority)
    facts = {"applicant": cast.ada, "school": cast.oak, "reason": "priority", "priority": priority, "need": need}
    request = make_request(status, **facts)
    assert is_answered(need) is answers
    found = figures(priority, cast.hal)
    assert found.get("request", found.get("requests")) == str(int(serves))
    (step,) = [step for step in trace_of(priority, cast.hal) if step.label == "Request"]
    assert [link.label for link in step.links] == ([f"{request}, {short_date(request.starts_on)}"] if serves else [])
    listed = sign_in(cast.hal).get(reverse("courses:request-school-list"), {"priority": priority.public_id})
    assert listed.context["table"].paginator.count == int(serves)


def figures(priority, reader):
    return {figure.label: figure.number for figure in figures_of(priority, reader)}


@pytest.mark.parametrize("reader", ["gus", "chas", "tess", "tara", "ada"])
@pytest.mark.parametrize(("people", "shown"), [(0, "0"), (4, "Fewer than 5"), (5, "5")])
def test_a_priority_tells_boards_and_colleagues_no_small_number(cast, reader, people, shown):
    priority = PriorityFactory(school=cast.oak)
    for _ in range(people):
        person = PostFactory(school=cast.oak).person
        RecordFactory(person=person, school=cast.oak, priority=priority, hours=3, is_external=True)
        facts = {"applicant": person, "school": cast.oak, "reason": "priority", "priority": priority}
        make_request("deciding", **facts)
        make_request("to_book", **facts)
    found = figures(priority, getattr(cast, reader))
    assert found["people"] == shown
    assert found.get("hours") == {0: "0", 4: None, 5: "15"}[people]
    assert found["requests"] == {0: "0", 4: "Fewer than 5", 5: "10"}[people]
    assert "records with feedback" not in found
    hints = [figure.hint for figure in figures_of(priority, getattr(cast, reader))]
    assert not [hint for hint in hints if "being decided" in hint]


def test_those_who_plan_read_every_number(cast):
    """The twin of the test above: a Headteacher knows the people, and reads of one."""
    priority = PriorityFactory(school=cast.oak)
    RecordFactory(person=cast.ada, school=cast.oak, priority=priority, hours=3, is_external=True)
    make_request("deciding", applicant=cast.ada, school=cast.oak, reason="priority", priority=priority)
    found = figures(priority, cast.hal)
    assert (found["person"], found["hours"], found["request"]) == ("1", "3", "1")
    assert found["records with feedback"] == "0 of 1"


@pytest.mark.policy("AP-6")
def test_the_money_of_a_priority_counts_each_request_once_and_of_what_was_cancelled_the_charge_alone(cast):
    priority = PriorityFactory(school=cast.oak)
    facts = {"applicant": cast.ada, "school": cast.oak, "reason": "priority", "priority": priority}
    for status, cost in (
        ("draft", 100_000), ("deciding", 20_000), ("withdrawn", 10_000), ("declined", 7000), ("cancelled", 3000),
        ("to_book", 500), ("to_book", 50), ("booked", 20), ("attended", 7), ("not_attended", 3), ("closed", 1),
    ):  # fmt: skip
        make_request(status, total_cost=Decimal(cost), **facts)
    gone = book(make_request("to_book", total_cost=Decimal(2000), **facts), officer=cast.ben)
    gone.move_to("cancelled", cancelled_at=now(), cancelled_by="us", cancellation_charge=Decimal("0.25"))
    gone.request.move_to("cancelled")
    make_request("booked", total_cost=Decimal(900), applicant=cast.ada, school=cast.oak)
    (spent,) = [figure for figure in figures_of(priority, cast.hal) if figure.label == "spent"]
    assert (spent.number, spent.hint.split()[0]) == ("£31.25", "£550.00")
