"""Rows of the booking desk, and booking or sending back several of them together (policy IM-4)."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from certificates.tests.factories import CertificateFactory
from core.calendar import now, today
from courses.desk.details import offer_of
from courses.desk.groups import Group
from courses.desk.selectors import agreed_together, mark_expiry, next_order_numbers
from courses.desk.services import change_name
from courses.desk.tables import why_words
from courses.models import Booking, CourseRequest
from courses.tests.desk import make_booking, make_deputy
from courses.tests.factories import CourseFactory, ServiceAgreementFactory, approve_all, make_request, renew
from cpd_trust.tests.helpers import opening, same_cost
from people.tests.factories import PostFactory

pytestmark = pytest.mark.once

BOOK = "/desk/book"


def to_book(cast, title="First aid", person=None, **facts):
    """Return an approved request of Ada's at Oak, or of another there."""
    return make_request("to_book", applicant=person or cast.ada, school=cast.oak, title=title, **facts)


def sent(page, **typed):
    """Return what the booking page sends as it was opened, but for what is typed into every form."""
    data = {"request": [str(row.public_id) for order in page.context["orders"] for row in order.group.rows]}
    for order in page.context["orders"]:
        for bound in order.form:
            value = typed.get(bound.name, bound.value())
            if value is not None and bound.name not in ("confirmation", "note"):
                data[bound.html_name] = str(value)
    return data


def opened(client, *requests):
    """Return the booking page of the groups that the requests stand for."""
    return client.get(BOOK, {"offer": [str(row.public_id) for row in requests]})


def press(client, page, data, **how):
    """Post as the form on the page does: to the address that opened it, with its query."""
    return client.post(page.wsgi_request.get_full_path(), data, **how)


def titles_on(client, **query):
    page = client.get(reverse("courses:desk"), query)
    return [row.record["group"].title for row in page.context["table"].paginated_rows]


# --- Rows ------------------------------------------------------------------------------------------------------------


def test_a_row_is_a_course_and_date_and_is_shown_whole_where_one_person_is_searched(cast, sign_in):
    course = CourseFactory(title="Phonics")
    for person in (cast.ada, cast.bea):
        to_book(cast, "Phonics", person, course=course)
    to_book(cast, "Phonics", cast.lin, course=course, starts_on=today() + dt.timedelta(days=90))
    to_book(cast, "Clay", cast.lin)
    page = sign_in(cast.ben).get(reverse("courses:desk"), {"q": "bea"})
    [row] = page.context["table"].paginated_rows
    assert {request.applicant for request in row.record["group"].rows} == {cast.ada, cast.bea}


def test_more_than_three_people_lie_folded(cast, sign_in):
    for _ in range(4):
        to_book(cast, person=PostFactory(school=cast.oak).person)
    text = sign_in(cast.ben).get(reverse("courses:desk")).content.decode()
    assert "<summary>4 people from 1 school</summary>" in text
    to_book(cast, "Clay")
    text = sign_in(cast.ben).get(reverse("courses:desk"), {"q": "clay"}).content.decode()
    assert "<summary>" not in text.split('id="results"')[1].split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize(("days", "is_urgent"), [(13, True), (14, True), (15, False)])
def test_what_starts_within_two_weeks_is_urgent(cast, sign_in, days, is_urgent):
    to_book(cast, "Soon", starts_on=today() + dt.timedelta(days=days))
    assert titles_on(sign_in(cast.ben), urgent="yes") == (["Soon"] if is_urgent else [])


def test_a_statutory_renewal_is_urgent_whenever_it_is(cast, sign_in):
    late = today() + dt.timedelta(days=120)
    [renewal] = renew(to_book(cast, "Renewal", starts_on=late))
    to_book(cast, "Clay", starts_on=late)
    assert titles_on(sign_in(cast.ben), urgent="yes") == [renewal.title]


def test_the_desk_is_sorted_by_date_where_that_is_asked(cast, sign_in):
    first = to_book(cast, "Later", starts_on=today() + dt.timedelta(days=60))
    renew(first)
    to_book(cast, "Sooner", starts_on=today() + dt.timedelta(days=40))
    client = sign_in(cast.ben)
    assert titles_on(client) == ["Later", "Sooner"]
    assert titles_on(client, sort="starts_on") == ["Sooner", "Later"]


