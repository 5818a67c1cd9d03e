"""What a request hangs on, on the thread from a priority to its impact: which links its reason asks for and which fit.

The rules of policy R-4 in one place, for the form, the service and the list of missing links.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from core.calendar import academic_year, today
from courses.requests.models import CourseRequest
from people.models import Person, School
from planning.links.selectors import actions_to_serve, needs_to_answer, priorities_to_serve
from planning.models import Action, ActionPlan, Need, Priority, Reason

# What may be chosen for each of the four reasons.
LINKS_OF_REASON: dict[str, tuple[str, ...]] = {
    Reason.STATUTORY: ("need", "action"),
    Reason.PRIORITY: ("priority", "need", "action"),
    Reason.REVIEW: ("need", "action"),
    Reason.PERSONAL: ("need",),
}


def year_of(request: CourseRequest) -> int:
    """Return the academic year in whose planning a request stands: that of its first day, without one this year."""
    return request.budget_year or academic_year(today())


def _is_of(request: CourseRequest, school_id: int, school: School) -> bool:
    """Return whether a row is of the request's school, or of the central team and so open to all."""
    return school_id == request.school_id or school.is_central


def fits_priority(request: CourseRequest, priority: Priority) -> bool:
    """Return whether a priority is one of the request's school or of the trust, in the request's year."""
    return _is_of(request, priority.school_id, priority.school) and priority.year == year_of(request)


def fits_need(request: CourseRequest, need: Need) -> bool:
    """Return whether a need is of the request's school or the trust, and not that of somebody else alone."""
    return _is_of(request, need.school_id, need.school) and need.person_id in (None, request.applicant_id)


def fits_action(request: CourseRequest, action: Action) -> bool:
    """Return whether an action stands in the agreed plan of the request's school or of the trust, in its year."""
    in_plan = action.plan.status != ActionPlan.Status.DRAFT and action.year == year_of(request)
    return in_plan and _is_of(request, action.school_id, action.school)


def settle_links(request: CourseRequest) -> None:
    """Empty the links that fit the request's reason, school, year or person no longer; nothing is saved.

    A request for a priority that names only an action or a need takes the priority that these serve.
    """
    wanted = LINKS_OF_REASON.get(request.reason, ())
    if request.action and not ("action" in wanted and fits_action(request, request.action)):
        request.action = None
    if request.need and not ("need" in wanted and fits_need(request, request.need)):
        request.need = None
    if request.priority and not ("priority" in wanted and fits_priority(request, request.priority)):
        request.priority = None
    if request.priority is None and "priority" in wanted:
        request.priority = implied_priority(request, request.action, request.need)


def implied_priority(request: CourseRequest, action: Action | None, need: Need | None) -> Priority | None:
    """Return the priority that an action or a need serves, the action's first, where it fits the request."""
    for link in (action, need):
        if link is not None and link.priority is not None and fits_priority(request, link.priority):
            return link.priority
    return None


def choices_for(request: CourseRequest, actor: Person, *, ended_too: bool = False) -> "dict[str, QuerySet[Any]]":
    """Return what the actor may choose for each link of a request; `ended_too`: needs that have ended as well."""
    year = year_of(request)
    return {
        "priority": priorities_to_serve(actor, request.school, year),
        "need": needs_to_answer(actor, request.school, request.applicant, ended_too=ended_too),
        "action": actions_to_serve(actor, request.school, year),
    }


def require_choosable(
    request: CourseRequest, actor: Person, before: Mapping[str, int | None], *, ended_too: bool = False
) -> None:
    """Raise `DoesNotExist` for a link that is new and not the actor's to choose.

    `before`: `links_of` the request as it stood; what hangs there already may stay.
    """
    for name, rows in choices_for(request, actor, ended_too=ended_too).items():
        chosen = getattr(request, f"{name}_id")
        if chosen and chosen != before[name]:
            rows.get(pk=chosen)


def contradiction(priority: Priority | None, action: Action | None) -> str:
    """Return in a sentence that an action serves another priority than the one named, or nothing."""
    if priority is None or action is None or action.priority_id in (None, priority.pk):
        return ""
    return f"This action serves another priority: {action.priority}"


def answer_need(request: CourseRequest, need: Need, actor: Person) -> None:
    """Let a new request answer a need: it takes over its reason and what it serves; nothing is saved.

    Raises `Need.DoesNotExist` for a need that the actor cannot choose. One of another school is left out.
    """
    found = needs_to_answer(actor, need.school, actor).get(pk=need.pk)
    if not fits_need(request, found):
        return
    request.need, request.priority, request.reason = found, found.priority, found.reason
    if found.reason == Reason.STATUTORY:
        request.requirement = found.requirement
    settle_links(request)
