"""The factories bring a request to each status, and only along the way that the database allows."""

import pytest

from courses.models import Booking, CourseRequest
from courses.tests.factories import make_request

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", CourseRequest.Status.values)
def test_make_request_reaches_every_status(status, cast):
    request = make_request(status, applicant=cast.ada, school=cast.oak, officer=cast.ben)
    request.refresh_from_db()
    assert request.status == status
    approved = [stage.outcome for stage in request.stages.all()].count("approved")
    assert approved == (2 if status in [*CourseRequest.Status.approved(), "cancelled"] else 0)
    has_booking = status in ("booked", "attended", "not_attended", "closed")
    assert Booking.objects.filter(request=request).exists() == has_booking


def test_make_request_without_a_cast():
    request = make_request("to_book")
    assert request.school.posts.filter(person=request.applicant).exists()
    assert request.total_cost == 120
