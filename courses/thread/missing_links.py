"""Requests that lack a link which their reason asks for, and records that fell behind their request (policy R-4)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from core.calendar import year_bounds
from core.formatting import short_date
from courses.requests.links import LINKS_OF_REASON, choices_for, links_of, year_of
from courses.requests.models import CourseRequest
from courses.thread.policies import FIXABLE, can_fix
from courses.thread.services import fix_record_of_booking, fix_request
from people.models import Person
from planning.links.selectors import Wanted, offers_to
from planning.models import Reason
from planning.thread.missing_links import Fixable, MissingLink, Offers, planned, register_fixable, register_missing_link
from planning.thread.policies import can_fix as can_mend_planning
from training.links import links_of as links_of_record
from training.models import Record


def _on_the_thread(actor: Person, year: int) -> "QuerySet[CourseRequest]":
    """Return the requests of a year that are on their way or came to something, of the schools planned for."""
    rows = planned(CourseRequest.objects.visible_to(actor), actor).filter(status__in=FIXABLE)
    return rows.filter(starts_on__range=year_bounds(year)).select_related("school", "applicant")


def requests_without_priority(actor: Person, year: int) -> "QuerySet[CourseRequest]":
    """Return the requests for an improvement priority that name none."""
    return _on_the_thread(actor, year).filter(reason=Reason.PRIORITY, priority=None)


def requests_without_need(actor: Person, year: int) -> "QuerySet[CourseRequest]":
    """Return the requests for a priority or out of a review that name neither a need nor an action."""
    return _on_the_thread(actor, year).filter(reason__in=[Reason.PRIORITY, Reason.REVIEW], need=None, action=None)


def records_behind(actor: Person, year: int) -> "QuerySet[Record]":
    """Return the records of bookings whose request is linked with something that they lack."""
    behind: Any = Q(pk__in=[])
    for name in ("priority", "need", "action"):
        behind |= Q(**{name: None, f"booking__request__{name}__isnull": False})
    rows = planned(Record.objects.visible_to(actor), actor).filter(starts_on__range=year_bounds(year))
    return rows.filter(behind).select_related("school", "person")


def _choices_of_request(request: CourseRequest, actor: Person) -> "dict[str, QuerySet[Any]]":
    choices = choices_for(request, actor, ended_too=True)
    return {name: choices[name] for name in LINKS_OF_REASON.get(request.reason, ())}


def _offers_to_requests(rows: Sequence[Any], actor: Person) -> Offers:
    wanted = {
        row.pk: Wanted(row.school_id, year_of(row), row.applicant_id, LINKS_OF_REASON.get(row.reason, ()))
        for row in rows
    }
    return offers_to(actor, wanted)


def register() -> None:
    """Tell planning of the requests and records that can be fixed and that lack a link."""
    register_fixable(
        Fixable(
            key="request",
            label="Request",
            rows=lambda actor: CourseRequest.objects.visible_to(actor).select_related("school", "applicant"),
            can=can_fix,
            choices=_choices_of_request,
            current=links_of,
            fix=fix_request,
            offers=_offers_to_requests,
        )
    )
    register_fixable(
        Fixable(
            key="record-of-booking",
            label="Record",
            rows=lambda actor: (
                Record.objects.visible_to(actor).exclude(booking=None).select_related("school", "person")
            ),
            can=lambda actor, record: can_mend_planning(actor, record.school),
            choices=lambda record, actor: {},
            current=links_of_record,
            fix=fix_record_of_booking,
            verb="Take over",
            explain="Its request is linked already. The record takes that over.",
        )
    )
    for key, label, links, explain, rows in (
        (
            "requests",
            "Requests without a priority",
            ("priority",),
            "Training that was asked for on account of an improvement priority, and that names none.",
            requests_without_priority,
        ),
        (
            "request-need",
            "Requests without need or action",
            ("need", "action"),
            "Training for a priority or out of a review that names neither a need nor an action of the plan.",
            requests_without_need,
        ),
    ):
        register_missing_link(
            MissingLink(
                key=key,
                label=label,
                one="request",
                explain=explain,
                fixable="request",
                links=links,
                rows=rows,
                when_field="starts_on",
                when=_day,
                note=lambda request: f"{request.applicant}, {request.get_status_display().lower()}",
                search=("title", "provider_name", "applicant__first_name", "applicant__last_name"),
            )
        )
    register_missing_link(
        MissingLink(
            key="records-behind",
            label="Records behind their request",
            one="record",
            explain="Records of training whose request is linked, while they are not.",
            fixable="record-of-booking",
            rows=records_behind,
            when_field="starts_on",
            when=_day,
            note=lambda record: str(record.person),
            search=("title", "person__first_name", "person__last_name"),
        )
    )


def _day(row: Any) -> str:
    return short_date(row.starts_on)
