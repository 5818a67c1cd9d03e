"""Whoever is on a long absence hears no reminder from its first day to its last, and hears it once when back (HS-1)."""

import datetime as dt

import pytest

from certificates.tests.factories import RequirementFactory
from core.calendar import now, today
from core.models import TrustSettings
from courses.approvals.reminders import chase_waiting_requests
from courses.attendance.reminders import chase_certificates
from courses.desk.reminders import chase_confirmations
from courses.models import Booking, CourseRequest
from courses.tests.desk import make_booking
from courses.tests.factories import CourseFactory, make_request
from notifications.models import Notice
from people.models import LongAbsence
from surveys.lifecycle import tell_of_surveys
from surveys.tests.surveying import make_open
from training.attendance.services import follow_catch_ups
from training.attendance.tests.factories import CatchUpFactory
from training.feedback.requests import ask_for_feedback
from training.tests.factories import FeedbackRequestFactory, RecordFactory

pytestmark = pytest.mark.django_db

LONG_AGO = dt.timedelta(days=60)


def feedback(cast):
    RecordFactory(person=cast.ada, school=cast.oak)
    ask_for_feedback()


def feedback_again(cast):
    record = RecordFactory(person=cast.ada, school=cast.oak, starts_on=today() - LONG_AGO)
    FeedbackRequestFactory(record=record, asked_at=now() - LONG_AGO)
    ask_for_feedback()


def catch_up(cast):
    row = CatchUpFactory(attendance__person=cast.ada, attendance__event__school=cast.oak, asked_at=now() - LONG_AGO)
    row.attendance.event.requirements.add(RequirementFactory())
    follow_catch_ups()


def certificate(cast):
    day, course = today() - dt.timedelta(days=20), CourseFactory(credits=[RequirementFactory()])
    make_booking(cast, "attended", course=course, title=course.title, starts_on=day)
    chase_certificates()


def decision(cast):
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"courses.escalate_after_school_days": 0}})
    make_request("deciding", applicant=cast.ada, school=cast.oak)
    CourseRequest.objects.update(waiting_since=now() - LONG_AGO)
    chase_waiting_requests()


def confirmation(cast):
    booking = make_booking(cast, starts_on=today() + dt.timedelta(days=90))
    Booking.objects.filter(pk=booking.pk).update(booked_at=now() - dt.timedelta(days=10))
    chase_confirmations()


def survey(cast):
    make_open(cast.hal, cast.oak)
    tell_of_surveys()


# What is reminded of, whom, and what the sweep does.
REMINDERS = {
    "training.feedback.asked": ("ada", feedback),
    "training.feedback.reminded": ("ada", feedback_again),
    "training.catch_up.reminded": ("ada", catch_up),
    "courses.certificate.wanted": ("ada", certificate),
    "courses.stage.reminder": ("hal", decision),
    "courses.confirmations.missing": ("ben", confirmation),
    "surveys.survey.opened": ("ada", survey),
}
# The absence, in days from today, and whether they are reminded.
ABSENCES = {
    "the day before": (1, 5, True),
    "the first day": (0, 5, False),
    "the last day": (-5, 0, False),
    "the day after": (-5, -1, True),
    "with no end known": (-5, None, False),
}


@pytest.mark.policy("HS-1", "IM-2", "IM-5")
@pytest.mark.parametrize("when", ABSENCES)
@pytest.mark.parametrize("key", REMINDERS)
def test_nobody_is_reminded_while_away(key, when, cast):
    who, remind = REMINDERS[key]
    first, last, expected = ABSENCES[when]
    person = getattr(cast, who)
    LongAbsence.objects.create(
        person=person,
        starts_on=today() + dt.timedelta(days=first),
        ends_on=None if last is None else today() + dt.timedelta(days=last),
    )
    remind(cast)
    assert Notice.objects.filter(person=person, key__startswith=key).exists() is expected
