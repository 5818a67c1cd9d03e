"""Performance management's place on the thread: the objectives that a priority, or agreed training, leads back to.

Whoever reads a review finds the link. Everybody else who reads the page reads at most that there is an objective. Its
words stand on its own page alone: reading them there is kept on record, and asks again who somebody is after a while.
"""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.urls import reverse

from appraisal.models import Objective, Review
from appraisal.policies import can_see_list
from core.calendar import year_label
from core.components import Onward
from people.models import Person
from planning.models import Action, Need
from planning.thread.trace import SHOWN, Found, Thread

LINKED = "Linked to an objective"


def needs_of(objective: Objective) -> "QuerySet[Any]":
    """Return the keys of the needs that came of an objective's training, also as carried into the next year."""
    came_of_it = Q(agreed_training__objective=objective) | Q(carried_from__agreed_training__objective=objective)
    return Need.objects.filter(came_of_it).order_by().values("pk")


def _with_need(needs: Any) -> Q:
    """Return the condition that an objective's training became one of the needs, or what it was carried into."""
    return Q(trainings__need__in=needs) | Q(trainings__need__carried_to__in=needs)


def _objectives_on(thread: Thread) -> "QuerySet[Objective]":
    """Return the objectives of reviews in force, and of those being set, that the object serves, whoever reads them."""
    rows = Objective.objects.all()
    if thread.here == "priority":
        return rows.filter(priority=thread.obj)
    if thread.here == "action":
        answered = Action.needs.through.objects.filter(action=thread.obj).values("need")
        found = _with_need(answered)
        if thread.obj.review_need_id:
            found |= _with_need([thread.obj.review_need_id])
        return rows.filter(found)
    return rows.filter(_with_need([] if thread.need_id is None else [thread.need_id]))


def find_objectives(thread: Thread, actor: Person) -> Found:
    """Return the objectives behind an object that the reader may read; for others only whether there are any.

    Others are told of objectives in force alone, and never how many there are.
    """
    readable = Objective.objects.visible_to(actor).order_by().filter(pk=OuterRef("pk"))
    rows = (
        Objective.objects.filter(pk__in=_objectives_on(thread).order_by().values("pk"))
        .annotate(is_open=Exists(readable))
        .filter(Q(is_open=True) | Q(review__status__in=Review.Status.in_force()))
        .annotate(on_thread=Window(Count("pk"), partition_by=[F("is_open")]))
        .select_related("review")
        .order_by("-is_open", "-year", "position", "pk")
    )
    found = list(rows[:SHOWN])
    links = tuple(Onward(f"Objective, {year_label(row.year)}", row.get_absolute_url()) for row in found if row.is_open)
    if links:
        return Found(links, found[0].on_thread, _all_of(thread, actor))
    return Found((Onward(LINKED),), 1) if found else Found()


def _all_of(thread: Thread, actor: Person) -> str:
    """Return where those who look after reviews find all that serve a priority; others have no list of them."""
    if thread.here != "priority" or not can_see_list(actor):
        return ""
    return f"{reverse('appraisal:review-staff')}?year=all&priority={thread.obj.public_id}"


def thread_of_objective(objective: Objective, actor: Person) -> Thread:
    """Return where an objective stands: between its priority and the needs that came of its agreed training."""
    return Thread("objective", objective, priority_id=objective.priority_id, need_ids=needs_of(objective))
