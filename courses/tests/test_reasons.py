"""Why somebody goes: said by one function on every page, thread and export, the duty where a duty is the reason."""

import pytest
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from courses.attendance.services import confirm_attendance
from courses.tests.desk import make_past_booking
from courses.tests.factories import CourseFactory, make_request
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory
from planning.thread.trace import trace_of
from planning.vocabulary import reason_words
from training.models import Feedback, Record
from training.tests.factories import FeedbackFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("R-4")]

KINDS = [("yes", "Statutory requirement: Fire safety"), ("recommended", "Recommended training: Fire safety")]


@pytest.fixture(params=KINDS, ids=["statutory", "recommended"])
def duty(request):
    statutory, words = request.param
    return RequirementFactory(name="Fire safety", statutory=statutory), words


def attended(cast, **facts):
    booking = make_past_booking(cast, **facts)
    confirm_attendance(booking=booking, actor=cast.ben, attended=True, hours=booking.request.hours)
    return booking


def read(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def test_the_duty_is_said_on_the_way_to_a_decision(cast, sign_in, duty):
    requirement, words = duty
    course = CourseFactory(credits=[requirement])
    row = make_request(
        "deciding", applicant=cast.ada, school=cast.oak, reason="statutory", requirement=requirement, course=course
    )
    head = sign_in(cast.hal)
    assert words in read(head, "courses:request-decide", row.public_id)
    assert words in read(head, "courses:request-school-list")
    assert words in read(head, "courses:request-school-list", export="csv")
    assert words.split(":")[0] in read(head, "courses:request-detail", row.public_id)
    assert words in read(sign_in(cast.ada), "courses:request-list", export="csv")


def test_the_duty_is_said_of_what_was_booked_and_done(cast, sign_in, duty):
    requirement, words = duty
    booking = attended(cast, reason="statutory", requirement=requirement)
    record = Record.objects.get()
    assert record.requirement == requirement
    officer = sign_in(cast.ben)
    assert words in read(officer, "courses:register", export="csv", year="all")
    for query in ({}, {"export": "csv"}):
        assert words in read(officer, "training:record-list", year="all", **query)
    mine = sign_in(cast.ada)
    for query in ({}, {"export": "csv"}):
        assert words in read(mine, "training:my-record", year="all", **query)
    assert words in read(mine, "training:record-detail", record.public_id)
    feedback = FeedbackFactory(record=record)
    assert feedback.reason_for_all == words
    for thing in (booking.request, booking, record, Feedback.objects.get()):
        line = trace_of(thing, cast.ada)
        assert (line[0].label, line[0].links[0].label, line[0].links[0].url) == (
            "Reason", words, requirement.get_absolute_url(),
        )  # fmt: skip
        assert not {"Priority", "Objective", "Need", "Action"} & {step.label for step in line}


def test_a_duty_that_answers_a_need_shows_both(cast):
    requirement = RequirementFactory()
    need = NeedFactory(school=cast.oak, person=cast.ada, reason="statutory", requirement=requirement, priority=None)
    row = make_request(
        "deciding", applicant=cast.ada, school=cast.oak, reason="statutory", requirement=requirement, need=need
    )
    labels = [step.label for step in trace_of(row, cast.ada)]
    assert labels[:3] == ["Reason", "Need", "Request"]
    assert trace_of(need, cast.ada)[0].label == "Reason"
    action = ActionFactory(plan__school=cast.oak, serves="statutory", requirement=requirement, priority=None)
    assert trace_of(action, cast.hal)[0].links[0].label == str(requirement)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("priority", "School improvement priority"),
        ("review", "Agreed in a performance review"),
        ("personal", "Personal development"),
        ("statutory", "Statutory requirement"),
    ],
)
def test_other_reasons_are_said_alone(cast, reason, words):
    priority = PriorityFactory(school=cast.oak) if reason == "priority" else None
    row = make_request("deciding", applicant=cast.ada, school=cast.oak, reason=reason, priority=priority)
    assert reason_words(row) == row.reason_words == words
    assert ("Priority" in [step.label for step in trace_of(row, cast.ada)]) is (reason != "statutory")
