"""What is booked reaches the pages that show how people stand."""

import pytest

from certificates.compliance import compliance_of
from certificates.expiry import Status
from certificates.tests.factories import RequirementFactory
from courses.tests.factories import CourseFactory, make_request

pytestmark = pytest.mark.django_db


@pytest.mark.policy("IM-3")
def test_an_open_booking_shows_as_booked_for_what_its_course_counts_for(cast):
    named, credited, lower, unlisted = RequirementFactory.create_batch(4)
    lower.satisfied_by.add(credited)
    facts = {"applicant": cast.ada, "school": cast.oak, "officer": cast.ben, "reason": "statutory"}
    request = make_request("booked", requirement=named, course=CourseFactory(credits=[credited]), **facts)
    make_request("booked", requirement=unlisted, **facts)
    lines = {line.requirement: line for line in compliance_of(cast.ada)}
    assert {lines[row].status for row in (credited, lower, unlisted)} == {Status.BOOKED}
    assert lines[named].status == Status.NEVER_DONE  # the course does not count for it, whatever was asked
    assert lines[credited].booked_on == request.bookings.get().starts_on
    assert {line.status for line in compliance_of(cast.bea)} == {Status.NEVER_DONE}


def test_a_request_that_is_not_booked_yet_changes_nothing(cast):
    requirement = RequirementFactory()
    make_request("to_book", applicant=cast.ada, school=cast.oak, requirement=requirement)
    assert compliance_of(cast.ada)[0].status == Status.NEVER_DONE