def test_a_row_says_by_when_the_statutory_training_runs_out(cast):
    [request] = renew(to_book(cast))
    for expires_on, words in (
        (None, "Statutory, never done"),
        (dt.date(2027, 3, 1), "Statutory, expires 1 Mar 2027"),
        (dt.date(2020, 3, 1), "Statutory, expired 1 Mar 2020"),
    ):
        request.expires_on = expires_on
        assert why_words(Group((request,))) == words


def test_the_day_it_runs_out_is_that_of_the_certificate_that_counts(cast):
    [request] = renew(to_book(cast))
    held = CertificateFactory(person=cast.ada, requirement=request.requirement, awarded_on=today())
    mark_expiry([request])
    assert request.expires_on == held.expires_on


@pytest.mark.both
def test_people_in_a_row_cost_no_queries(cast, sign_in):
    """Renewals, leavers and cover are looked at for the whole page."""
    course = CourseFactory()

    def add(_):
        [request] = renew(to_book(cast, course.title, PostFactory(school=cast.oak).person, course=course))
        CourseRequest.objects.filter(pk=request.pk).update(course=course, needs_cover=True)

    client = sign_in(cast.ben)
    same_cost(opening(client, reverse("courses:desk")), add)
    first = CourseRequest.objects.first()
    assert len(opened(client, first).context["orders"][0].group.rows) == 3


# --- The next order number -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("used", "offered"),
    [
        ([], ""),
        (["none"], ""),
        (["26-0412"], "26-0413"),
        (["PO 9"], "PO 10"),
        (["PO-099"], "PO-100"),
        (["26-0412", "27-0001"], "27-0002"),
        (["26-0412", "26-0007"], "26-0413"),
        (["26-0412", ""], "26-0413"),
        (["41"], "42"),
    ],
)
def test_the_next_order_number_follows_the_last_one_used(cast, used, offered):
    for number in used:
        Booking.objects.filter(pk=make_booking(cast, title=f"Course {number}").pk).update(order_number=number)
    assert next_order_numbers(2)[0] == offered


def test_courses_booked_together_are_offered_a_number_each(cast, sign_in):
    Booking.objects.filter(pk=make_booking(cast).pk).update(order_number="26-0409")
    requests = [to_book(cast, title) for title in ("Clay", "Wood", "Glass")]
    client = sign_in(cast.ben)
    page = opened(client, *requests)
    numbers = [order.form["order_number"].value() for order in page.context["orders"]]
    assert numbers == ["26-0410", "26-0411", "26-0412"]
    press(client, page, sent(page))
    assert {booking.order_number for booking in Booking.objects.filter(request__in=requests)} == {*numbers}


def test_no_number_is_counted_for_a_place_taken_over(cast, sign_in):
    old = make_booking(cast)
    Booking.objects.filter(pk=old.pk).update(order_number="26-0409")
    approve_all(change_name(booking=old, substitute=cast.bea, actor=cast.ben))
    taken_over, other = CourseRequest.objects.get(replaces=old.request), to_book(cast, "Wood")
    page = opened(sign_in(cast.ben), taken_over, other)
    offered = {order.group.first: order.form["order_number"].value() for order in page.context["orders"]}
    assert offered == {taken_over: "26-0409", other: "26-0410"}


def test_the_number_is_offered_and_can_be_changed(cast, sign_in):
    Booking.objects.filter(pk=make_booking(cast).pk).update(order_number="26-0412")
    request = to_book(cast, person=cast.bea)
    client = sign_in(cast.ben)
    page = opened(client, request)
    assert page.context["orders"][0].form["order_number"].value() == "26-0413"
    press(client, page, sent(page, order_number="OWN-1"))
    assert Booking.objects.get(request=request).order_number == "OWN-1"


