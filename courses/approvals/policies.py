"""Who decides on a request, and when (policy IM-5)."""

from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
from courses.approvals.ranking import duty_of
from courses.approvals.selectors import capacities, current_stage, open_capacities, with_whom
from courses.requests.models import CourseRequest
from people.models import Person, Role
from planning.scope import sees_money


def can_decide(actor: Person, request: CourseRequest, on_behalf_of: Person | None = None) -> Decision:
    """Allow the holders of the current stage's role, and their deputies of today; never the applicant.

    `on_behalf_of`: the approver in whose name the actor wants to decide; left out, any capacity will do.
    """
    if actor.pk == request.applicant_id:
        return refused("You can't approve or decline your own request.")
    if request.status != CourseRequest.Status.DECIDING:
        return refused(f"This request is “{request.get_status_display().lower()}”, so there's nothing to approve.")
    stage = current_stage(request)
    if stage is None:
        return refused("This request doesn't need a decision.")
    wanted = on_behalf_of.pk if on_behalf_of else None
    if any(on_behalf_of is None or c.principal.pk == wanted for c in open_capacities(actor, stage)):
        return ALLOWED
    held = [c for c in capacities(actor, stage) if on_behalf_of is None or c.principal.pk == wanted]
    if any(c.principal.pk == request.applicant_id for c in held):
        return refused("You can't decide this on behalf of the applicant.")
    if held:
        return refused(
            "You've already approved an earlier stage of this request, so someone else needs to approve this one."
        )
    return refused(f"This request is with {with_whom(stage)}.")


def can_approve(actor: Person, request: CourseRequest, on_behalf_of: Person | None = None) -> Decision:
    """Allow whoever decides the current stage (policy IM-5)."""
    return can_decide(actor, request, on_behalf_of)


def can_return(actor: Person, request: CourseRequest, on_behalf_of: Person | None = None) -> Decision:
    """Allow whoever decides the current stage to ask for a change (policy IM-5)."""
    return can_decide(actor, request, on_behalf_of)


def can_decline(actor: Person, request: CourseRequest, on_behalf_of: Person | None = None) -> Decision:
    """Allow whoever decides the current stage to decline; with a reason (policy EO-1)."""
    return can_decide(actor, request, on_behalf_of)


def can_approve_with_others(actor: Person, request: CourseRequest) -> Decision:
    """Allow approving together with others only what renews a statutory requirement, still today (policy IM-3)."""
    decision = can_approve(actor, request)
    if not decision:
        return decision
    if not request.is_renewal:
        return refused("You can only approve statutory renewals together.")
    duty = duty_of(request)
    return allowed_if(duty is not None and duty.is_renewal, duty.claim.label if duty else "")


def can_choose_line(principal: Person, request: CourseRequest) -> Decision:
    """Those who see the school's money choose which of its lines pays (AP-6); chairs of boards do not see it.

    `principal`: in whose power the decision is taken, the approver or the one whose deputy the actor is.
    """
    return allowed_if(
        sees_money(principal, request.school), "Only school leaders and the central team can choose the budget line."
    )


def can_reopen(actor: Person, request: CourseRequest) -> Decision:
    """Allow the applicant and the central booking officer to send an approved request back to its approvers.

    It only ever adds decisions: what was approved is approved again, or not.
    """
    if request.status not in (CourseRequest.Status.TO_BOOK, CourseRequest.Status.BOOKED):
        return refused(
            f"This request is “{request.get_status_display().lower()}”, so it can't be sent back for approval."
        )
    return allowed_if(
        actor.pk == request.applicant_id or _books(actor),
        ours("Only the applicant and the central booking officer can send an approved request back."),
    )


def _books(actor: Person) -> bool:
    return any(person.authority.holds(Role.BOOKING_OFFICER) for person in [actor, *actor.authority.delegators])
