"""What the person looking at a request can do with it: each thing with its words and its Decision."""

from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

from core.decisions import Decision
from courses.models import Request
from courses.policies import asking, deciding
from people.models import Person


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `kind`: a link to a page, a button that POSTs, or a button that asks `question` first."""

    label: str
    url: str
    decision: Decision
    kind: Literal["link", "post", "confirm"] = "link"
    tone: Literal["primary", "secondary", "danger"] = "secondary"
    icon: str = ""
    question: str = ""
    confirm: str = ""


def request_actions(actor: Person, request: Request) -> list[Action]:
    """Return what `actor` can do with the request now, and what they would look for but cannot, with the reason."""
    return [*deciding_actions(actor, request), *asking_actions(actor, request)]


def deciding_actions(actor: Person, request: Request) -> list[Action]:
    """Return the way to the decision card, for whoever decides on the request now."""
    decision = deciding.can_decide(actor, request)
    if not decision:
        return []
    url = reverse("courses:request-decide", args=[request.public_id])
    return [Action("Decide", url, decision, tone="primary", icon="gavel")]


def asking_actions(actor: Person, request: Request) -> list[Action]:
    """Return what the applicant can do: change and send again, withdraw, ask anew on the pattern of this one."""
    if request.applicant_id != actor.pk:
        return []
    args = [request.public_id]
    actions = []
    if edit := asking.can_edit(actor, request):
        actions.append(
            Action("Change and send again", reverse("courses:request-check", args=args), edit, tone="primary")
        )
    withdraw = asking.can_withdraw(actor, request)
    if withdraw or request.status == Request.Status.BOOKED:
        actions.append(
            Action(
                "Withdraw",
                reverse("courses:request-withdraw", args=args),
                withdraw,
                kind="confirm",
                question="Withdraw this request? Those who have it are told. You can ask again later.",
                confirm="Yes, withdraw it",
            )
        )
    if copy := asking.can_copy(actor, request):
        actions.append(
            Action("Copy as a new request", reverse("courses:request-copy", args=args), copy, kind="post", icon="copy")
        )
    return actions
