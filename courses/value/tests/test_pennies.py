"""Half a penny is a penny, wherever an amount is rounded; and a price that nobody has said is not £0.00."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.formatting import money, price
from courses.desk.services import book_request, cancel_booking
from courses.models import Course
from courses.requests import services
from courses.requests.selectors import alternatives_for
from courses.tests.desk import details_for
from courses.tests.factories import CourseFactory, RequestFactory, make_request
from courses.value.experience import experience_with
from courses.value.selectors import offers_beside, per_hour

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0.005", "£0.01"), ("0.015", "£0.02"), ("0.025", "£0.03"), ("2.675", "£2.68"), ("1.0049", "£1.00")],
)
def test_half_a_penny_is_a_penny_on_pages_and_in_the_database(cast, amount, text):
    assert money(amount) == text
    assert money(per_hour(Decimal(amount), Decimal(1))) == text
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    lines = [services.Cost("fee", Decimal(amount)), services.Cost("travel", Decimal(amount))]
    draft = services.save_draft(request=draft, actor=cast.ada, version=draft.version, values={}, cost_lines=lines)
    draft.refresh_from_db()
    # The sum is that of the lines as they are read.
    assert [money(line.amount) for line in draft.cost_lines.all()] == [text, text]
    assert draft.total_cost == sum(line.amount for line in draft.cost_lines.all())


def test_a_booking_and_what_it_is_charged_are_rounded_alike(cast):
    request = make_request("to_book", applicant=cast.ada, school=cast.oak)
    booking = book_request(request=request, actor=cast.ben, details=details_for(request, cost=Decimal("10.025")))
    booking.refresh_from_db()
    assert booking.cost == Decimal("10.03")
    cancel_booking(booking=booking, actor=cast.ben, cancelled_by="us", charge=Decimal("1.005"))
    booking.refresh_from_db()
    assert booking.cancellation_charge == Decimal("1.01")


def test_an_average_of_half_a_penny_is_rounded_up(cast):
    course = CourseFactory()
    for who, cost in (("ada", "10.00"), ("bea", "10.01")):
        make_request(
            "booked", applicant=getattr(cast, who), school=cast.oak, course=course, total_cost=Decimal(cost),
            officer=cast.ben,
        )  # fmt: skip
    assert experience_with(course, cast.hal).average_paid == Decimal("10.01")
    assert offers_beside(course, cast.hal)[0].average_paid == Decimal("10.01")


@pytest.mark.parametrize(("value", "text"), [(None, "Price not known"), (0, "Free"), ("12.5", "£12.50")])
def test_a_price_is_known_free_or_not_known(cast, sign_in, value, text):
    assert price(value) == text
    course = CourseFactory(title="Phonics in the early years", price=value)
    client = sign_in(cast.ada)
    assert text in client.get(course.get_absolute_url()).text
    assert text in client.get(reverse("courses:course-list")).text
    draft = services.start_request(actor=cast.ada, school=cast.oak, course=course)
    assert draft.cost_lines.count() == (0 if value is None else 1)  # free is said too


def test_the_keeper_leaves_a_price_empty_that_is_not_known(cast, sign_in):
    course = CourseFactory(price=Decimal("10.00"))
    client, address = sign_in(cast.ben), reverse("courses:course-edit", args=[course.public_id])
    form = {
        "version": course.version, "title": course.title, "provider": course.provider.public_id, "approach": "course",
        "mode": "in_person", "audience": "everybody", "hours": "6", "price": "", "is_active": "on",
    }  # fmt: skip
    assert client.post(address, form).status_code == 302
    assert Course.objects.get().price is None


def test_what_is_not_known_is_neither_the_cheapest_nor_an_hour_for_nothing(cast):
    facts = {"provider__kind": "trust"}
    unknown = CourseFactory(title="Phonics reading one", price=None, **facts)
    dear = CourseFactory(title="Phonics reading two", price=Decimal(90), **facts)
    request = RequestFactory(applicant=cast.ada, school=cast.oak, title="Phonics reading")
    assert list(alternatives_for(request)) == [dear, unknown]
    offers = offers_beside(dear, cast.ada)
    assert [(offer.course, offer.price_an_hour) for offer in offers] == [(dear, Decimal("15.00")), (unknown, None)]
