"""Evaluating an action, and carrying it forward into the next plan (policy AP-4, AP-5, RM-1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import now, today
from core.decisions import require
from core.flow import IllegalMove, StaleVersion
from people.models import Person
from planning.improvement.models import Priority
from planning.needs.models import Need
from planning.plans.action_policies import can_carry_forward, can_evaluate
from planning.plans.action_services import lock_action
from planning.plans.models import Action, ActionPlan, Evaluation
from planning.plans.services import lock_plans
from planning.vocabulary import Evidence

Status = Action.Status

FIELDS = (
    "pupils",
    "pupils_note",
    "priorities",
    "priorities_note",
    "value",
    "value_note",
    "evidence",
    "next_step",
)


@transaction.atomic
def evaluate_action(*, action: Action, actor: Person, values: Mapping[str, Any]) -> Evaluation:
    """Write what an action changed for pupils, for what it serves and for its money, with evidence (RM-1).

    `values`: by field name (`FIELDS`). Raises `IllegalMove` when somebody evaluated it or carried it forward
    meanwhile, `PermissionDenied` with the reason, `ValidationError` without evidence or words.
    """
    row = lock_action(action, Status.EVALUATED)
    require(can_evaluate(actor, row))
    _check(values)
    facts = {name: values[name] for name in FIELDS if name in values}
    evaluation = Evaluation.objects.create(action=row, made_by=actor, created_at=now(), **facts)
    row.move_to(Status.EVALUATED)
    audit(actor, "planning.action.evaluated", row, changes=_judged(evaluation))
    return evaluation


@transaction.atomic
def change_evaluation(*, action: Action, actor: Person, version: int, values: Mapping[str, Any]) -> Evaluation:
    """Change an evaluation until its plan is closed. Raises `StaleVersion`, `PermissionDenied`, `ValidationError`."""
    row = lock_action(action)
    evaluation = Evaluation.objects.select_for_update().get(action=row)
    if evaluation.version != version:
        raise StaleVersion
    require(can_evaluate(actor, row))
    _check(values)
    for name in FIELDS:
        if name in values:
            setattr(evaluation, name, values[name])
    evaluation.version += 1
    evaluation.save()
    audit(actor, "planning.action.evaluation_changed", row, changes=_judged(evaluation))
    return evaluation


def _check(values: Mapping[str, Any]) -> None:
    """Raise `ValidationError` where one of the three has no words, or no evidence stands behind them."""
    problems = {
        name: "Enter a sentence."
        for name in ("pupils_note", "priorities_note", "value_note")
        if not str(values.get(name, "")).strip()
    }
    evidence = values.get("evidence") or []
    if not evidence or set(evidence) - set(Evidence.values):
        problems["evidence"] = "Choose at least one kind of evidence."
    if problems:
        raise ValidationError(problems)


def _judged(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "pupils": evaluation.pupils,
        "priorities": evaluation.priorities,
        "value": evaluation.value,
        "evidence": evaluation.evidence,
    }


@transaction.atomic
def carry_forward(*, action: Action, actor: Person, reason: str) -> Action:
    """Carry an action into the school's plan of the next year, with a reason, and return its successor (AP-4).

    The successor is linked by `carried_from`. It takes over what it serves and the open needs (where those were
    carried forward themselves, what they live on as), not the dates and the budget line. Raises `IllegalMove` when
    it has changed meanwhile, `PermissionDenied` with the reason, `ValidationError` without one.
    """
    said = reason.strip()
    if not said:
        raise ValidationError({"reason": "Enter why it's continuing next year."})
    plans = lock_plans(action.school_id, action.year, action.year + 1)
    row = lock_action(action, Status.CARRIED_FORWARD)
    require(can_carry_forward(actor, row))
    successor = _succeed(row, plans[action.year + 1])
    row.move_to(Status.CARRIED_FORWARD, carried_reason=said)
    audit(actor, "planning.action.carried_forward", row, note=said)
    audit(actor, "planning.action.added", successor, changes={"carried_from": str(row.public_id)})
    return successor


@dataclass(frozen=True)
class Carried:
    """What came of carrying several forward: the successors, and why the others were not."""

    made: list[Action] = field(default_factory=list)
    failed: list[tuple[Action, str]] = field(default_factory=list)


def carry_several(*, chosen: Iterable[tuple[Action, str]], actor: Person) -> Carried:
    """Carry several actions forward, each with its reason, each in a transaction of its own.

    One that fails (it has changed meanwhile) stops no other: it comes back with the reason.
    """
    outcome = Carried()
    for action, reason in chosen:
        try:
            outcome.made.append(carry_forward(action=action, actor=actor, reason=reason))
        except (IllegalMove, PermissionDenied) as problem:
            outcome.failed.append((action, str(problem)))
    return outcome


def _succeed(row: Action, plan: ActionPlan) -> Action:
    """Write the action that a carried one lives on as."""
    successor = Action.objects.create(
        plan=plan,
        school=plan.school,
        year=plan.year,
        title=row.title,
        serves=row.serves,
        priority=_priority_of_next_year(row, plan),
        review_need=_need_today(row.review_need) if row.review_need else None,
        requirement=row.requirement,
        approach=row.approach,
        lead=row.lead if row.lead and Person.objects.in_trust_on(today()).filter(pk=row.lead_id).exists() else None,
        develops_leaders=row.develops_leaders,
        audience=row.audience,
        people_count=row.people_count,
        hours=row.hours,
        planned_cost=row.planned_cost,
        success_criteria=row.success_criteria,
        carried_from=row,
    )
    needs = {_need_today(need) for need in row.needs.all()}
    successor.needs.set([need for need in needs if need.status == Need.Status.OPEN])
    return successor


def _priority_of_next_year(row: Action, plan: ActionPlan) -> Priority | None:
    """Return what the action's priority was carried on as, or the priority itself."""
    if row.priority is None:
        return None
    carried = Priority.objects.open_to(plan.school_id, plan.year).filter(carried_from=row.priority)
    return carried.first() or row.priority


def _need_today(need: Need) -> Need:
    """Return what a need lives on as, or the need itself."""
    while need.status == Need.Status.CARRIED_FORWARD:
        need = need.carried_to
    return need
