"""Attendance, the record that it writes once, the certificates that it credits, and closing (IM-4, R-1)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from certificates.models import Certificate
from certificates.services import award_certificate
from certificates.tests.factories import RequirementFactory
from core.calendar import today
from core.flow import IllegalMove
from courses.attendance.services import (
    Attendance,
    Award,
    close_completed,
    close_request,
    confirm_attendance,
    confirm_attendances,
)
from courses.models import CourseRequest
from courses.tests.desk import make_booking, make_deputy, make_past_booking, yesterday
from courses.tests.factories import CourseFactory
from training.models import Record
from training.records.services import record_training


@pytest.fixture
def booking(cast):
    return make_past_booking(cast)


@pytest.fixture
def credited(cast):
    """A past booking of a course that credits a requirement, and the requirement."""
    requirement = RequirementFactory()
    course = CourseFactory(credits=[requirement])
    return make_past_booking(cast, course=course, title=course.title), requirement


def attend(booking, actor, **facts):
    return confirm_attendance(booking=booking, actor=actor, **{"attended": True, "hours": Decimal("5.5")} | facts)


@pytest.mark.policy("R-1")
@pytest.mark.policy("IM-4")
def test_attendance_writes_the_record_at_once_for_school_and_trust(cast, booking):
    attend(booking, cast.ben)
    record = Record.objects.get()
    assert (record.person, record.school, record.hours, record.cost) == (
        cast.ada,
        cast.oak,
        Decimal("5.5"),
        booking.cost,
    )
    assert (record.source, record.booking) == ("booking", booking)
    for leader in (cast.hal, cast.eve, cast.ben):
        assert record in Record.objects.in_register_of(leader)
        assert record in Record.objects.visible_to(leader)
    assert record in Record.objects.visible_to(cast.ada)
    for other in (cast.eli, cast.tom, cast.gus, cast.bea):
        assert record not in Record.objects.visible_to(other)


def test_nothing_is_owed_so_it_closes_by_itself(cast, booking):
    attend(booking, cast.ben)
    assert CourseRequest.objects.get().status == "closed"


@pytest.mark.parametrize("name", ["ben", "hal"])
def test_the_officer_and_the_headteacher_confirm(cast, booking, name):
    attend(booking, getattr(cast, name))
    booking.refresh_from_db()
    assert booking.attendance_by == getattr(cast, name)


@pytest.mark.parametrize("name", ["ada", "bea", "lin", "sid", "eli", "eve", "cleo", "ann", "gus", "chas", "tess"])
def test_nobody_else_confirms(cast, booking, name):
    with pytest.raises(PermissionDenied):
        attend(booking, getattr(cast, name))
    assert not Record.objects.exists()


def test_a_headteacher_does_not_confirm_their_own_attendance(cast):
    booking = make_past_booking(cast, applicant=cast.hal)
    with pytest.raises(PermissionDenied, match="own"):
        attend(booking, cast.hal)


def test_the_officer_does_not_confirm_their_own_attendance_but_the_head_of_the_central_team_does(cast):
    booking = make_past_booking(cast, applicant=cast.ben, school=cast.central)
    with pytest.raises(PermissionDenied, match="own"):
        attend(booking, cast.ben)
    attend(booking, cast.cleo)
    assert Record.objects.get().person == cast.ben


@pytest.mark.parametrize("stood_for", ["ben", "hal"])
def test_a_deputy_confirms_in_the_place_of_officer_or_headteacher(cast, booking, stood_for):
    make_deputy(getattr(cast, stood_for), cast.sid)
    assert booking in type(booking).objects.visible_to(cast.sid)
    attend(booking, cast.sid)
    assert Record.objects.count() == 1


def test_a_deputy_does_not_confirm_their_own_attendance(cast, booking):
    make_deputy(cast.ben, cast.ada)
    with pytest.raises(PermissionDenied, match="own"):
        attend(booking, cast.ada)


def test_attendance_is_not_confirmed_on_the_day_before_the_last(cast):
    booking = make_booking(cast, starts_on=today() + dt.timedelta(days=1))
    with pytest.raises(IllegalMove, match="after that"):
        attend(booking, cast.ben)


def test_the_last_day_itself_is_soon_enough(cast):
    attend(make_booking(cast, starts_on=today()), cast.ben)
    assert Record.objects.count() == 1


@pytest.mark.policy("IM-4")
def test_the_record_is_written_once(cast, booking):
    attend(booking, cast.ben)
    with pytest.raises(IllegalMove):
        attend(booking, cast.hal)
    assert Record.objects.count() == 1


def test_nobody_records_what_they_did_themselves(cast):
    with pytest.raises(PermissionDenied):
        record_training(
            actor=cast.ada, person=cast.ada, school=cast.oak, source="booking", title="A", approach="course",
            reason="personal", starts_on=today(), ends_on=today(), hours=Decimal(1),
        )  # fmt: skip


def test_who_did_not_come_has_no_record_and_the_reason_is_kept(cast, booking):
    confirm_attendance(booking=booking, actor=cast.hal, attended=False, absence_note=" Ill ")
    booking.refresh_from_db()
    assert (booking.status, booking.absence_note) == ("not_attended", "Ill")
    assert CourseRequest.objects.get().status == "not_attended"
    assert not Record.objects.exists()


@pytest.mark.parametrize("facts", [{"attended": True}, {"attended": False, "absence_note": "  "}])
def test_hours_or_the_reason_must_be_said(cast, booking, facts):
    with pytest.raises(ValidationError):
        confirm_attendance(booking=booking, actor=cast.ben, **facts)
    booking.refresh_from_db()
    assert booking.status == "booked"


def test_several_are_confirmed_together_or_not_at_all(cast, booking):
    other = make_past_booking(cast, applicant=cast.bea)
    both = [Attendance(booking=b, attended=True, hours=Decimal(6)) for b in (booking, other)]
    attend(other, cast.hal)
    with pytest.raises(IllegalMove):
        confirm_attendances(answers=both, actor=cast.ben)
    assert [r.person for r in Record.objects.all()] == [cast.bea]


# --- Certificates ----------------------------------------------------------------------------------------------------


@pytest.mark.policy("HS-1")
def test_a_certificate_that_came_along_is_awarded_and_hangs_on_the_record(cast, credited):
    booking, requirement = credited
    attend(booking, cast.ben, awards=[Award(requirement=requirement, awarded_on=booking.ends_on, number="N-1")])
    certificate = Certificate.objects.get()
    assert (certificate.person, certificate.requirement, certificate.number) == (cast.ada, requirement, "N-1")
    assert certificate.expires_on is not None
    assert list(Record.objects.get().certificates.all()) == [certificate]
    assert CourseRequest.objects.get().status == "closed"


def test_without_its_certificate_a_course_stays_open(cast, credited):
    booking, requirement = credited
    attend(booking, cast.ben)
    assert CourseRequest.objects.get().status == "attended"
    with pytest.raises(IllegalMove, match=str(requirement)):
        close_request(request=CourseRequest.objects.get(), actor=cast.ben)
    assert close_completed() == 0


def test_a_certificate_entered_later_closes_it_and_hangs_on_the_record(cast, credited):
    booking, requirement = credited
    attend(booking, cast.ben)
    certificate = award_certificate(
        person=cast.ada, requirement=requirement, school=cast.oak, awarded_on=yesterday(), title="T", source="upload",
        actor=cast.ada,
    )  # fmt: skip
    assert close_completed() == 1
    assert close_completed() == 0
    assert CourseRequest.objects.get().status == "closed"
    assert list(Record.objects.get().certificates.all()) == [certificate]


def test_an_older_certificate_settles_nothing(cast, credited):
    booking, requirement = credited
    award_certificate(
        person=cast.ada, requirement=requirement, school=cast.oak, title="T", source="upload", actor=cast.ada,
        awarded_on=booking.starts_on - dt.timedelta(days=1),
    )  # fmt: skip
    attend(booking, cast.ben)
    assert CourseRequest.objects.get().status == "attended"


def test_the_requirement_that_a_request_names_is_credited_too(cast):
    requirement = RequirementFactory()
    booking = make_past_booking(cast, reason="statutory", requirement=requirement)
    attend(booking, cast.ben, awards=[Award(requirement=requirement, awarded_on=booking.ends_on)])
    assert Certificate.objects.get().requirement == requirement


def test_a_certificate_for_something_else_is_refused_and_nothing_is_kept(cast, credited):
    booking, _ = credited
    with pytest.raises(ValidationError):
        attend(booking, cast.ben, awards=[Award(requirement=RequirementFactory(), awarded_on=booking.ends_on)])
    assert not Certificate.objects.exists()
    assert not Record.objects.exists()


@pytest.mark.parametrize("name", ["ada", "hal", "eve", "gus"])
def test_only_the_officer_closes_by_hand(cast, credited, name):
    booking, requirement = credited
    attend(booking, cast.ben)
    award_certificate(
        person=cast.ada, requirement=requirement, school=cast.oak, awarded_on=yesterday(), title="T", source="upload",
        actor=cast.ada,
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        close_request(request=CourseRequest.objects.get(), actor=getattr(cast, name))
    assert close_request(request=CourseRequest.objects.get(), actor=cast.ben).status == "closed"
