"""Booking, changing, cancelling, giving a place away, sending back: who may, when, and what comes of it (IM-4)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from icalendar import Calendar

from conftest import KINDS, WHOLE_CAST
from core.calendar import now, today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent
from courses.attendance.services import confirm_attendance
from courses.desk import policies
from courses.desk.details import NotAsAgreed
from courses.desk.services import book_request, book_requests, cancel_booking, change_booking, change_name, send_back
from courses.models import Booking, CourseRequest
from courses.tests.desk import details_for, make_booking, make_deputy, make_past_booking
from courses.tests.factories import CourseFactory, ServiceAgreementFactory, make_request
from cpd_trust.tests.helpers import PEOPLE
from notifications.models import Mail, Notice
from people.tests.factories import GrantFactory, PersonFactory

STATUSES = list(CourseRequest.Status.values)

# Which of the desk's verbs works on a request in which status, for the officer; everything else is an IllegalMove.
VERBS = {
    "book": {"to_book"},
    "send_back": {"to_book", "booked"},
    "change": {"booked"},
    "cancel": {"booked"},
    "change_name": {"booked"},
    "attend": {"booked"},
    "miss": {"booked"},
}
# Who may besides the officer.
ALSO_ALLOWED = {"attend": {"hal"}, "miss": {"hal"}}


def do(verb, request, actor, cast):
    """Carry out one verb of the desk on a request, as `actor`."""
    request = CourseRequest.objects.get(pk=request.pk)
    booking = request.bookings.select_related("school", "person").first()
    if booking is None and verb not in ("book", "send_back"):
        # There is nothing to act on, for anybody.
        raise IllegalMove("No booking")
    if verb == "book":
        return book_request(request=request, actor=actor, details=details_for(request, cost=request.total_cost))
    if verb == "send_back":
        return send_back(request=request, actor=actor, note="It is dearer now.")
    if verb == "change":
        details = details_for(request, order_number="PO-9")
        return change_booking(booking=booking, actor=actor, version=booking.version, details=details)
    if verb == "cancel":
        return cancel_booking(booking=booking, actor=actor, cancelled_by="us", charge=Decimal(5), note="Ill")
    if verb == "change_name":
        return change_name(booking=booking, substitute=cast.bea, actor=actor)
    return confirm_attendance(
        booking=booking, actor=actor, attended=verb == "attend", hours=Decimal(6), absence_note="Ill"
    )


@pytest.mark.policy("IM-4")
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_status_for_everybody(verb, cast):
    wrong = {}
    for status in STATUSES:
        # Attendance is confirmed when the course is over; a place changes hands before it begins.
        day = today() if verb in ("attend", "miss") else today() + dt.timedelta(days=30)
        request = make_request(status, applicant=cast.ada, school=cast.oak, officer=cast.ben, starts_on=day)
        for name in PEOPLE if WHOLE_CAST else (*KINDS, "ben"):
            actor = type(cast.ada).objects.get(pk=getattr(cast, name).pk)
            point = transaction.savepoint()
            try:
                do(verb, request, actor, cast)
                answer = "done"
            except IllegalMove:
                answer = "cannot now"
            except PermissionDenied:
                answer = "may not"
            transaction.savepoint_rollback(point)
            may = name == "ben" or name in ALSO_ALLOWED.get(verb, ())
            expected = "cannot now" if status not in VERBS[verb] else "done" if may else "may not"
            if answer != expected:
                wrong[status, name] = f"{answer} instead of {expected}"
    assert wrong == {}


# --- Booking ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def to_book(cast):
    return make_request("to_book", applicant=cast.ada, school=cast.oak)


@pytest.mark.policy("IM-4")
def test_booking_is_at_once_in_the_registers_of_school_and_trust(cast, to_book):
    booking = book_request(request=to_book, actor=cast.ben, details=details_for(to_book))
    for leader in (cast.hal, cast.sid, cast.eve, cast.ben, cast.cleo):
        assert booking in Booking.objects.in_register_of(leader)
    for other in (cast.eli, cast.gus, cast.tom, cast.bea):
        assert booking not in Booking.objects.in_register_of(other)


def test_booking_tells_the_person_once_with_an_invitation(cast, to_book):
    booking = book_request(request=to_book, actor=cast.ben, details=details_for(to_book))
    notice = Notice.objects.get(person=cast.ada, topic="booking")
    assert notice.mail is not None
    assert not notice.wants_mail
    calendar = Calendar.from_ical(notice.mail.calendar)
    assert calendar["METHOD"] == "REQUEST"
    [event] = calendar.walk("VEVENT")
    assert str(booking.calendar_uid) in event["UID"]
    assert event["ATTENDEE"] == f"mailto:{cast.ada.email}"


def test_booking_is_audited_with_the_deputy_named(cast, to_book):
    make_deputy(cast.ben, cast.kim)
    booking = book_request(request=to_book, actor=cast.kim, details=details_for(to_book))
    event = AuditEvent.objects.get(code="courses.booking.made")
    assert (event.actor, event.on_behalf_of, event.object_id) == (cast.kim, cast.ben, str(booking.public_id))


def test_a_deputy_of_yesterday_does_not_book(cast, to_book):
    row = make_deputy(cast.ben, cast.kim)
    row.starts_on = row.ends_on = today() - dt.timedelta(days=1)
    row.save()
    with pytest.raises(PermissionDenied):
        book_request(request=to_book, actor=cast.kim, details=details_for(to_book))


def test_a_deputy_whose_time_was_ended_does_not_book(cast, to_book):
    row = make_deputy(cast.ben, cast.kim)
    row.ended_at = now()
    row.save()
    with pytest.raises(PermissionDenied):
        book_request(request=to_book, actor=cast.kim, details=details_for(to_book))


def test_a_deputy_reaches_no_further_than_the_officer_who_left(cast, to_book):
    make_deputy(cast.ben, cast.kim)
    cast.ben.grants.update(ends_on=today() - dt.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        book_request(request=to_book, actor=cast.kim, details=details_for(to_book))


@pytest.mark.policy("IM-4")
def test_several_people_are_booked_in_one_go(cast):
    course = CourseFactory()
    requests = [
        make_request("to_book", applicant=person, school=school, course=course, title=course.title)
        for person, school in ((cast.ada, cast.oak), (cast.bea, cast.oak), (cast.tom, cast.elm))
    ]
    made = book_requests(requests=requests, actor=cast.ben, details=details_for(requests[0]))
    assert {b.person for b in made} == {cast.ada, cast.bea, cast.tom}
    assert {b.school for b in made} == {cast.oak, cast.elm}
    assert {r.status for r in CourseRequest.objects.all()} == {"booked"}
    assert Mail.objects.exclude(calendar="").count() == 3


def test_of_several_all_are_booked_or_nobody(cast):
    first, second = (make_request("to_book", applicant=p, school=cast.oak) for p in (cast.ada, cast.bea))
    CourseRequest.objects.get(pk=second.pk).move_to("withdrawn")
    with pytest.raises(IllegalMove):
        book_requests(requests=[first, second], actor=cast.ben, details=details_for(first))
    assert not Booking.objects.exists()
    assert not Mail.objects.exclude(calendar="").exists()


def test_people_on_different_dates_are_not_booked_together(cast):
    first = make_request("to_book", applicant=cast.ada, school=cast.oak)
    second = make_request(
        "to_book", applicant=cast.bea, school=cast.oak, starts_on=first.starts_on + dt.timedelta(days=1)
    )
    with pytest.raises(IllegalMove, match="different courses or dates"):
        book_requests(requests=[first, second], actor=cast.ben, details=details_for(first))


def test_a_blank_cost_is_no_answer_where_an_agreement_pays(cast):
    request = make_request("to_book", applicant=cast.ada, school=cast.oak)
    details = details_for(request, cost=None, agreement=ServiceAgreementFactory(), credits_used=Decimal(1))
    with pytest.raises(ValidationError, match="Enter the extra costs"):
        book_request(request=request, actor=cast.ben, details=details)
    assert not Booking.objects.exists()


# --- One's own request (decision 7) ---------------------------------------------------------------------------------


def test_the_only_officer_books_their_own_approved_request(cast):
    request = make_request("to_book", applicant=cast.ben, school=cast.central)
    assert book_request(request=request, actor=cast.ben, details=details_for(request)).booked_by == cast.ben


def test_an_officer_with_a_deputy_does_not_book_their_own_request(cast):
    request = make_request("to_book", applicant=cast.ben, school=cast.central)
    make_deputy(cast.ben, cast.kim)
    with pytest.raises(PermissionDenied, match="Kim"):
        book_request(request=request, actor=cast.ben, details=details_for(request))
    assert book_request(request=request, actor=cast.kim, details=details_for(request)).booked_by == cast.kim


@pytest.mark.parametrize(
    ("days", "is_active", "could"), [(-1, True, False), (0, True, True), (1, True, True), (1, False, False)]
)
def test_a_deputy_who_has_left_or_is_switched_off_holds_the_officer_up_no_longer(cast, days, is_active, could):
    request = make_request("to_book", applicant=cast.ben, school=cast.central)
    make_deputy(cast.ben, cast.kim)
    cast.kim.left_on, cast.kim.is_active = today() + dt.timedelta(days=days), is_active
    cast.kim.save()
    assert bool(policies.can_book(cast.ben, request)) != could


def test_an_officer_beside_another_does_not_book_their_own_request(cast):
    request = make_request("to_book", applicant=cast.ben, school=cast.central)
    other = PersonFactory(first_name="Second")
    GrantFactory(person=other, role="booking_officer")
    with pytest.raises(PermissionDenied, match="Second"):
        book_request(request=request, actor=cast.ben, details=details_for(request))


def test_a_deputy_does_not_book_their_own_request(cast):
    request = make_request("to_book", applicant=cast.kim, school=cast.central)
    make_deputy(cast.ben, cast.kim)
    with pytest.raises(PermissionDenied, match="Ben"):
        book_request(request=request, actor=cast.kim, details=details_for(request))


# --- What was agreed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreed", "cost", "is_booked"),
    [
        ("100", "125", True),  # £25 more is tolerated
        ("100", "125.01", False),
        ("1000", "1100", True),  # and ten per cent where that is more
        ("1000", "1100.01", False),
        ("100", "1", True),  # cheaper is never too dear
    ],
)
def test_a_dearer_price_goes_back_to_the_approvers(cast, agreed, cost, is_booked):
    request = make_request("to_book", applicant=cast.ada, school=cast.oak, total_cost=Decimal(agreed))
    details = details_for(request, cost=Decimal(cost))
    if is_booked:
        assert book_request(request=request, actor=cast.ben, details=details).cost == Decimal(cost)
        return
    with pytest.raises(NotAsAgreed) as problem:
        book_request(request=request, actor=cast.ben, details=details)
    assert len(problem.value.differences) == 1
    assert not Booking.objects.exists()


def test_other_dates_go_back_to_the_approvers(cast, to_book):
    moved = to_book.starts_on + dt.timedelta(days=7)
    with pytest.raises(NotAsAgreed, match="dates"):
        book_request(request=to_book, actor=cast.ben, details=details_for(to_book, starts_on=moved, ends_on=moved))


@pytest.mark.policy("IM-5")
def test_sending_back_takes_the_new_price_and_dates_along(cast, to_book):
    moved = to_book.starts_on + dt.timedelta(days=7)
    details = details_for(to_book, cost=Decimal(400), starts_on=moved, ends_on=moved)
    request = send_back(request=to_book, actor=cast.ben, note="Only the later date has places.", details=details)
    request.refresh_from_db()
    assert (request.status, request.total_cost, request.starts_on) == ("deciding", Decimal(400), moved)
    assert sum(line.amount for line in request.cost_lines.all()) == Decimal(400)
    assert request.stages.filter(round=2, outcome="waiting").count() == 2
    with pytest.raises(IllegalMove):
        book_request(request=request, actor=cast.ben, details=details)


def test_what_was_sent_back_and_approved_again_is_booked_as_approved(cast, to_book):
    from courses.tests.factories import approve_all

    details = details_for(to_book, cost=Decimal(400))
    approve_all(send_back(request=to_book, actor=cast.ben, note="Dearer.", details=details))
    assert book_request(request=to_book, actor=cast.ben, details=details).cost == Decimal(400)


def test_sending_back_a_booking_cancels_it_and_the_calendar_entry(cast):
    booking = make_booking(cast)
    send_back(request=booking.request, actor=cast.ben, note="The provider moved it.")
    booking.refresh_from_db()
    assert (booking.status, booking.cancelled_by, booking.calendar_sequence) == ("cancelled", "changed", 1)
    [mail] = Mail.objects.filter(person=cast.ada).exclude(calendar="")
    assert "METHOD:CANCEL" in mail.calendar


# --- Changing --------------------------------------------------------------------------------------------------------


def test_a_change_updates_the_calendar_entry_under_the_same_uid(cast):
    booking = make_booking(cast)
    details = details_for(booking.request, starts_at=dt.time(9), ends_at=dt.time(15, 30))
    changed = change_booking(booking=booking, actor=cast.ben, version=1, details=details)
    assert (changed.version, changed.calendar_sequence) == (2, 1)
    [event] = Calendar.from_ical(Mail.objects.exclude(calendar="").get().calendar).walk("VEVENT")
    assert event["SEQUENCE"] == 1
    assert str(booking.calendar_uid) in event["UID"]


def test_a_purchase_order_number_concerns_no_calendar(cast):
    booking = make_booking(cast)
    same = {"provider_reference": booking.provider_reference, "venue": booking.venue}
    details = details_for(booking.request, order_number="PO-1", **same)
    changed = change_booking(booking=booking, actor=cast.ben, version=1, details=details)
    assert (changed.order_number, changed.calendar_sequence) == ("PO-1", 0)
    assert not Mail.objects.exclude(calendar="").exists()


def test_the_same_again_changes_nothing(cast):
    booking = make_booking(cast)
    same = {"provider_reference": booking.provider_reference, "venue": booking.venue}
    change_booking(booking=booking, actor=cast.ben, version=1, details=details_for(booking.request, **same))
    booking.refresh_from_db()
    assert booking.version == 1
    assert not AuditEvent.objects.filter(code="courses.booking.changed").exists()


def test_a_stale_change_writes_over_nothing(cast):
    booking = make_booking(cast)
    change_booking(booking=booking, actor=cast.ben, version=1, details=details_for(booking.request, venue="Hall B"))
    with pytest.raises(StaleVersion):
        change_booking(booking=booking, actor=cast.ben, version=1, details=details_for(booking.request, venue="C"))
    booking.refresh_from_db()
    assert booking.venue == "Hall B"


def test_texts_of_a_booking_stay_out_of_the_trail(cast):
    booking = make_booking(cast)
    details = details_for(booking.request, joining_instructions="Ask for Mrs Secret at the gate.")
    change_booking(booking=booking, actor=cast.ben, version=1, details=details)
    assert "Secret" not in str(AuditEvent.objects.get(code="courses.booking.changed").changes)


# --- Cancelling ------------------------------------------------------------------------------------------------------


def test_cancelling_ends_the_request_and_takes_it_out_of_the_calendar(cast):
    booking = make_booking(cast)
    cancel_booking(booking=booking, actor=cast.ben, cancelled_by="provider", charge=Decimal("12.50"), note="Too few.")
    booking.refresh_from_db()
    assert (booking.status, booking.cancelled_by) == ("cancelled", "provider")
    assert booking.cancellation_charge == Decimal("12.50")
    assert CourseRequest.objects.get().status == "cancelled"
    calendar = Calendar.from_ical(Mail.objects.exclude(calendar="").get().calendar)
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_a_cancelled_booking_is_spent_only_as_its_charge(cast):
    booking = make_booking(cast)
    cancel_booking(booking=booking, actor=cast.ben, cancelled_by="us", charge=Decimal(30), note="Ill.")
    assert Booking.objects.with_spent().get().spent == Decimal(30)


# --- A colleague goes instead ----------------------------------------------------------------------------------------


@pytest.mark.policy("IM-5")
def test_a_place_goes_to_a_colleague_through_the_colleagues_own_approvers(cast):
    booking = make_booking(cast)
    successor = change_name(booking=booking, substitute=cast.tom, actor=cast.ben)
    booking.refresh_from_db()
    assert (booking.status, booking.cancelled_by, booking.cancellation_charge) == ("cancelled", "name_change", 0)
    assert (successor.applicant, successor.school, successor.status) == (cast.tom, cast.elm, "deciding")
    assert successor.replaces == booking.request
    assert [(s.role, s.school) for s in successor.stages.all()] == [("headteacher", cast.elm), ("executive_lead", None)]
    assert successor.total_cost == booking.request.total_cost
    assert Notice.objects.filter(person=cast.tom, subject__contains="offered a place").exists()


def test_a_headteachers_place_goes_to_a_teacher_through_the_headteacher(cast):
    booking = make_booking(cast, applicant=cast.hal)
    successor = change_name(booking=booking, substitute=cast.ada, actor=cast.ben)
    assert [s.role for s in successor.stages.all()] == ["headteacher", "executive_lead"]


def test_nobody_without_a_place_in_the_trust_takes_over(cast):
    booking = make_booking(cast)
    with pytest.raises(IllegalMove, match="currently have a post"):
        change_name(booking=booking, substitute=cast.nora, actor=cast.ben)
    booking.refresh_from_db()
    assert booking.status == "booked"


def test_a_place_does_not_go_to_who_has_it(cast):
    booking = make_booking(cast)
    with pytest.raises(IllegalMove, match="already has the place"):
        change_name(booking=booking, substitute=cast.ada, actor=cast.ben)


# --- What the database itself refuses --------------------------------------------------------------------------------


@pytest.mark.policy("IM-4")
@pytest.mark.parametrize("status", [s for s in STATUSES if s != "to_book"])
def test_the_database_refuses_a_booking_of_what_is_not_approved(cast, status):
    request = make_request(status, applicant=cast.ada, school=cast.oak, officer=cast.ben)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(
            request=request, school=cast.oak, person=cast.ada, cost=1, starts_on=today(), ends_on=today(),
            booked_by=cast.ben, booked_at=now(),
        )  # fmt: skip


def test_the_database_refuses_attendance_confirmed_by_the_person(cast):
    booking = make_past_booking(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(attendance_by=cast.ada)


def test_a_deputy_sends_back_too(cast, to_book):
    make_deputy(cast.ben, cast.kim)
    assert send_back(request=to_book, actor=cast.kim, note="It is dearer now.").status == "deciding"
