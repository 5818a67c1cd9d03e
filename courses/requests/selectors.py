"""Where a request is, in words and tones, and what there is instead of it."""

from core.components import Tone
from courses.catalogue.querysets import CourseQuerySet
from courses.catalogue.selectors import in_trust_alternatives
from courses.requests.models import CourseRequest
from people.models import Person, Role
from people.trust_settings import role_title
from training.places.alternatives import EventInstead, Wanted, events_instead


def alternatives_for(request: CourseRequest) -> CourseQuerySet:
    """Return what the trust offers instead of what a request is for, as its applicant sees the catalogue."""
    return in_trust_alternatives(
        actor=request.applicant, title=request.title, requirement=request.requirement, apart_from=request.course
    )


def events_for(request: CourseRequest, reader: Person) -> list[EventInstead]:
    """Return the trust's own events that answer the same, open to the applicant and visible to the reader (AP-10)."""
    wanted = Wanted(request.title, request.requirement, request.need, request.priority, request.action)
    return events_instead(wanted, request.applicant, reader)


S = CourseRequest.Status

TONES: dict[str, Tone] = {
    S.DRAFT: "neutral",
    S.DECIDING: "waiting",
    S.RETURNED: "warning",
    S.DECLINED: "danger",
    S.WITHDRAWN: "neutral",
    S.TO_BOOK: "info",
    S.BOOKED: "success",
    S.CANCELLED: "danger",
    S.ATTENDED: "success",
    S.NOT_ATTENDED: "warning",
    S.CLOSED: "success",
}


def where_text(status: str, role: str | None, *, was_sent: bool = True) -> str:
    """Return where a request is, in words: "With the Headteacher", "With the central booking officer"."""
    if status == S.DECIDING and role:
        return f"With the {role_title(role)}"
    if status == S.TO_BOOK:
        return f"Approved, to be booked by the {role_title(Role.BOOKING_OFFICER)}"
    if status == S.WITHDRAWN and not was_sent:
        return "Draft deleted"
    return str(S(status).label)


NOT_ON_THE_THREAD = (CourseRequest.Status.DRAFT, CourseRequest.Status.WITHDRAWN, CourseRequest.Status.DECLINED)
