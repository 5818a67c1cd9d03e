"""Hangs the demo's requests and records on what they serve, and leaves a believable few links missing."""

from collections import defaultdict
from random import Random
from typing import Any

from core.calendar import academic_year
from courses.models import CourseRequest
from demo.history import Case
from planning.models import Action, ActionPlan, Need, Priority, Reason
from planning.thread.links import LINKS
from training.models import Record

# So many in a hundred are linked; the rest is what a school of this size really leaves open.
NAMES_PRIORITY, NAMES_NEED_OR_ACTION, RECORD_IN_STEP = 90, 80, 97

Place = tuple[int, int]


def make_thread(random: Random, cases: list[Case]) -> None:
    """Link the requests that were sent, of every year, with priorities, needs and actions that are there already."""
    priorities = _by_place(Priority.objects.in_force().order_by("pk"))
    agreed = Action.objects.exclude(plan__status=ActionPlan.Status.DRAFT).select_related("priority").order_by("pk")
    actions = _by_place(agreed)
    needs = _by_place(Need.objects.select_related("priority").order_by("pk"))
    for case in cases:
        place = (case.request.school_id, academic_year(case.date.starts_on))
        _link(random, case.request, priorities[place], needs[place], actions[place])
    requests = [case.request for case in cases]
    CourseRequest.objects.bulk_update(requests, LINKS, batch_size=200)
    records = [_follow(random, case) for case in cases if case.record]
    Record.objects.bulk_update(records, LINKS, batch_size=200)


def _by_place(rows: Any) -> dict[Place, list[Any]]:
    found: dict[Place, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.school_id, row.year].append(row)
    return found


def _link(
    random: Random, request: CourseRequest, priorities: list[Priority], needs: list[Need], actions: list[Action]
) -> None:
    """Hang one request on what its reason asks for."""
    own = [need for need in needs if need.person_id in (None, request.applicant_id) and need.reason == request.reason]
    if request.reason == Reason.PRIORITY and priorities and random.randrange(100) < NAMES_PRIORITY:
        request.priority = random.choice(priorities)
        own = [need for need in own if need.priority_id == request.priority.pk]
        actions = [action for action in actions if action.priority_id == request.priority.pk]
    elif request.reason == Reason.REVIEW:
        actions = [action for action in actions if action.serves == Action.Serves.REVIEW]
    elif request.reason == Reason.PERSONAL:
        request.need = next((need for need in own if need.person_id == request.applicant_id), None)
        return
    else:
        return
    if random.randrange(100) < NAMES_NEED_OR_ACTION:
        request.action = random.choice(actions) if actions else None
        mine = [need for need in own if need.person_id == request.applicant_id]
        request.need = next(iter(mine or own), None)


def _follow(random: Random, case: Case) -> Record:
    """Hang a record on what its request serves; a few were written before anybody asked for it."""
    assert case.record
    if random.randrange(100) < RECORD_IN_STEP:
        for name in LINKS:
            setattr(case.record, name, getattr(case.request, name))
    return case.record
