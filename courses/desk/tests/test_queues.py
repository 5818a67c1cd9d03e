"""What the desk does after booking: attendance of all, certificates and confirmations asked for (policy IM-4)."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from core.calendar import now, today
from core.models import AuditEvent
from core.tests.hostile_files import pdf
from courses.attendance.policies import can_confirm_attendance
from courses.attendance.reminders import MOST_REMINDERS, chase_certificates, remind_of_certificates
from courses.bookings.views import HAS_CHANGED
from courses.desk.policies import can_change_booking
from courses.desk.reminders import chase_confirmations
from courses.models import Booking
from courses.tests.desk import make_booking, make_deputy, make_past_booking, yesterday
from courses.tests.factories import CourseFactory
from cpd_trust.tests.helpers import opening, same_cost
from notifications.models import Notice
from people.models import Person
from people.tests.factories import PostFactory
from training.models import Record

pytestmark = pytest.mark.once

ALL_ATTENDED = "/desk/attendance/all"
REMIND = "/desk/certificates/remind"
CONFIRM = "/desk/confirmations/add"
OTHERS = ("ada", "hal", "eve", "kim", "gus")


def course_of_three(cast, **facts):
    """Return the bookings of three people on one course that ended yesterday."""
    course = CourseFactory(title="Phonics")
    people = [cast.ada, cast.bea, PostFactory(school=cast.oak).person]
    return [make_past_booking(cast, applicant=one, course=course, title="Phonics", **facts) for one in people]


def missing_certificate(cast, days=20, person=None):
    """Return a booking that was attended, whose certificate has not come."""
    course = CourseFactory(credits=[RequirementFactory()])
    facts = {"course": course, "title": course.title, "starts_on": today() - dt.timedelta(days=days)}
    return make_booking(cast, "attended", applicant=person or cast.ada, **facts)


def unconfirmed(cast, *people, **facts):
    """Return bookings on one course that were made ten days ago."""
    rows = [make_booking(cast, applicant=one, title="Phonics", **facts) for one in people]
    Booking.objects.filter(pk__in=[row.pk for row in rows]).update(booked_at=now() - dt.timedelta(days=10))
    return rows


# --- Attendance ------------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.policy("IM-4")
def test_all_of_a_course_attended_by_one_button(cast, sign_in):
    rows = course_of_three(cast)
    other = make_past_booking(cast, title="Another course")
    answer = sign_in(cast.ben).post(ALL_ATTENDED, {"offer": str(rows[1].public_id)}, follow=True)
    assert "Attendance recorded for 3 people." in answer.content.decode()
    assert {record.person for record in Record.objects.all()} == {row.person for row in rows}
    assert {record.hours for record in Record.objects.all()} == {Decimal(6)}
    other.refresh_from_db()
    assert other.status == "booked"


@pytest.mark.parametrize(("days", "can"), [(-1, True), (0, False), (1, False)])
def test_nobody_attended_before_the_day_has_passed(cast, sign_in, days, can):
    booking = make_booking(cast, starts_on=today() + dt.timedelta(days=days), hours=Decimal(6))
    sign_in(cast.ben).post(ALL_ATTENDED, {"offer": str(booking.public_id)})
    assert Record.objects.exists() == can


@pytest.mark.both
def test_unknown_hours_are_asked_for_and_nothing_is_kept(cast, sign_in):
    rows = course_of_three(cast)
    type(rows[0].request).objects.filter(pk=rows[0].request_id).update(hours=None)
    answer = sign_in(cast.ben).post(ALL_ATTENDED, {"offer": str(rows[0].public_id)})
    assert answer.url == f"{reverse('courses:attendance')}?booking={rows[0].public_id}"
    assert not Record.objects.exists()


def test_the_officers_own_attendance_is_left_to_somebody_else(cast, sign_in):
    course = CourseFactory(title="Phonics")
    facts = {"course": course, "title": "Phonics"}
    make_past_booking(cast, **facts)
    own = make_past_booking(cast, applicant=cast.ben, school=cast.central, **facts)
    sign_in(cast.ben).post(ALL_ATTENDED, {"offer": str(own.public_id)})
    assert [record.person for record in Record.objects.all()] == [cast.ada]


def test_the_officer_is_told_why_the_own_attendance_alone_is_not_recorded(cast, sign_in):
    own = make_past_booking(cast, applicant=cast.ben, school=cast.central)
    answer = sign_in(cast.ben).post(ALL_ATTENDED, {"offer": str(own.public_id)}, follow=True)
    assert [str(said) for said in answer.context["messages"]] == [can_confirm_attendance(cast.ben, own).reason]
    assert not Record.objects.exists()


@pytest.mark.policy("IM-4")
@pytest.mark.parametrize("name", OTHERS)
def test_only_the_officer_uses_the_queues(cast, sign_in, name):
    over, missing = make_past_booking(cast), missing_certificate(cast)
    client = sign_in(getattr(cast, name))
    assert client.post(ALL_ATTENDED, {"offer": str(over.public_id)}).status_code == 403
    assert client.post(REMIND, {"booking": str(missing.public_id)}).status_code == 403
    assert client.get(CONFIRM, {"offer": str(over.public_id)}).status_code == 403
    assert not Record.objects.exists()
    assert not Notice.objects.filter(asks="courses.certificate").exists()


def test_several_people_are_taken_to_have_come_until_one_is_changed(cast, sign_in):
    rows = course_of_three(cast)
    client, url = sign_in(cast.ben), reverse("courses:attendance")
    several = client.get(url, {"booking": [str(row.public_id) for row in rows]})
    assert [form["attended"].value() for form in several.context["forms"]] == ["yes"] * 3
    one = client.get(url, {"booking": str(rows[0].public_id)})
    assert one.context["forms"][0]["attended"].value() is None


# --- Certificates ----------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_attendees_are_reminded_once_a_day(cast, sign_in):
    one, two = missing_certificate(cast), missing_certificate(cast, person=cast.bea)
    client = sign_in(cast.ben)
    data = {"booking": [str(one.public_id), str(two.public_id)]}
    assert "Reminder sent to 2 people." in client.post(REMIND, data, follow=True).content.decode()
    again = client.post(REMIND, data, follow=True).content.decode()
    assert "2 people can’t be reminded today." in again
    assert "Reminder sent" not in again
    notices = Notice.objects.filter(asks="courses.certificate")
    assert {notice.person for notice in notices} == {cast.ada, cast.bea}
    assert {notice.path for notice in notices} == {one.get_absolute_url(), two.get_absolute_url()}
    assert AuditEvent.objects.filter(code="courses.booking.certificate_asked").count() == 2


def test_nobody_is_reminded_where_nobody_is_ticked_or_the_certificate_has_come(cast, sign_in):
    client = sign_in(cast.ben)
    nobody = client.post(REMIND, follow=True)
    assert [(said.level_tag, str(said)) for said in nobody.context["messages"]] == [
        ("warning", "Select at least one person.")
    ]
    closed = make_booking(cast, "closed")
    come = client.post(REMIND, {"booking": str(closed.public_id)}, follow=True)
    assert [(said.level_tag, str(said)) for said in come.context["messages"]] == [("warning", HAS_CHANGED)]


def test_those_who_cannot_be_reminded_are_counted_by_themselves(cast, sign_in):
    one, left = missing_certificate(cast), missing_certificate(cast, person=cast.bea)
    Person.objects.filter(pk=cast.bea.pk).update(left_on=yesterday())
    data = {"booking": [str(one.public_id), str(left.public_id)]}
    answer = sign_in(cast.ben).post(REMIND, data, follow=True)
    assert [(said.level_tag, str(said)) for said in answer.context["messages"]] == [
        ("success", "Reminder sent to 1 person."),
        ("warning", "1 person can’t be reminded today."),
    ]


def test_only_the_officer_reminds(cast):
    booking = missing_certificate(cast)
    with pytest.raises(PermissionDenied):
        remind_of_certificates(bookings=[booking], actor=cast.hal)


@pytest.mark.both
@pytest.mark.parametrize(("days", "asked"), [(13, 0), (14, 1), (15, 1)])
def test_the_system_asks_for_a_certificate_after_two_weeks(cast, days, asked):
    missing_certificate(cast, days)
    assert chase_certificates() == asked
    assert chase_certificates() == 0


def test_the_system_asks_again_and_then_stops(cast):
    missing_certificate(cast, 14)
    asked = 0
    for weeks in range(0, 20, 2):
        with time_machine.travel(now() + dt.timedelta(weeks=weeks), tick=False):
            asked += chase_certificates()
    assert asked == MOST_REMINDERS


def test_a_row_leads_to_the_form_with_the_facts_of_the_booking(cast, sign_in):
    booking = missing_certificate(cast)
    text = sign_in(cast.ben).get(reverse("courses:desk-queue", args=["certificates"])).content.decode()
    assert f"person={booking.person.public_id}&amp;requirement=" in text


# --- Confirmations ---------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_one_file_confirms_a_whole_course(cast, sign_in):
    rows = unconfirmed(cast, cast.ada, cast.bea)
    client = sign_in(cast.ben)
    page = client.get(CONFIRM, {"offer": str(rows[0].public_id)})
    data = {
        "token": str(page.context["form"]["token"].value()),
        "booking": [str(row.public_id) for row in rows],
        "provider_reference": "CONF-1",
    }
    assert client.post(CONFIRM, data).status_code == 422
    refused = client.post(CONFIRM, data | {"confirmation": SimpleUploadedFile("c.pdf", b"MZ")})
    assert refused.status_code == 422
    sent = client.post(CONFIRM, data | {"confirmation": SimpleUploadedFile("c.pdf", pdf())})
    assert sent.url == reverse("courses:desk-queue", args=["confirmations"])
    assert {(row.provider_reference, row.confirmation is None) for row in Booking.objects.all()} == {("CONF-1", False)}
    assert Notice.objects.filter(topic="booking", subject__startswith="Changed").count() == 2


@pytest.mark.both
@pytest.mark.policy("IM-4")
def test_the_officers_own_booking_is_left_out_of_those_confirmed_together(cast, sign_in):
    course = CourseFactory()
    own, adas = unconfirmed(cast, cast.ben, cast.ada, course=course)
    make_deputy(cast.ben, cast.kim)
    client = sign_in(cast.ben)
    page = client.get(CONFIRM, {"offer": str(adas.public_id)})
    reason = f"Your own booking is left out. {can_change_booking(cast.ben, own).reason}"
    assert [str(said) for said in page.context["messages"]] == [reason]
    assert str(own.public_id) not in page.content.decode().split("<main")[1]
    data = {
        "token": str(page.context["form"]["token"].value()),
        "booking": [str(own.public_id), str(adas.public_id)],
        "confirmation": SimpleUploadedFile("c.pdf", pdf()),
    }
    sent = client.post(CONFIRM, data, follow=True)
    assert [str(said) for said in sent.context["messages"]] == [
        reason,
        "Confirmation added. We’ve told the attendees.",
    ]
    assert [row.pk for row in Booking.objects.exclude(confirmation=None)] == [adas.pk]
    alone = client.get(CONFIRM, {"offer": str(own.public_id)}, follow=True)
    assert alone.redirect_chain
    assert [str(said) for said in alone.context["messages"]] == [reason]


def test_a_blank_reference_keeps_those_there_are(cast, sign_in):
    [booking] = unconfirmed(cast, cast.ada)
    client = sign_in(cast.ben)
    page = client.get(CONFIRM, {"offer": str(booking.public_id)})
    data = {"token": str(page.context["form"]["token"].value()), "booking": str(booking.public_id)}
    client.post(CONFIRM, data | {"confirmation": SimpleUploadedFile("c.pdf", pdf())})
    booking.refresh_from_db()
    assert booking.provider_reference == "REF-1"
    assert booking.confirmation is not None


@pytest.mark.both
def test_the_officer_is_told_once_a_week_what_is_missing(cast):
    assert chase_confirmations() == 0
    unconfirmed(cast, cast.ada, cast.bea, starts_on=today() + dt.timedelta(days=90))
    assert chase_confirmations() == 1
    assert chase_confirmations() == 0
    assert Notice.objects.get(key__startswith="courses.confirmations").subject == "2 bookings have no confirmation yet"
    with time_machine.travel(now() + dt.timedelta(weeks=1), tick=False):
        assert chase_confirmations() == 1


@pytest.mark.both
@pytest.mark.parametrize("queue", ["attendance", "confirmations"])
def test_people_in_a_row_of_a_queue_cost_no_queries(cast, sign_in, queue):
    course = CourseFactory()

    def add(_):
        facts = {"applicant": PostFactory(school=cast.oak).person, "course": course, "title": course.title}
        day = yesterday() if queue == "attendance" else today() + dt.timedelta(days=30)
        booking = make_booking(cast, starts_on=day, **facts)
        Booking.objects.filter(pk=booking.pk).update(booked_at=now() - dt.timedelta(days=9))

    same_cost(opening(sign_in(cast.ben), reverse("courses:desk-queue", args=[queue])), add)
