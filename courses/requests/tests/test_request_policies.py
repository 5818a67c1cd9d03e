"""Truth tables of whoever asks: every status, every one of the cast."""

import datetime as dt

import pytest

from core.calendar import today
from courses.catalogue.policies import can_manage_catalogue
from courses.models import CourseRequest
from courses.requests import policies
from courses.tests.factories import RequestFactory, make_request
from cpd_trust.tests.helpers import PEOPLE, names_who

pytestmark = pytest.mark.django_db

S = CourseRequest.Status

# What Ada may do with her own request; nobody else may do any of it, whatever they are.
OWN = {
    policies.can_edit: {S.DRAFT, S.RETURNED},
    policies.can_send: {S.DRAFT, S.RETURNED},
    policies.can_withdraw: {S.DRAFT, S.DECIDING, S.RETURNED, S.TO_BOOK},
    policies.can_copy: set(S.values) - {S.DRAFT},
}


@pytest.mark.policy("IM-5")
@pytest.mark.parametrize("status", S.values)
def test_only_the_applicant_does_anything_of_an_applicant(status, cast):
    request = make_request(status, applicant=cast.ada, school=cast.oak, officer=cast.ben)
    for policy, statuses in OWN.items():
        assert names_who(cast, policy, request) == ({"ada"} if status in statuses else set()), policy.__name__


@pytest.mark.parametrize("status", [S.DRAFT, S.WITHDRAWN])
def test_what_was_never_sent_is_seen_by_its_writer_alone(status, cast):
    request = RequestFactory(applicant=cast.ada, school=cast.oak)
    if status == S.WITHDRAWN:
        request.move_to(status)
    assert names_who(cast, CourseRequest.objects.visible_to) == {"ada"}


@pytest.mark.parametrize("status", S.values)
def test_the_discussion_begins_with_the_sending(status, cast):
    request = make_request(status, applicant=cast.ada, school=cast.oak, officer=cast.ben)
    assert names_who(cast, policies.can_comment, request) == (set() if status == "draft" else {*PEOPLE})


def test_can_ask(cast):
    assert names_who(cast, policies.can_ask) == {*PEOPLE} - {"nora"}


@pytest.mark.policy("RM-2")
def test_can_manage_catalogue(cast):
    assert names_who(cast, can_manage_catalogue) == {"ben", "ann"}


def test_can_list_requests(cast):
    lists = {"lin", "sid", "hal", "eli", "eve", "cleo", "ann"}
    assert names_who(cast, policies.can_list_requests) == lists


MISSING = [
    ({"title": ""}, "Enter the name of the course."),
    ({"starts_on": None, "ends_on": None}, "Enter the course dates."),
    (
        {"starts_on": dt.date(2020, 1, 1), "ends_on": dt.date(2020, 1, 1)},
        "The course date has passed. Choose a later date.",
    ),
    ({"reason": ""}, "Choose what the course is for."),
    ({"reason": "statutory"}, "Choose the required training it's for."),
    ({"reason": "priority", "why": ""}, "Enter why you want to do this course."),
    ({"needs_cover": None}, "Choose whether supply cover is needed."),
]


@pytest.mark.policy("R-4")
@pytest.mark.parametrize(("answers", "sentence"), MISSING)
def test_an_incomplete_request_is_not_sent_and_says_what_is_missing(answers, sentence, cast):
    request = RequestFactory(applicant=cast.ada, school=cast.oak, **answers)
    assert policies.missing_from(request) == [sentence]
    assert policies.can_send(cast.ada, request).reason == sentence


def test_a_course_of_today_can_still_be_asked_for(cast):
    request = RequestFactory(applicant=cast.ada, school=cast.oak, starts_on=today())
    assert policies.can_send(cast.ada, request)


def test_a_place_that_is_no_longer_held_sends_nothing(cast):
    request = RequestFactory(applicant=cast.ada, school=cast.oak)
    cast.ada_post.ends_on = today() - dt.timedelta(days=1)
    cast.ada_post.save()
    cast.ada.forget_authority()
    assert "no longer have this post" in policies.can_send(cast.ada, request).reason
