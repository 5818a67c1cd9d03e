"""What an approver can do with a request, for its page."""

from django.urls import reverse

from core.components import PageAction
from courses.approvals import policies
from courses.requests.models import CourseRequest
from people.models import Person


def deciding_actions(actor: Person, request: CourseRequest) -> list[PageAction]:
    """Return the way to the decision card, for whoever decides on the request now."""
    decision = policies.can_decide(actor, request)
    if not decision:
        return []
    url = reverse("courses:request-decide", args=[request.public_id])
    return [PageAction("Approve or decline", url, decision, tone="primary", icon="gavel")]