# --- Booking together ------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("IM-4")
def test_several_courses_are_booked_together_each_by_itself(cast, sign_in):
    one, two = to_book(cast), to_book(cast, "Clay")
    client = sign_in(cast.ben)
    page = opened(client, one, two)
    data = sent(page)
    answer = press(client, page, data)
    assert answer.url == reverse("courses:desk")
    assert set(Booking.objects.values_list("request", flat=True)) == {one.pk, two.pk}
    press(client, page, data)
    assert Booking.objects.count() == 2


@pytest.mark.both
def test_the_one_that_cannot_be_booked_stays_with_its_reason_and_can_be_sent_back(cast, sign_in):
    one, two, three = to_book(cast), to_book(cast, "Clay"), to_book(cast, "Wood")
    client = sign_in(cast.ben)
    page = opened(client, one, two, three)
    data = sent(page)
    for request in (two, three):
        form = next(o.form for o in page.context["orders"] if o.group.title == request.title)
        data[form["cost"].html_name] = "900"
    again = press(client, page, data)
    assert again.status_code == 422
    assert Booking.objects.get().request == one
    assert {order.group.title for order in again.context["orders"]} == {"Clay", "Wood"}
    assert "This is different from what was approved" in again.content.decode()
    assert "900" in again.content.decode()
    clay, _ = sorted(again.context["orders"], key=lambda order: order.group.title)
    data = sent(again) | {clay.form.send_back_name: "send-back", clay.form["note"].html_name: "Dearer now."}
    last = press(client, again, data)
    assert [order.group.title for order in last.context["orders"]] == ["Wood"]
    two.refresh_from_db()
    three.refresh_from_db()
    assert (two.status, three.status) == ("deciding", "to_book")
    # What is alone on the page now still has the names of its form.
    assert press(client, last, sent(last, cost=three.agreed_cost)).status_code == 302
    three.refresh_from_db()
    assert three.status == "booked"


@pytest.mark.both
def test_what_was_withdrawn_meanwhile_books_nothing(cast, sign_in):
    one, two = to_book(cast), to_book(cast, "Clay")
    client = sign_in(cast.ben)
    page = opened(client, one, two)
    CourseRequest.objects.get(pk=two.pk).move_to("withdrawn")
    answer = press(client, page, sent(page), follow=True)
    assert "This has changed since you opened it" in answer.content.decode()
    assert not Booking.objects.exists()


def test_somebody_left_unticked_is_not_booked(cast, sign_in):
    course = CourseFactory()
    ada, bea = (to_book(cast, course.title, person, course=course) for person in (cast.ada, cast.bea))
    client = sign_in(cast.ben)
    page = opened(client, ada)
    data = sent(page)
    nobody = press(client, page, data | {"request": []}, follow=True)
    assert "Select at least one person." in nobody.content.decode()
    press(client, page, data | {"request": [str(bea.public_id)]})
    assert Booking.objects.get().request == bea


@pytest.mark.both
def test_people_with_different_costs_are_booked_at_what_was_approved_for_each(cast, sign_in):
    course = CourseFactory()
    ada = to_book(cast, course.title, course=course, total_cost=Decimal(100))
    bea = to_book(cast, course.title, cast.bea, course=course, total_cost=Decimal(280))
    client = sign_in(cast.ben)
    page = opened(client, ada)
    assert page.context["orders"][0].form["cost"].value() is None
    assert press(client, page, sent(page)).status_code == 302
    assert {b.request_id: b.cost for b in Booking.objects.all()} == {ada.pk: 100, bea.pk: 280}


def test_extra_costs_are_asked_for_where_an_agreement_pays(cast, sign_in):
    agreement = ServiceAgreementFactory()
    ada = to_book(cast, total_cost=Decimal(100))
    bea = to_book(cast, person=cast.bea, total_cost=Decimal(280))
    client = sign_in(cast.ben)
    page = opened(client, ada)
    data = sent(page, agreement=agreement.public_id, credits_used=1)
    asked = press(client, page, data)
    assert asked.status_code == 422
    assert asked.context["orders"][0].form.errors == {"cost": ["Enter the extra costs, or 0 if there are none"]}
    assert press(client, page, data | {"cost": "0"}).status_code == 302
    assert {b.request_id: (b.cost, b.credits_used) for b in Booking.objects.all()} == {ada.pk: (0, 1), bea.pk: (0, 1)}


