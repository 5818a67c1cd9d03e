"""The places of courses on the thread: what was asked for, what was booked, and which needs a request answers (R-3)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from core.formatting import short_date
from courses.bookings.models import Booking
from courses.bookings.policies import can_see_register
from courses.requests.models import CourseRequest
from courses.requests.policies import can_list_requests
from courses.requests.selectors import NOT_ON_THE_THREAD
from people.models import Person
from planning.models import Need
from planning.needs.answers import Answer
from planning.thread.links import LINKS, thread_by_links
from planning.thread.trace import Found, Thread, on_thread


def _more(name: str, thread: Thread) -> str:
    return f"{reverse(name)}?{thread.here}={thread.obj.public_id}"


def find_requests(thread: Thread, actor: Person) -> Found:
    """Return what was asked for on account of the object, or the request that it came of."""
    seen = CourseRequest.objects.visible_to(actor)
    if served := thread.serves(*LINKS):
        name = "courses:request-school-list" if can_list_requests(actor) else "courses:request-list"
        rows = seen.filter(**served).exclude(status__in=NOT_ON_THE_THREAD)
        more_url = _more(name, thread) if thread.here in LINKS else ""
        return on_thread(rows.order_by("-starts_on", "-pk"), label=_with_day, more_url=more_url)
    if thread.here == "booking":
        return on_thread(CourseRequest.objects.filter(pk=thread.obj.request_id), open_to=seen, label=_with_day)
    asked_for = CourseRequest.objects.filter(bookings__record__in=thread.record_ids)
    return on_thread(asked_for, open_to=seen, label=_with_day)


def _with_day(row: Any) -> str:
    return f"{row}, {short_date(row.starts_on)}" if row.starts_on else str(row)


def _bookings_on(thread: Thread, actor: Person) -> "QuerySet[Booking]":
    held = Booking.objects.visible_to(actor).exclude(status=Booking.Status.CANCELLED).select_related("request")
    if served := thread.serves(*LINKS, prefix="request__"):
        return held.filter(**served)
    if thread.here == "request":
        return held.filter(request=thread.obj)
    return held.filter(record__in=thread.record_ids)


def find_bookings(thread: Thread, actor: Person) -> Found:
    """Return what is or was booked for the object and not cancelled, as far as the reader sees it."""
    more_url = ""
    if thread.here in LINKS and can_see_register(actor):
        more_url = f"{_more('courses:register', thread)}&year=all"
    return on_thread(
        _bookings_on(thread, actor).order_by("-starts_on", "-pk"),
        label=lambda booking: f"{booking.request}, {short_date(booking.starts_on)}",
        more_url=more_url,
    )


def thread_of_request(request: CourseRequest, actor: Person) -> Thread:
    """Return where a request stands, and what its reason asks for and is missing."""
    records = tuple(request.bookings.exclude(record=None).values_list("record_id", flat=True))
    return thread_by_links("request", request, request, actor, fixed_as="request", record_ids=records)


def thread_of_booking(booking: Booking, actor: Person) -> Thread:
    """Return where a booking stands: where its request stands."""
    records = (booking.record_id,) if booking.record_id else ()
    return thread_by_links("booking", booking, booking.request, actor, fixed_as="request", record_ids=records)


# What was not granted or given up answers nothing.
GIVEN_UP = (CourseRequest.Status.DECLINED, CourseRequest.Status.WITHDRAWN, CourseRequest.Status.CANCELLED)


def requests_seen_by(actor: Person, need: Need) -> list[Answer]:
    """Return the sent requests for the need that the actor may see, the newest first."""
    rows = CourseRequest.objects.visible_to(actor).filter(need=need, sent_at__isnull=False).order_by("-sent_at", "pk")
    return [Answer("Request for a course", row.title, row.get_status_display(), row.get_absolute_url()) for row in rows]


def has_request() -> Q:
    """Return the condition that a request that was sent and not given up answers a need."""
    sent = CourseRequest.objects.filter(need=OuterRef("pk"), sent_at__isnull=False)
    return Q(Exists(sent.exclude(status__in=GIVEN_UP)))


def ask_for_course(need: Need) -> tuple[str, str]:
    """Return the words and the address by which a course is asked for a need."""
    return "Request a course for this", f"{reverse('courses:request-start')}?need={need.public_id}"
