"""The first page of each role, beside a plain page with the same reader's own numbers, days and roles."""

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from benchmarks.floor.views import View, reader, table
from benchmarks.measuring import STAFF, Page
from core.calendar import academic_year, today, year_bounds
from courses.models import Booking, CourseRequest
from notifications.models import Notice
from training.models import Record

FEW = 7
ROLES = {
    STAFF: "a teacher",
    "headteacher": "a Headteacher",
    "senior_leader": "a senior leader",
    "governor": "a governor",
    "chair_of_governors": "a chair of governors",
    "clerk": "a clerk",
    "executive_lead": "the Executive Lead",
    "ceo": "the chief executive",
    "booking_officer": "the booking officer",
    "administrator": "the administrator",
    "central_head": "the head of the central team",
    "trustee": "a trustee",
    "chair_of_trustees": "the chair of trustees",
    "member": "a member",
}


def home(request: HttpRequest) -> HttpResponse:
    """Show the reader's posts and roles, what they asked for and did this year, what is unread and what is coming."""
    person = reader(request)
    own = Record.objects.filter(person=person, starts_on__range=year_bounds(academic_year(today())))
    coming = Booking.objects.filter(person=person, status="booked", ends_on__gte=today()).select_related("request")
    return table(
        request,
        [
            *CourseRequest.objects.filter(applicant=person).values_list("status").annotate(number=Count("pk")),
            (Notice.objects.filter(person=person, read_at=None).count(),),
            tuple(own.aggregate(number=Count("pk"), hours=Sum("hours")).values()),
            *((post.job_title, post.school.name) for post in person.posts.select_related("school")),
            *((grant.get_role_display(), grant.school) for grant in person.grants.select_related("school")),
            *((row.starts_on, row.request.title) for row in coming.order_by("starts_on", "pk")[:FEW]),
        ],
    )


VIEWS: dict[str, View] = {"home": home}


def pages() -> list[Page]:
    """Return what is measured."""
    return [Page(f"Home of {name}", role, reverse("home:home"), "/home") for role, name in ROLES.items()]