def test_an_unknown_fee_is_asked_for(cast, sign_in):
    request = to_book(cast)
    CourseRequest.objects.filter(pk=request.pk).update(fee_unknown=True)
    client = sign_in(cast.ben)
    page = opened(client, request)
    answer = press(client, page, sent(page))
    assert answer.status_code == 422
    assert answer.context["orders"][0].form.errors.keys() == {"cost"}


@pytest.mark.policy("IM-4")
def test_nobody_books_a_group_by_one_of_its_requests(cast, sign_in):
    request = to_book(cast)
    for name in ("ada", "hal", "eve", "kim", "gus"):
        assert opened(sign_in(getattr(cast, name)), request).status_code == 403
    draft = make_request("draft", applicant=cast.ada, school=cast.oak)
    assert opened(sign_in(cast.ben), draft).status_code == 404
    assert sign_in(cast.ben).get(BOOK, {"offer": str(uuid.uuid4())}).status_code == 404


def test_names_for_the_provider_stand_on_the_page_one_a_line(cast, sign_in):
    course = CourseFactory()
    requests = [to_book(cast, course.title, person, course=course) for person in (cast.ada, cast.bea)]
    text = opened(sign_in(cast.ben), requests[0]).content.decode()
    assert f"{cast.ada}, {cast.oak}\n{cast.bea}, {cast.oak}</textarea>" in text


# --- The officer's own -----------------------------------------------------------------------------------------------


@pytest.fixture
def own_and_adas(cast):
    """Return the officer's own request and Ada's for the same course, while another could book."""
    make_deputy(cast.ben, cast.kim)
    course = CourseFactory()
    own = to_book(cast, course.title, cast.ben, course=course, total_cost=Decimal(280))
    return own, to_book(cast, course.title, course=course, total_cost=Decimal(100))


def box_of(page, request):
    """Return the attributes of the box that stands for the request, with the words beside it; "" where there's none."""
    found = page.content.decode().split(f'name="request" value="{request.public_id}"')[1:]
    return found[0].split("</label>")[0] if found else ""


@pytest.mark.both
@pytest.mark.policy("IM-4")
@pytest.mark.parametrize(("name", "status"), [("book", "booked"), ("send-back", "deciding")])
def test_the_others_in_a_group_go_without_the_officers_own(cast, sign_in, own_and_adas, name, status):
    own, adas = own_and_adas
    client, url = sign_in(cast.ben), reverse(f"courses:{name}")
    page = client.get(url, {"offer": str(own.public_id)})
    attributes = box_of(page, own).split(">")[0]
    assert " disabled" in attributes
    assert " checked" not in attributes
    assert f"This is for yourself, so someone else must do it: {cast.kim}." in box_of(page, own)
    assert " checked" in box_of(page, adas).split(">")[0]
    assert 'type="submit" disabled' not in page.content.decode()
    data = {"token": str(uuid.uuid4()), "note": "No places."} if name == "send-back" else sent(page)
    assert press(client, page, data | {"request": [str(own.public_id), str(adas.public_id)]}).status_code == 403
    assert press(client, page, data | {"request": [str(adas.public_id)]}).status_code == 302
    assert {row.pk: row.status for row in CourseRequest.objects.all()} == {own.pk: "to_book", adas.pk: status}


def test_the_form_of_a_group_is_for_those_who_can_be_booked(cast, sign_in, own_and_adas):
    own, adas = own_and_adas
    page = opened(sign_in(cast.ben), own)
    [order] = page.context["orders"]
    assert order.form["cost"].value() == adas.agreed_cost
    assert order.total == "£100.00"
    assert "Book place" in page.content.decode()
    assert f"{cast.ben}, " not in page.content.decode().split("<textarea")[1].split("</textarea>")[0]


@pytest.mark.parametrize("name", ["book", "send-back"])
def test_nobody_is_left_where_all_is_the_officers_own(cast, sign_in, name):
    make_deputy(cast.ben, cast.kim)
    own = to_book(cast, person=cast.ben)
    page = sign_in(cast.ben).get(reverse(f"courses:{name}"), {"offer": str(own.public_id)})
    assert 'type="submit" disabled' in page.content.decode()
    assert "This is for yourself" in page.content.decode()


