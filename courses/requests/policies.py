"""Who may ask for a course, change, send, withdraw and discuss a request."""

from core.calendar import today
from core.decisions import ALLOWED, Decision, allowed_if, refused
from courses.requests.capacities import books_as, capacities_of
from courses.requests.clashes import takes_out_of_class
from courses.requests.links import year_of
from courses.requests.models import CourseRequest
from people.models import Person, Role
from planning.links.selectors import has_priorities
from planning.models import Reason

OPEN_TO_CHANGE = (CourseRequest.Status.DRAFT, CourseRequest.Status.RETURNED)


def can_ask(actor: Person) -> Decision:
    """Everybody with a post or a role in the trust may ask for a course (policy R-1, R-3)."""
    return allowed_if(
        bool(capacities_of(actor)),
        "You have no post or role in the trust at the moment, so there is no one who could decide on a request.",
    )


def _is_applicant(actor: Person, request: CourseRequest) -> Decision:
    return allowed_if(request.applicant_id == actor.pk, "Only the person who asks can do this.")


def can_edit(actor: Person, request: CourseRequest) -> Decision:
    """The applicant changes a draft, or what was returned to be changed; nobody changes what is being decided."""
    if not (decision := _is_applicant(actor, request)):
        return decision
    return allowed_if(
        request.status in OPEN_TO_CHANGE,
        "It can be changed while it is a draft or when it was returned to you.",
    )


def missing_from(request: CourseRequest, *, is_handed_on: bool = False) -> list[str]:
    """Return what is still to be answered before a request can be sent, a sentence each (policy R-4).

    Whoever asks for an improvement priority names it, unless neither school nor trust has one for the year. A
    colleague's place that is handed on waits for nobody: what only the new person could say is left open.
    """
    missing = []
    if not request.title:
        missing.append("Say which course it is.")
    if request.starts_on is None or request.ends_on is None:
        missing.append("Say on which days it is.")
    elif request.starts_on < today():
        missing.append("The first day is over. Choose a day to come.")
    if not request.reason:
        missing.append("Say what it is for.")
    elif request.reason == Reason.STATUTORY and request.requirement_id is None:
        missing.append("Say which statutory requirement it is for.")
    elif request.reason != Reason.STATUTORY and not request.why:
        missing.append("Say why this course.")
    if is_handed_on:
        return missing
    if (
        request.reason == Reason.PRIORITY
        and request.priority_id is None
        and has_priorities(request.school, year_of(request))
    ):
        missing.append("Say which improvement priority it serves.")
    if request.needs_cover is None and takes_out_of_class(request):
        missing.append("Say whether supply cover is needed.")
    return missing


def can_send(actor: Person, request: CourseRequest) -> Decision:
    """The applicant sends a complete draft or returned request, in a capacity still held.

    The central booking officer sends the draft that hands a colleague's place on, to the new person's own approvers.
    """
    hands_a_place_on = request.replaces_id is not None and request.status == CourseRequest.Status.DRAFT
    if not (hands_a_place_on and books_as(actor)) and not (decision := can_edit(actor, request)):
        return decision
    if missing := missing_from(request, is_handed_on=hands_a_place_on):
        return refused(missing[0])
    held = {(capacity.school.pk, capacity.applies_as) for capacity in capacities_of(request.applicant)}
    return allowed_if(
        (request.school_id, request.applies_as) in held,
        "You no longer have the post or role for which you ask. Choose another one.",
    )


def can_withdraw(actor: Person, request: CourseRequest) -> Decision:
    """The applicant withdraws until it is booked; afterwards the central booking officer cancels (policy IM-4)."""
    if not (decision := _is_applicant(actor, request)):
        return decision
    if CourseRequest.FLOW.allows(request.status, CourseRequest.Status.WITHDRAWN):
        return ALLOWED
    if request.status == CourseRequest.Status.BOOKED:
        return refused("It is booked. Ask the central booking officer to cancel it.")
    return refused("There is nothing left to withdraw.")


def can_copy(actor: Person, request: CourseRequest) -> Decision:
    """The applicant asks anew on the pattern of an own request that was sent."""
    if not (decision := _is_applicant(actor, request)):
        return decision
    return allowed_if(request.sent_at is not None, "This was never sent: go on with the draft itself.")


def can_comment(actor: Person, request: CourseRequest) -> Decision:
    """Whoever sees a request that was sent takes part in its discussion (policy IM-5). Seeing is asked before."""
    return allowed_if(request.sent_at is not None, "The discussion begins when the request is sent.")


def can_list_requests(actor: Person) -> Decision:
    """Leaders list their school's requests, line managers those of their people, the central readers everything."""
    authority = actor.authority
    return allowed_if(
        bool(authority.schools_led())
        or authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.ADMINISTRATOR])
        or authority.manages_people,
        "Leaders, line managers, the Executive Lead and the chief executive have a list of others' requests.",
    )
