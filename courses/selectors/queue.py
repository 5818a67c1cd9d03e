"""The requests that wait for somebody's decision, with what their list shows of each in one query."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.counting import count_up_to
from courses.models import Request, Stage, StageDecision
from people.models import Person
from planning.models import Mode


def out_of_school(requests: "QuerySet[Request]") -> "QuerySet[Request]":
    """Leave out what is done in one's own time: nobody is missing because of it."""
    return requests.exclude(mode=Mode.ONLINE_OWN_TIME).filter(applies_as="")


def waiting_for(actor: Person) -> "QuerySet[Any]":
    """Return what waits for the actor's decision in policy order (IM-3, AP-7), annotated for the list.

    `others_out`: how many colleagues of that school are asked for or booked on the same days. `stage_id` and
    `attempt`: what `seen_token` is made of.
    """
    stage = Stage.objects.current().filter(request=OuterRef("pk"))
    decided = (
        StageDecision.objects.filter(stage__public_id=OuterRef("stage_id"))
        .order_by()
        .values("stage")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Request.objects.visible_to(actor)
        .awaiting(actor)
        .select_related("applicant", "school", "requirement")
        .annotate(
            stage_id=Subquery(stage.values("public_id")[:1]),
            attempt=Coalesce(Subquery(decided), 0) + 1,
            others_out=Coalesce(Subquery(_others_out()), 0),
        )
    )


def seen_in_list(row: Any) -> str:
    """Return `seen_token` of a row of `waiting_for`, without asking the database again."""
    return f"{row.stage_id}.{row.attempt}.{row.version}"


def _others_out() -> Any:
    """Return the query that counts the colleagues of the outer request's school who are out on one of its days."""
    return (
        out_of_school(Request.objects.filter(school=OuterRef("school"), status__in=Request.Status.holding_a_day()))
        .filter(starts_on__lte=OuterRef("ends_on"), ends_on__gte=OuterRef("starts_on"))
        .exclude(applicant=OuterRef("applicant"))
        .order_by()
        .values("school")
        .annotate(n=Count("applicant", distinct=True))
        .values("n")
    )


def next_for(actor: Person, after: Request) -> Request | None:
    """Return what the actor decides next, after `after`: the first of the queue that is another one."""
    return Request.objects.visible_to(actor).awaiting(actor).exclude(pk=after.pk).first()


def count_waiting(actor: Person, at_most: int | None = None) -> int:
    """Return how many requests wait for the actor, or `at_most` where there are as many or more.

    The same number as `awaiting` would count, and quicker: whoever decided no other stage of what stands at their desk
    has all of it to decide. Only else the rule about such stages is asked.
    """
    at_desk: Any = Stage.objects.at_desk_of(actor).order_by()
    found = list(at_desk.values_list("has_decided_elsewhere", flat=True)[:at_most])
    if not any(found):
        return len(found)
    waiting = Request.objects.awaiting(actor)
    return waiting.count() if at_most is None else count_up_to(waiting, at_most)
