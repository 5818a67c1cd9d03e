"""What colleagues share of a course stands on its page, to the staff (policy IM-2)."""

import pytest

from courses.tests.desk import yesterday
from courses.tests.factories import CourseFactory, make_request, record_of
from cpd_trust.tests.helpers import opening, same_cost
from training.tests.factories import FeedbackFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-2")]


def went(cast, course, **words):
    """Return feedback of Tom, who went on the course yesterday."""
    request = make_request(
        "closed", applicant=cast.tom, school=cast.elm, officer=cast.ben, course=course, title=course.title,
        starts_on=yesterday(),
    )  # fmt: skip
    return FeedbackFactory(record=record_of(request.bookings.get(), title=course.title, starts_on=yesterday()), **words)


def test_the_page_of_a_course_says_what_colleagues_share_of_it(cast, sign_in):
    course, other = CourseFactory(title="Fluent readers"), CourseFactory(title="Something else")
    told = went(cast, course, shared=True, learnt="Read it twice.")
    went(cast, course, learnt="Kept to myself.")
    went(cast, other, shared=True, learnt="Of another course.")
    for name, sees in (("bea", True), ("eve", True), ("gus", False), ("tess", False)):
        text = sign_in(getattr(cast, name)).get(course.get_absolute_url()).content.decode()
        assert ("Read it twice." in text, told.get_absolute_url() in text) == (sees, sees), name
        assert "Kept to myself." not in text
        assert "Of another course." not in text


def test_it_costs_the_same_for_one_and_for_three(cast, sign_in):
    course = CourseFactory()
    page = opening(sign_in(cast.bea), course.get_absolute_url())
    same_cost(page, lambda _: went(cast, course, shared=True))
