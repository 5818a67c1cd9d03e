"""What is booked reaches the pages that show how people stand."""

import pytest

from certificates.expiry import Status
from certificates.standing import standing_of
from certificates.tests.factories import RequirementFactory
from courses.tests.factories import CourseFactory, make_request

pytestmark = pytest.mark.django_db


@pytest.mark.policy("IM-3")
def test_an_open_booking_shows_as_booked_by_the_request_and_by_the_course(cast):
    named, credited = RequirementFactory(), RequirementFactory()
    request = make_request(
        "booked",
        applicant=cast.ada,
        school=cast.oak,
        officer=cast.ben,
        requirement=named,
        course=CourseFactory(credits=[credited]),
    )
    lines = {line.requirement: line for line in standing_of(cast.ada)}
    assert {lines[named].status, lines[credited].status} == {Status.BOOKED}
    assert lines[named].booked_on == request.bookings.get().starts_on
    assert {line.status for line in standing_of(cast.bea)} == {Status.NEVER_DONE}


def test_a_request_that_is_not_booked_yet_changes_nothing(cast):
    requirement = RequirementFactory()
    make_request("to_book", applicant=cast.ada, school=cast.oak, requirement=requirement)
    assert standing_of(cast.ada)[0].status == Status.NEVER_DONE
