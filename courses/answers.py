"""Requests for courses that answer a need (policy R-3)."""

from django.db.models import Exists, OuterRef, Q

from courses.models import Request
from people.models import Person
from planning.answers import Answer, AnswerSource
from planning.models import Need

# What was not granted or given up answers nothing.
GIVEN_UP = (Request.Status.DECLINED, Request.Status.WITHDRAWN, Request.Status.CANCELLED)


def requests_seen_by(actor: Person, need: Need) -> list[Answer]:
    """Return the sent requests for the need that the actor may see, the newest first."""
    rows = Request.objects.visible_to(actor).filter(need=need, sent_at__isnull=False).order_by("-sent_at", "pk")
    return [Answer("Request for a course", row.title, row.get_status_display(), row.get_absolute_url()) for row in rows]


def has_request() -> Q:
    """Return the condition that a request that was sent and not given up answers a need."""
    sent = Request.objects.filter(need=OuterRef("pk"), sent_at__isnull=False)
    return Q(Exists(sent.exclude(status__in=GIVEN_UP)))


SOURCE = AnswerSource(requests_seen_by, has_request)