def test_the_officers_own_course_does_not_hold_up_the_others(cast, sign_in):
    make_deputy(cast.ben, cast.kim)
    own, clay, wood = to_book(cast, person=cast.ben), to_book(cast, "Clay"), to_book(cast, "Wood")
    client = sign_in(cast.ben)
    page = opened(client, own, clay, wood)
    assert box_of(page, own) == ""
    assert "Book 2 courses" in page.content.decode()
    data = sent(page) | {"request": [str(clay.public_id), str(wood.public_id)]}
    assert press(client, page, data).status_code == 302
    assert {*Booking.objects.values_list("request", flat=True)} == {clay.pk, wood.pk}


# --- Sending back together -------------------------------------------------------------------------------------------


@pytest.mark.both
def test_several_are_sent_back_with_one_message(cast, sign_in):
    one, two = to_book(cast), to_book(cast, "Clay")
    client = sign_in(cast.ben)
    url = reverse("courses:send-back")
    page = client.get(url, {"offer": [str(one.public_id), str(two.public_id)]})
    assert {group.title for group in page.context["groups"]} == {"First aid", "Clay"}
    data = {"token": str(uuid.uuid4()), "request": [str(one.public_id), str(two.public_id)]}
    wordless = press(client, page, data | {"note": " "})
    assert wordless.status_code == 422
    assert {row.status for row in CourseRequest.objects.all()} == {"to_book"}
    assert press(client, page, data | {"note": "The provider has no places."}).url == reverse("courses:desk")
    assert {row.status for row in CourseRequest.objects.all()} == {"deciding"}


def test_somebody_left_unticked_is_not_sent_back(cast, sign_in):
    course = CourseFactory()
    ada, bea = (to_book(cast, course.title, person, course=course) for person in (cast.ada, cast.bea))
    client = sign_in(cast.ben)
    page = client.get(reverse("courses:send-back"), {"offer": str(ada.public_id)})
    press(client, page, {"token": str(uuid.uuid4()), "request": [str(bea.public_id)], "note": "No places."})
    assert {row.pk: row.status for row in CourseRequest.objects.all()} == {ada.pk: "to_book", bea.pk: "deciding"}


@pytest.mark.policy("IM-4")
def test_only_the_officer_sends_back(cast, sign_in):
    request = to_book(cast)
    data = {"token": str(uuid.uuid4()), "request": [str(request.public_id)], "note": "x"}
    for name in ("ada", "hal", "eve", "kim", "gus"):
        assert sign_in(getattr(cast, name)).post(reverse("courses:send-back"), data).status_code == 403
    request.refresh_from_db()
    assert request.status == "to_book"


@pytest.mark.parametrize("url", [BOOK, "/desk/send-back"])
@pytest.mark.parametrize(("state", "seen"), [("deciding", False), ("booked", True), ("withdrawn", False)])
def test_what_is_not_approved_is_neither_booked_nor_sent_back(cast, sign_in, url, state, seen):
    client = sign_in(cast.ben)
    data = sent(opened(client, to_book(cast, "Clay"))) | {"note": "x"}
    request = make_request(state, applicant=cast.ada, school=cast.oak, officer=cast.ben)
    named = str(request.public_id)
    answers = [client.get(url, {way: named}) for way in ("request", "offer")]
    answers += [client.post(address, data | {"request": [named]}) for address in (url, f"{url}?offer={named}")]
    assert [answer.status_code for answer in answers] == [302 if seen else 404] * 4
    request.refresh_from_db()
    assert request.status == state
    assert Booking.objects.count() == (state == "booked")


def test_a_group_is_told_apart_by_course_and_dates(cast):
    course = CourseFactory()
    rows = [
        to_book(cast, "A", course=course),
        to_book(cast, "B", course=course),
        to_book(cast, "A"),
        to_book(cast, "a"),
        to_book(cast, "A", provider_name="Another"),
        to_book(cast, "A", starts_on=now().date() + dt.timedelta(days=50)),
    ]
    assert len({offer_of(row) for row in rows}) == 4
    assert agreed_together(rows) == "£720.00"
