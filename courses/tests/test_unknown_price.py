"""A course whose price nobody knows is not free: from asking to the desk, and in every sum (policy AP-10)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from budgets.charging import Pending, pending
from core.formatting import cost_words, plus_unknown, price, sum_of
from courses.approvals.services import approve_request
from courses.charging.tests.test_money import SOON, YEAR, lines  # noqa: F401 -- a fixture
from courses.desk.selectors import agreed_together
from courses.desk.services import send_back
from courses.models import CourseRequest
from courses.requests import services
from courses.requests.services import Cost
from courses.requests.snapshots import departs_from, terms_of
from courses.tests.desk import details_for
from courses.tests.factories import CourseDateFactory, make_request
from cpd_trust.tests.helpers import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-10")]

UNKNOWN = "Price not known"


def unpriced(cast, status="deciding", who="ada", **facts):
    request = make_request(
        status, applicant=getattr(cast, who), school=cast.oak, cost_lines=[], starts_on=SOON, ends_on=SOON,
        **facts,
    )  # fmt: skip
    CourseRequest.objects.filter(pk=request.pk).update(fee_unknown=True)
    return CourseRequest.objects.get(pk=request.pk)


def test_free_priced_and_unknown_are_three_things():
    assert [price(value) for value in (None, Decimal(0), Decimal("12.5"))] == [UNKNOWN, "Free", "£12.50"]
    assert cost_words(Decimal(0), fee_unknown=True) == UNKNOWN
    assert cost_words(Decimal(0), fee_unknown=False) == "Free"
    assert cost_words(Decimal(40), fee_unknown=True) == "£40.00 plus a fee not known"
    assert sum_of([Decimal(1), None, Decimal(0), None]) == "£1.00 plus 2 with no known price"
    assert sum_of([Decimal(1)]) == plus_unknown("£1.00", 0) == "£1.00"


@pytest.mark.parametrize(("of_course", "words", "fees"), [(None, UNKNOWN, []), (0, "Free", [0]), (80, "£80.00", [80])])
def test_a_request_begins_with_what_the_catalogue_knows(cast, sign_in, of_course, words, fees):
    date = CourseDateFactory(course__price=of_course)
    draft = services.start_request(actor=cast.ada, school=cast.oak, course=date.course, course_date=date)
    assert draft.cost_words == words
    assert [line.amount for line in draft.cost_lines.all()] == fees
    client = sign_in(cast.ada)
    assert words in text_of(client.get(reverse("courses:request-check", args=[draft.public_id])))
    assert words in text_of(client.get(reverse("courses:request-list")))


@pytest.mark.parametrize(
    ("typed", "words"),
    [({}, UNKNOWN), ({"fee": "0"}, "Free"), ({"travel": "12"}, "£12.00 plus a fee not known"), ({"fee": "5"}, "£5.00")],
)
def test_the_applicant_says_free_with_0_and_nothing_by_leaving_it_empty(cast, sign_in, typed, words):
    draft = services.start_request(actor=cast.ada, school=cast.oak)
    url = reverse("courses:request-step", args=[draft.public_id, "cost"])
    client = sign_in(cast.ada)
    assert client.post(url, {"version": draft.version, "needs_cover": "no", **typed}).status_code == 302
    draft.refresh_from_db()
    assert draft.cost_words == words
    # Read again, the form says what was said.
    page = client.get(url)
    assert (page.context["form"]["fee"].value() is None) is ("fee" not in typed)


def test_a_copy_knows_what_its_pattern_knew(cast):
    assert services.copy_request(request=unpriced(cast, "declined"), actor=cast.ada).cost_words == UNKNOWN
    free = make_request("declined", applicant=cast.ada, school=cast.oak, cost_lines=[("fee", "0")])
    assert services.copy_request(request=free, actor=cast.ada).cost_words == "Free"


def test_whoever_decides_reads_that_the_price_is_not_known_and_what_is_left(cast, lines, sign_in):  # noqa: F811
    request = unpriced(cast, reason="review")
    client = sign_in(cast.hal)
    page = text_of(client.get(reverse("courses:request-decide", args=[request.public_id])))
    assert f"<strong>{UNKNOWN}</strong>" in page
    assert "It costs nothing" not in page
    assert "£500.00 after this, not counting the fee, which isn’t known." in page
    queue = reverse("courses:request-queue")
    assert UNKNOWN in text_of(client.get(queue))
    assert f",{UNKNOWN}," in text_of(client.get(queue, {"export": "csv"}))
    assert f",{UNKNOWN}," in text_of(client.get(reverse("courses:request-school-list"), {"export": "csv"}))


def test_a_free_course_is_free_on_the_card(cast, lines, sign_in):  # noqa: F811
    request = make_request(
        "deciding", applicant=cast.ada, school=cast.oak, cost_lines=[("fee", "0")], starts_on=SOON, ends_on=SOON
    )
    page = text_of(sign_in(cast.hal).get(reverse("courses:request-decide", args=[request.public_id])))
    assert "<strong>Free</strong>" in page
    assert "It costs nothing" in page
    assert UNKNOWN not in page


def test_it_is_counted_beside_what_awaits_its_final_approval(cast, lines, sign_in):  # noqa: F811
    approve_request(request=unpriced(cast, reason="review"), actor=cast.hal)
    priced = make_request(
        "deciding", applicant=cast.bea, school=cast.oak, reason="review", total_cost=20, starts_on=SOON, ends_on=SOON
    )
    approve_request(request=priced, actor=cast.hal)
    key = (cast.oak.pk, lines["review"].pk)
    assert pending([cast.oak.pk], YEAR) == {key: Pending(Decimal("20.00"), 2, 1)}
    page = text_of(sign_in(cast.hal).get(lines["review"].budget.get_absolute_url()))
    assert "£20.00 plus 1 with no known price" in page
    assert "not yet committed, plus 1 with no known price" in page


def test_the_desk_sums_what_is_known_and_asks_for_the_rest(cast, sign_in):
    first = unpriced(cast, "to_book", title="Phonics", provider_name="Fern")
    priced = make_request(
        "to_book", applicant=cast.bea, school=cast.oak, title="Phonics", provider_name="Fern", total_cost=20,
        starts_on=SOON, ends_on=SOON,
    )  # fmt: skip
    assert agreed_together([first, priced]) == "£20.00 plus 1 with no known price"
    assert agreed_together([first]) == agreed_together([first, first]) == UNKNOWN
    client = sign_in(cast.ben)
    page = text_of(client.get(reverse("courses:desk")))
    assert "£20.00 plus 1 with no known price</td>" in page
    assert f"{UNKNOWN}</span>" in page
    assert f",{UNKNOWN}," in text_of(client.get(reverse("courses:desk"), {"export": "csv"}))
    page = client.get(reverse("courses:book"), {"request": [str(first.public_id), str(priced.public_id)]})
    assert f"Approved: {UNKNOWN}" in text_of(page)
    assert "£20.00 plus 1 with no known price</strong> approved in total" in text_of(page)
    alone = client.get(reverse("courses:book"), {"request": str(first.public_id)})
    assert alone.context["orders"][0].form["cost"].value() is None


def test_a_fee_that_is_not_known_any_more_departs_from_what_was_approved(cast):
    request = make_request("deciding", applicant=cast.ada, school=cast.oak, total_cost=100)
    agreed = terms_of(request)
    request.fee_unknown, request.total_cost = True, Decimal(0)
    assert departs_from(agreed, request)
    # Not known then and now is the same; found dear, it is a cost over the tolerance.
    agreed = terms_of(request)
    assert not departs_from(agreed, request)
    request.fee_unknown, request.total_cost = False, Decimal(100)
    assert departs_from(agreed, request)


def test_the_price_that_the_officer_found_is_known_from_then_on(cast):
    request = unpriced(cast, "to_book")
    details = details_for(request, cost=Decimal("90.00"))
    sent = send_back(request=request, actor=cast.ben, note="It has a price.", details=details)
    assert (sent.fee_unknown, sent.cost_words) == (False, "£90.00")


def test_all_cost_lines_anew_say_whether_the_fee_is_known(cast):
    draft = services.start_request(actor=cast.ada, school=cast.oak)
    for costs, words in (
        ([Cost("travel", Decimal(3))], "£3.00 plus a fee not known"),
        ([Cost("fee", Decimal(0))], "Free"),
    ):
        draft = services.save_draft(request=draft, actor=cast.ada, version=draft.version, values={}, cost_lines=costs)
        assert draft.cost_words == words
