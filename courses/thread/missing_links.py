"""Requests that lack a link which their reason asks for, and records that fell behind their request (policy R-4)."""

from typing import Any

from django.db.models import Q, QuerySet

from core.calendar import year_bounds
from core.trust_settings import ours
from courses.requests.links import LINKS_OF_REASON, choices_for, year_of
from courses.requests.models import CourseRequest
from courses.thread.policies import FIXABLE, can_fix
from courses.thread.services import fix_record_of_booking, fix_request
from people.models import Person
from planning.links.selectors import Wanted, offers_by
from planning.thread.links import LACKS_NEED, LACKS_PRIORITY, LINKS, links_of
from planning.thread.missing_links import Fixable, MissingLink, planned
from planning.thread.policies import can_fix as can_fix_planning
from training.models import Record


def _on_the_thread(actor: Person, year: int) -> "QuerySet[CourseRequest]":
    """Return the requests of a year that are on their way or came to something, of the schools planned for."""
    rows = planned(CourseRequest.objects.all(), actor).filter(status__in=FIXABLE, sent_at__isnull=False)
    return rows.filter(starts_on__range=year_bounds(year)).select_related("school", "applicant")


def requests_without_priority(actor: Person, year: int) -> "QuerySet[CourseRequest]":
    """Return the requests for an improvement priority that name none."""
    return _on_the_thread(actor, year).filter(LACKS_PRIORITY)


def requests_without_need(actor: Person, year: int) -> "QuerySet[CourseRequest]":
    """Return the requests for a priority or out of a review that name neither a need nor an action."""
    return _on_the_thread(actor, year).filter(LACKS_NEED)


def records_behind(actor: Person, year: int) -> "QuerySet[Record]":
    """Return the records of bookings whose request is linked with something that they lack."""
    behind: Any = Q(pk__in=[])
    for name in LINKS:
        behind |= Q(**{name: None, f"booking__request__{name}__isnull": False})
    rows = planned(Record.objects.all(), actor).filter(starts_on__range=year_bounds(year))
    return rows.filter(behind).select_related("school", "person")


def _choices_of_request(request: CourseRequest, actor: Person) -> "dict[str, QuerySet[Any]]":
    choices = choices_for(request, actor, ended_too=True)
    return {name: choices[name] for name in LINKS_OF_REASON.get(request.reason, ())}


def _wanted(request: CourseRequest) -> Wanted:
    links = LINKS_OF_REASON.get(request.reason, ())
    return Wanted(request.school_id, year_of(request), request.applicant_id, links)


def _asked_by(request: CourseRequest) -> str:
    return f"{request.applicant}, {request.get_status_display().lower()}"


SEARCH = ("title", "provider_name", "applicant__first_name", "applicant__last_name")

MISSING_LINKS = (
    Fixable(
        key="request",
        label="Request",
        model=CourseRequest,
        related=("school", "applicant"),
        can=can_fix,
        choices=_choices_of_request,
        current=links_of,
        fix=fix_request,
        offers=offers_by(_wanted),
    ),
    Fixable(
        key="record-of-booking",
        label="Record",
        model=Record,
        only=Q(booking__isnull=False),
        related=("school", "person"),
        can=lambda actor, record: can_fix_planning(actor, record.school),
        current=links_of,
        fix=fix_record_of_booking,
        verb="Take over",
        explain="The request is already linked. Copy that link to the record.",
    ),
    MissingLink(
        key="requests",
        label="Requests not linked to a priority",
        one="request",
        explain="Requests made for an improvement priority, with no priority chosen.",
        fixable="request",
        rows=requests_without_priority,
        links=("priority",),
        note=_asked_by,
        search=SEARCH,
    ),
    MissingLink(
        key="request-need",
        label="Requests not linked to a training need or action",
        one="request",
        explain=ours("Requests for a priority or performance review with no training need or action chosen."),
        fixable="request",
        rows=requests_without_need,
        links=("need", "action"),
        note=_asked_by,
        search=SEARCH,
    ),
    MissingLink(
        key="records-behind",
        label="Records missing their request's links",
        one="record",
        explain="Training records that aren't linked, although their request is.",
        fixable="record-of-booking",
        rows=records_behind,
        note=lambda record: str(record.person),
    ),
)
