"""Two at once at the booking desk: exactly one wins, on both databases (policy IM-4).

Each race stands beside its twin: the same deeds as read, check, save without lock and key show doubles in the same
harness.
"""

import time
from decimal import Decimal
from functools import partial

import pytest

from core.calendar import now
from core.flow import IllegalMove
from courses.approvals.sending import withdraw_request
from courses.attendance.services import confirm_attendance
from courses.desk.services import book_request, cancel_booking, change_booking
from courses.models import Booking, CourseRequest
from courses.tests.desk import details_for, make_booking, make_deputy, make_past_booking
from courses.tests.factories import ServiceAgreementFactory, book, make_request
from courses.value.services import CreditsUsedUp, credits_used
from cpd_trust.tests.helpers import fresh
from cpd_trust.tests.racing import losers, race, rounds
from notifications.models import Mail
from training.models import Record
from training.tests.factories import RecordFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.policy("IM-4")]

ROUNDS = rounds(60)


@pytest.fixture
def desk(live_cast):
    """The officer and a deputy: two people who may book at the same moment."""
    make_deputy(live_cast.ben, live_cast.kim)
    return live_cast


def to_book(desk, count=ROUNDS):
    return [make_request("to_book", applicant=desk.ada, school=desk.oak) for _ in range(count)]


def books(rows, actor):
    actor = fresh(actor)
    return [partial(book_request, request=row, actor=actor, details=details_for(row)) for row in rows]


def test_two_book_the_same_request(desk):
    rows = to_book(desk)
    finishes = race(books(rows, desk.ben), books(rows, desk.kim))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert losers(finishes) == {IllegalMove}
    assert Booking.objects.count() == Mail.objects.exclude(calendar="").count() == ROUNDS


def test_booking_against_withdrawing(desk):
    rows = to_book(desk)
    ada = fresh(desk.ada)
    withdraws = [partial(withdraw_request, request=row, actor=ada) for row in rows]
    finishes = race(books(rows, desk.ben), withdraws)
    for row, (booked, withdrawn) in zip(rows, finishes, strict=True):
        row.refresh_from_db()
        assert booked.won != withdrawn.won
        assert row.status == ("booked" if booked.won else "withdrawn")
        assert row.bookings.count() == booked.won


def test_the_twin_without_a_lock_books_what_is_withdrawn(desk):
    """Read, check, save: both think that they won, and a withdrawn request is booked all the same."""
    rows = to_book(desk)

    def book(row):
        if CourseRequest.objects.get(pk=row.pk).status != "to_book":
            raise IllegalMove
        Booking.objects.create(
            request=row, school=row.school, person=row.applicant, cost=1, starts_on=row.starts_on, ends_on=row.ends_on,
            booked_by=desk.ben, booked_at=now(),
        )  # fmt: skip

    def withdraw(row):
        if CourseRequest.objects.get(pk=row.pk).status != "to_book":
            raise IllegalMove
        time.sleep(0.003)
        CourseRequest.objects.filter(pk=row.pk).update(status="withdrawn")

    finishes = race([partial(book, row) for row in rows], [partial(withdraw, row) for row in rows])
    assert any(booked.won and withdrawn.won for booked, withdrawn in finishes)
    assert Booking.objects.filter(request__status="withdrawn").exists()


def test_two_confirm_the_same_attendance(desk):
    rows = [make_past_booking(desk) for _ in range(ROUNDS)]

    def confirms(actor):
        actor = fresh(actor)
        return [partial(confirm_attendance, booking=b, actor=actor, attended=True, hours=Decimal(6)) for b in rows]

    finishes = race(confirms(desk.ben), confirms(desk.hal))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert losers(finishes) == {IllegalMove}
    assert Record.objects.count() == ROUNDS


def test_the_twin_without_lock_writes_a_record_twice(desk):
    """Read, check, save."""
    rows = [make_past_booking(desk) for _ in range(ROUNDS)]

    def confirm(booking):
        if Booking.objects.get(pk=booking.pk).status != "booked":
            raise IllegalMove
        time.sleep(0.003)
        RecordFactory(person=booking.person, school=booking.school)
        Booking.objects.filter(pk=booking.pk).update(status="attended")

    race([partial(confirm, b) for b in rows], [partial(confirm, b) for b in rows])
    assert Record.objects.count() > ROUNDS


def test_attendance_against_cancelling(desk):
    rows = [make_past_booking(desk) for _ in range(ROUNDS)]
    ben, hal = fresh(desk.ben), fresh(desk.hal)
    finishes = race(
        [partial(confirm_attendance, booking=b, actor=hal, attended=True, hours=Decimal(6)) for b in rows],
        [partial(cancel_booking, booking=b, actor=ben, cancelled_by="provider", note="Too few.") for b in rows],
    )
    for row, (attended, cancelled) in zip(rows, finishes, strict=True):
        row.refresh_from_db()
        assert attended.won != cancelled.won
        assert row.status == ("attended" if attended.won else "cancelled")
    assert Record.objects.count() == sum(attended.won for attended, _ in finishes)


def test_two_change_the_same_booking(desk):
    """Both had the same version open: one saves, the other sees both texts."""
    rows = [make_booking(desk) for _ in range(ROUNDS)]

    def changes(actor, venue):
        actor = fresh(actor)
        return [
            partial(change_booking, booking=b, actor=actor, version=1, details=details_for(b.request, venue=venue))
            for b in rows
        ]

    finishes = race(changes(desk.ben, "Hall A"), changes(desk.kim, "Hall B"))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert set(Booking.objects.values_list("version", flat=True)) == {2}
    for row, (first, _) in zip(rows, finishes, strict=True):
        row.refresh_from_db()
        assert row.venue == ("Hall A" if first.won else "Hall B")


def with_one_credit(desk, rows):
    """Return for each pair of requests the details that take the only credit of an agreement of their own."""
    agreements = [ServiceAgreementFactory(credits=1) for _ in rows]
    return [
        details_for(row, agreement=agreement, credits_used=Decimal(1))
        for row, agreement in zip(rows, agreements, strict=True)
    ]


@pytest.mark.policy("GV-2")
def test_two_take_the_last_credit(desk):
    first, second = to_book(desk), to_book(desk)
    details = with_one_credit(desk, first)
    ben, kim = fresh(desk.ben), fresh(desk.kim)
    finishes = race(
        [partial(book_request, request=r, actor=ben, details=d) for r, d in zip(first, details, strict=True)],
        [partial(book_request, request=r, actor=kim, details=d) for r, d in zip(second, details, strict=True)],
    )
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert losers(finishes) == {CreditsUsedUp}
    assert {credits_used(d.agreement) for d in details} == {1}


@pytest.mark.policy("GV-2")
def test_the_twin_without_a_lock_gives_the_last_credit_twice(desk):
    """Read, check, save: both see the credit, and both take it."""
    first, second = to_book(desk), to_book(desk)
    details = with_one_credit(desk, first)

    def take(row, detail):
        if credits_used(detail.agreement) >= 1:
            raise CreditsUsedUp
        time.sleep(0.01)
        book(row, officer=desk.ben, agreement=detail.agreement, credits_used=1)

    finishes = race(
        [partial(take, r, d) for r, d in zip(first, details, strict=True)],
        [partial(take, r, d) for r, d in zip(second, details, strict=True)],
    )
    assert any(all(finish.won for finish in round_) for round_ in finishes)
