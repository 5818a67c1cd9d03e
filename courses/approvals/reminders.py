"""What time does to a waiting request: reminders, then one role more that may decide. Nothing is approved by silence.

Everything is chosen as "due and not yet told", by facts, so a sweep that runs twice does nothing the second time and
one that was missed is made good by the next.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.audit import audit
from core.calendar import LONDON, add_school_days, now, today
from core.trust_settings import trust_setting
from courses.approvals import notices
from courses.approvals.ranking import rank_of
from courses.approvals.selectors import ESCALATES_TO, current_stage, deciders_of, principals_of
from courses.requests.models import CourseRequest, Outcome, Stage
from people.models import Delegation
from people.selectors import term_spans

logger = logging.getLogger(__name__)
# After so many reminders the next role up has long been asked too; nobody reads a longer row of them.
MOST_REMINDERS = 10


@dataclass(frozen=True, slots=True)
class Chased:
    """What one sweep did: notices of reminders written, stages escalated, requests that failed."""

    reminded: int = 0
    escalated: int = 0
    failed: int = 0


def chase_waiting_requests() -> Chased:
    """Remind of every stage that has waited too long, and let the next role up decide too where it waits on.

    Counted in school days of the school's own calendar from the day on which the stage's turn came. Each request is
    its own transaction: one that fails is logged by its id and holds up no other.
    """
    reminded = escalated = failed = 0
    rows = CourseRequest.objects.filter(status=CourseRequest.Status.DECIDING, waiting_since__isnull=False)
    for request in rows.select_related("school", "applicant").order_by("waiting_since", "pk"):
        try:
            told, moved = chase_request(request=request)
        except Exception:
            logger.exception("courses.chase_failed request=%s", request.public_id)
            failed += 1
        else:
            reminded += told
            escalated += moved
    return Chased(reminded, escalated, failed)


@transaction.atomic
def chase_request(*, request: CourseRequest) -> tuple[int, bool]:
    """Do for one request what its wait asks for; return how many were reminded, and whether it was escalated.

    Its rank is worked out again: what was expiring when it was sent may have expired, or be no duty any more.
    A stage without anybody who could decide it is told to the trust's administrators at once.
    """
    locked: CourseRequest = CourseRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    stage = current_stage(locked)
    if locked.status != CourseRequest.Status.DECIDING or locked.waiting_since is None:
        return 0, False
    if stage is None or stage.outcome != Outcome.WAITING:
        return 0, False
    rank, is_renewal = rank_of(locked)
    if (locked.rank, locked.is_renewal) != (rank, is_renewal):
        locked.rank, locked.is_renewal = rank, is_renewal
        locked.save(update_fields=["rank", "is_renewal"])
    since = timezone.localtime(locked.waiting_since, LONDON).date()
    spans = term_spans(locked.school)
    moved = _escalate(locked, stage, since, spans)
    if not deciders_of(stage):
        notices.stage_without_deciders(locked, stage)
        return 0, moved
    every = int(trust_setting("courses.remind_after_school_days"))
    number = _thresholds_passed(since, every, spans)
    if number == 0 or moved:
        return 0, moved
    return notices.stage_reminder(locked, stage, number=number, days=number * every), moved


def _thresholds_passed(since: dt.date, every: int, spans: list[tuple[dt.date, dt.date]]) -> int:
    """Return how many times `every` school days have passed since the day; the last one is reminded of."""
    if every <= 0:
        return 0
    passed = 0
    due = add_school_days(since, every, spans)
    while due <= today() and passed < MOST_REMINDERS:
        passed += 1
        due = add_school_days(due, every, spans)
    return passed


def _escalate(request: CourseRequest, stage: Stage, since: dt.date, spans: list[tuple[dt.date, dt.date]]) -> bool:
    """Let the next role up decide too when the stage has waited long enough; once a stage."""
    days = int(trust_setting("courses.escalate_after_school_days"))
    if stage.escalated_at or days <= 0 or add_school_days(since, days, spans) > today():
        return False
    role = next_role_up(stage)
    if role is None:
        return False
    stage.escalated_to, stage.escalated_at = role, now()
    stage.save(update_fields=["escalated_to", "escalated_at"])
    audit(None, "courses.request.escalated", request, changes={"stage": [stage.role, role]})
    notices.stage_escalated(request, stage, days=days)
    return True


def next_role_up(stage: Stage) -> str | None:
    """Return the first role up the line that somebody but the applicant holds; nothing where there is none."""
    passed = {stage.role}
    role = ESCALATES_TO.get(stage.role)
    while role is not None and role not in passed:
        if principals_of(stage, [role]).exists():
            return role
        passed.add(role)
        role = ESCALATES_TO.get(role)
    return None


@transaction.atomic
def tell_deputies() -> int:
    """Tell each deputy for whom and until when they decide, once, when it begins or a little before; return how many.

    A delegation is made in an app below this one, which knows nothing of notices: so a sweep looks for new ones.
    """
    rows = Delegation.objects.filter(Q(ended_at=None), ends_on__gte=today()).select_related(
        "person", "deputy", "named_by"
    )
    return sum(notices.deputy_named(row) for row in rows)
