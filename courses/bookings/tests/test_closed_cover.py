"""Supply cover on days when the school is closed, as the booking register and desk say it (policy HS-2)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from courses.bookings.selectors import cover_when_closed
from courses.models import Booking
from courses.tests.factories import make_request
from cpd_trust.tests.helpers import opening, same_cost
from people.models import Term

pytestmark = pytest.mark.django_db

LAST, HOLIDAY, BACK = dt.date(2027, 2, 12), dt.date(2027, 2, 15), dt.date(2027, 2, 22)
WORDS = "Supply cover in the school holidays"


@pytest.fixture(autouse=True)
def terms(db):
    Term.objects.create(year=2026, name="spring", half=1, starts_on="2027-01-04", ends_on=LAST)
    Term.objects.create(year=2026, name="spring", half=2, starts_on=BACK, ends_on="2027-04-01")


def covered(cast, day, *, last=None, cover="110", school="oak", person="ada", status="booked"):
    lines = [("fee", "90")] + ([("cover", cover)] if cover else [])
    request = make_request(
        status, applicant=getattr(cast, person), school=getattr(cast, school), starts_on=day, ends_on=last or day,
        cost_lines=lines, needs_cover=True, title=f"Maths on {day}",
    )  # fmt: skip
    return request.bookings.get() if request.bookings.exists() else request


@pytest.mark.policy("HS-2")
def test_cover_is_counted_on_the_days_when_the_school_is_closed_and_on_no_others(cast):
    covered(cast, LAST)
    covered(cast, BACK)
    covered(cast, LAST, last=HOLIDAY)
    closed = [covered(cast, HOLIDAY), covered(cast, dt.date(2027, 2, 13)), covered(cast, dt.date(2027, 3, 26))]
    unpriced = covered(cast, BACK - dt.timedelta(days=3), cover="")
    assert cover_when_closed(Booking.objects.all()) == {
        **{booking.pk: Decimal("110.00") for booking in closed},
        unpriced.pk: None,
    }


def test_cover_of_a_cancelled_booking_is_not_counted(cast):
    booking = covered(cast, HOLIDAY)
    booking.move_to("cancelled", cancelled_at=dt.datetime(2027, 1, 5, tzinfo=dt.UTC), cancelled_by="us")
    assert cover_when_closed(Booking.objects.all()) == {}


def test_a_course_without_cover_is_not_counted(cast):
    make_request("booked", applicant=cast.ada, school=cast.oak, starts_on=HOLIDAY, ends_on=HOLIDAY)
    assert cover_when_closed(Booking.objects.all()) == {}


def test_each_school_has_its_own_holidays(cast):
    Term.objects.create(year=2026, school=cast.elm, name="spring", starts_on="2027-01-04", ends_on="2027-04-01")
    here = covered(cast, HOLIDAY)
    covered(cast, HOLIDAY, school="elm", person="tom")
    assert list(cover_when_closed(Booking.objects.all())) == [here.pk]


def test_the_number_of_queries_does_not_depend_on_the_bookings(cast):
    assert same_cost(lambda: cover_when_closed(Booking.objects.all()), lambda _: covered(cast, HOLIDAY)) == 3


def read(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def test_the_register_says_it_counts_it_and_narrows_to_it(cast, sign_in):
    covered(cast, HOLIDAY)
    covered(cast, HOLIDAY + dt.timedelta(days=1), cover="")
    covered(cast, LAST)
    client = sign_in(cast.ben)
    page = read(client, "courses:register", year="all")
    assert page.count(WORDS) == 2
    assert "supply cover is booked" not in page
    page = read(client, "courses:register", year="all", cover="closed")
    assert page.count(WORDS) == 2
    assert f"Maths on {LAST}" not in page
    assert "£110.00 plus 1 with no known price of supply cover is booked on days when the school is closed" in page
    file = b"".join(client.get(reverse("courses:register"), {"year": "all", "export": "csv"}).streaming_content)
    assert file.decode().count(WORDS) == 2
    assert file.decode().count(",Supply cover\r\n") == 2  # the heading, and the one in term


def test_the_register_asks_as_often_for_one_as_for_three(cast, sign_in):
    register = opening(sign_in(cast.ben), reverse("courses:register"), {"year": "all", "cover": "closed"})
    same_cost(register, lambda _: covered(cast, HOLIDAY))


def test_the_desk_the_booking_and_the_request_say_it(cast, sign_in):
    booking = covered(cast, HOLIDAY)
    waiting = covered(cast, HOLIDAY, status="to_book")
    client = sign_in(cast.ben)
    assert WORDS in read(client, "courses:desk")
    assert WORDS in client.get(reverse("courses:book"), {"request": str(waiting.public_id)}).content.decode()
    assert WORDS in read(client, "courses:booking-detail", booking.public_id)
    assert WORDS in read(client, "courses:request-detail", waiting.public_id)
    for queue in ("to-book", "confirmations"):
        Booking.objects.update(booked_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
        file = client.get(reverse("courses:desk-queue", args=[queue]), {"export": "csv"})
        assert WORDS in b"".join(file.streaming_content).decode()
    assert WORDS in read(client, "courses:desk-queue", "confirmations")


def test_nothing_is_said_in_term(cast, sign_in):
    booking = covered(cast, LAST)
    waiting = covered(cast, LAST, status="to_book")
    client = sign_in(cast.ben)
    for name, args in (
        ("courses:desk", []),
        ("courses:register", []),
        ("courses:booking-detail", [booking.public_id]),
        ("courses:request-detail", [waiting.public_id]),
    ):
        assert "Supply cover in" not in read(client, name, *args)
