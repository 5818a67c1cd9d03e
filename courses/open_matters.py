"""What courses keep open with somebody who leaves: their requests and bookings, and what waits for their approval."""

from datetime import date

from courses.models import Booking, CourseRequest, Stage
from people.models import Person
from people.open_matters import OpenMatter, OpenSource, over_by


def _requests(person: Person, day: date) -> list[OpenMatter]:
    states = [CourseRequest.Status.DECIDING, CourseRequest.Status.RETURNED, CourseRequest.Status.TO_BOOK]
    rows = CourseRequest.objects.filter(applicant=person, status__in=states).exclude(over_by(day))
    rows = rows.order_by("starts_on", "pk")
    return [OpenMatter(f"{row.title} ({row.get_status_display().lower()})", row.get_absolute_url()) for row in rows]


def _bookings(person: Person, day: date) -> list[OpenMatter]:
    rows = Booking.objects.open().filter(person=person, ends_on__gt=day).select_related("request")
    return [
        OpenMatter(f"{row.request.title}, {row.starts_on.day} {row.starts_on:%B %Y}", row.get_absolute_url())
        for row in rows.order_by("starts_on", "pk")
    ]


def _approvals(person: Person, day: date) -> list[OpenMatter]:
    rows = Stage.objects.at_desk_of(person).exclude(over_by(day, "request__ends_on")).select_related("request")
    rows = rows.order_by("request__starts_on", "pk")
    return [OpenMatter(row.request.title, row.request.get_absolute_url()) for row in rows]


OPEN_MATTERS = (
    OpenSource("requests", "Requests for training", _requests),
    OpenSource("bookings", "Bookings", _bookings),
    OpenSource("approvals", "Requests to approve", _approvals),
)
