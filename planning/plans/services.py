"""The verbs of an action plan: start, change, agree through the gate, begin, evaluate, close (policy AP-2, AP-4).

Each locks the plan first. Agreeing locks the plan of the year before too, so that no action is added to it, or taken
back into it, while the gate is read: verbs that need both lock the older one first.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove, StaleVersion, lock_version
from people.models import Person, School
from planning.plans import notices, policies
from planning.plans.models import ActionPlan
from planning.plans.selectors import seen_of_plan

Status = ActionPlan.Status


def lock_plans(school_id: int, *years: int) -> dict[int, ActionPlan]:
    """Lock a school's plans of some years for the rest of the transaction, the oldest first, and return them."""
    rows = ActionPlan.objects.select_for_update(of=("self",)).filter(school=school_id, year__in=years)
    return {plan.year: plan for plan in rows.select_related("school").order_by("year")}


def lock_plan(plan: ActionPlan, target: str) -> ActionPlan:
    """Lock a plan and return it fresh. Raises `IllegalMove` when it cannot move to `target` any more."""
    locked: ActionPlan = ActionPlan.objects.lock_for(target, pk=plan.pk)
    return locked


@transaction.atomic
def start_plan(*, actor: Person, school: School, year: int) -> ActionPlan:
    """Start the plan of a school and year, or return the one that is there (two at once make one).

    Raises `PermissionDenied` with the reason (policy AP-2).
    """
    require(policies.can_start(actor, school, year))
    try:
        with transaction.atomic():
            plan = ActionPlan.objects.create(school=school, year=year, made_by=actor)
    except IntegrityError:
        return ActionPlan.objects.get(school=school, year=year)
    audit(actor, "planning.plan.started", plan)
    return plan


@transaction.atomic
def change_plan(*, plan: ActionPlan, actor: Person, version: int, values: Mapping[str, Any]) -> ActionPlan:
    """Change the plan's introduction. Raises `StaleVersion` for an old form, `PermissionDenied` with the reason."""
    row: ActionPlan = lock_version(ActionPlan.objects.all(), plan.pk, version)
    require(policies.can_edit(actor, row))
    row.introduction = values["introduction"]
    row.version += 1
    row.save(update_fields=["introduction", "version"])
    audit(actor, "planning.plan.changed", row, changes={"fields": ["introduction"]})
    return row


@transaction.atomic
def agree_plan(*, plan: ActionPlan, actor: Person, seen: str | None = None) -> ActionPlan:
    """Agree a draft, when the gate is open (policy AP-4), and tell those who lead its actions.

    `seen`: what the actor's page showed of it (`selectors.seen_of_plan`). Raises `StaleVersion` where the plan
    changed since, `IllegalMove` when it has changed meanwhile, `PermissionDenied` with the reason.
    """
    locked = lock_plans(plan.school_id, plan.year - 1, plan.year)[plan.year]
    if not locked.FLOW.allows(locked.status, Status.AGREED):
        raise IllegalMove(locked.moved_on_text())
    if seen is not None and seen != seen_of_plan(locked):
        raise StaleVersion
    require(policies.can_agree(actor, locked))
    locked.move_to(Status.AGREED, agreed_by=actor, agreed_at=now())
    audit(actor, "planning.plan.agreed", locked)
    notices.plan_agreed(locked)
    return locked


@transaction.atomic
def reopen_plan(*, plan: ActionPlan, actor: Person, note: str) -> ActionPlan:
    """Take an agreed plan back to a draft, with a reason, until it is in progress.

    Raises `ValidationError` without a reason, `IllegalMove` and `PermissionDenied`.
    """
    said = _said(note, "note", "Enter why you're reopening it.")
    locked = lock_plan(plan, Status.DRAFT)
    require(policies.can_reopen(actor, locked))
    locked.move_to(Status.DRAFT, agreed_by=None, agreed_at=None)
    audit(actor, "planning.plan.reopened", locked, note=said)
    return locked


@transaction.atomic
def override_gate(*, plan: ActionPlan, actor: Person, note: str) -> ActionPlan:
    """Let a draft be agreed before the last plan is evaluated (policy AP-4), with a reason that the report prints.

    Tells those who answer for the school. Raises `ValidationError` without a reason and `PermissionDenied`.
    """
    said = _said(note, "note", "Enter why it can be agreed before last year's plan is evaluated.")
    locked = lock_plans(plan.school_id, plan.year - 1, plan.year)[plan.year]
    require(policies.can_override(actor, locked))
    locked.override_reason, locked.override_by, locked.override_at = said, actor, now()
    locked.save(update_fields=["override_reason", "override_by", "override_at"])
    audit(actor, "planning.plan.gate_overridden", locked, note=said)
    notices.gate_overridden(locked)
    return locked


@transaction.atomic
def begin_plan(*, plan: ActionPlan, actor: Person) -> ActionPlan:
    """Begin an agreed plan. Raises `IllegalMove` and `PermissionDenied`."""
    locked = lock_plan(plan, Status.IN_PROGRESS)
    require(policies.can_begin(actor, locked))
    locked.move_to(Status.IN_PROGRESS)
    audit(actor, "planning.plan.begun", locked)
    return locked


@transaction.atomic
def finish_plan(*, plan: ActionPlan, actor: Person, note: str) -> ActionPlan:
    """Say what the year came to, when every action is evaluated or carried forward (policy AP-4).

    Raises `ValidationError` without words, `IllegalMove` and `PermissionDenied`.
    """
    said = _said(note, "note", "Enter your review of the year.")
    locked = lock_plan(plan, Status.EVALUATED)
    require(policies.can_finish(actor, locked))
    locked.move_to(Status.EVALUATED, summary=said)
    audit(actor, "planning.plan.evaluated", locked)
    return locked


@transaction.atomic
def take_up_again(*, plan: ActionPlan, actor: Person, note: str) -> ActionPlan:
    """Take an evaluated plan up again, with a reason, until it is closed. Its summary stays to be reworded."""
    said = _said(note, "note", "Enter why you're reopening it.")
    locked = lock_plan(plan, Status.IN_PROGRESS)
    require(policies.can_take_up_again(actor, locked))
    locked.move_to(Status.IN_PROGRESS)
    audit(actor, "planning.plan.taken_up_again", locked, note=said)
    return locked


@transaction.atomic
def close_plan(*, plan: ActionPlan, actor: Person) -> ActionPlan:
    """Close an evaluated plan: nothing of it changes any more. Raises `IllegalMove` and `PermissionDenied`."""
    locked = lock_plan(plan, Status.CLOSED)
    require(policies.can_close(actor, locked))
    locked.move_to(Status.CLOSED)
    audit(actor, "planning.plan.closed", locked)
    return locked


def _said(text: str, field: str, problem: str) -> str:
    """Return what was said, or raise `ValidationError` where nothing was."""
    said = text.strip()
    if not said:
        raise ValidationError({field: problem})
    return said
