"""Who may ask for a course, change, send, withdraw and discuss a request."""

from core.calendar import today
from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
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
        ours(
            "You don't currently have a post or role in the trust, so you can't request a course. "
            "Ask the trust administrator to check your record."
        ),
    )


def _is_applicant(actor: Person, request: CourseRequest) -> Decision:
    return allowed_if(request.applicant_id == actor.pk, "Only the applicant can do this.")


def can_edit(actor: Person, request: CourseRequest) -> Decision:
    """The applicant changes a draft, or what was returned to be changed; nobody changes what is being decided."""
    if not (decision := _is_applicant(actor, request)):
        return decision
    return allowed_if(
        request.status in OPEN_TO_CHANGE,
        "You can only edit a request while it's a draft or if it's been sent back to you.",
    )


COVER_NOT_SAID = "Choose whether supply cover is needed."


def missing_from(request: CourseRequest, *, is_handed_on: bool = False) -> list[str]:
    """Return what is still to be answered before a request can be sent, a sentence each (policy R-4).

    Whoever asks for an improvement priority names it, unless neither school nor trust has one for the year. A
    colleague's place that is handed on waits for nobody: what only the new person could say is left open.
    """
    missing = []
    if not request.title:
        missing.append("Enter the name of the course.")
    if request.starts_on is None or request.ends_on is None:
        missing.append("Enter the course dates.")
    elif request.starts_on < today():
        missing.append("The course date has passed. Choose a later date.")
    if not request.reason:
        missing.append("Choose what the course is for.")
    elif request.reason == Reason.STATUTORY and request.requirement_id is None:
        missing.append("Choose the required training it's for.")
    elif request.reason != Reason.STATUTORY and not request.why:
        missing.append("Enter why you want to do this course.")
    if is_handed_on:
        return missing
    if (
        request.reason == Reason.PRIORITY
        and request.priority_id is None
        and has_priorities(request.school, year_of(request))
    ):
        missing.append("Choose the priority it supports.")
    if request.needs_cover is None and takes_out_of_class(request):
        missing.append(COVER_NOT_SAID)
    return missing


def can_send(actor: Person, request: CourseRequest, *, cover_follows: bool = False) -> Decision:
    """The applicant sends a complete draft or returned request, in a capacity still held.

    `cover_follows`: whether supply cover is needed is said with the sending, so nothing is asked about it here.

    The central booking officer sends the draft that hands a colleague's place on, to the new person's own approvers.
    """
    hands_a_place_on = request.replaces_id is not None and request.status == CourseRequest.Status.DRAFT
    if not (hands_a_place_on and books_as(actor)) and not (decision := can_edit(actor, request)):
        return decision
    missing = missing_from(request, is_handed_on=hands_a_place_on)
    if missing := [sentence for sentence in missing if not (cover_follows and sentence == COVER_NOT_SAID)]:
        return refused(missing[0])
    held = {(capacity.school.pk, capacity.applies_as) for capacity in capacities_of(request.applicant)}
    return allowed_if(
        (request.school_id, request.applies_as) in held,
        "You no longer have this post or role. Choose another.",
    )


def can_withdraw(actor: Person, request: CourseRequest) -> Decision:
    """The applicant withdraws until it is booked; afterwards the central booking officer cancels (policy IM-4)."""
    if not (decision := _is_applicant(actor, request)):
        return decision
    if CourseRequest.FLOW.allows(request.status, CourseRequest.Status.WITHDRAWN):
        return ALLOWED
    if request.status == CourseRequest.Status.BOOKED:
        return refused(ours("This course is already booked. Ask the central booking officer to cancel it."))
    return refused("This request can no longer be withdrawn.")


def can_copy(actor: Person, request: CourseRequest) -> Decision:
    """The applicant asks anew on the pattern of an own request that was sent."""
    if not (decision := _is_applicant(actor, request)):
        return decision
    return allowed_if(
        request.sent_at is not None, "This is still a draft. Carry on with the draft instead of copying it."
    )


def can_comment(actor: Person, request: CourseRequest) -> Decision:
    """Whoever sees a request that was sent takes part in its discussion (policy IM-5). Seeing is asked before."""
    return allowed_if(request.sent_at is not None, "You can add comments once the request has been sent.")


def can_list_requests(actor: Person) -> Decision:
    """Leaders list their school's requests, line managers those of their people, the central readers everything."""
    authority = actor.authority
    return allowed_if(
        bool(authority.schools_led())
        or authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO, Role.ADMINISTRATOR])
        or authority.manages_people,
        "Only leaders and line managers can see other people's requests.",
    )
