"""What the person looking at a request can do with it: each thing with its words and its Decision."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import reverse

from core.components import PageAction
from core.plugins import Plugin, registered
from courses.catalogue.models import Course
from courses.requests import policies
from courses.requests.capacities import capacities_of
from courses.requests.models import CourseRequest
from people.models import Person


@dataclass(frozen=True, slots=True)
class RequestActions(Plugin):
    """What a room offers on a request's page: each room that has something to do with a request."""

    offered: Callable[[Person, CourseRequest], list[PageAction]]


def request_actions(actor: Person, request: CourseRequest) -> list[PageAction]:
    """Return what `actor` can do with the request now, and what they would look for but cannot, with the reason."""
    return [action for part in registered(RequestActions) for action in part.offered(actor, request)]


def asking_for(course: Course, actor: Person) -> dict[str, Any]:
    """Return what a course's page needs to let its reader ask for it.

    `start_with`: the hidden fields that start a request from that page at once, for whoever has no post or role to
    choose; else nothing.
    """
    capacities = capacities_of(actor)
    return {
        "may_ask": policies.can_ask(actor),
        "ask_url": f"{reverse('courses:request-start')}?course={course.public_id}",
        "start_with": {"token": uuid4(), "capacity": capacities[0].key} if len(capacities) == 1 else {},
    }


def asking_actions(actor: Person, request: CourseRequest) -> list[PageAction]:
    """Return what the applicant can do: change and send again, withdraw, ask anew on the pattern of this one."""
    if request.applicant_id != actor.pk:
        return []
    args = [request.public_id]
    actions = []
    if edit := policies.can_edit(actor, request):
        actions.append(PageAction("Edit and resend", reverse("courses:request-check", args=args), edit, tone="primary"))
    withdraw = policies.can_withdraw(actor, request)
    if withdraw or request.status == CourseRequest.Status.BOOKED:
        actions.append(
            PageAction(
                "Withdraw request",
                reverse("courses:request-withdraw", args=args),
                withdraw,
                kind="confirm",
                tone="danger",
                question="Withdraw this request? We'll tell the people dealing with it.",
                confirm="Withdraw request",
            )
        )
    # A copy is of use when this one is over, not beside it.
    if not withdraw and (copy := policies.can_copy(actor, request)):
        url = reverse("courses:request-copy", args=args)
        actions.append(PageAction("Copy to a new request", url, copy, kind="post", icon="copy"))
    return actions
