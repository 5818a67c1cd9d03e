"""The verbs of an action: add, change, remove, say how far it is (policy AP-2, LD-1).

Each locks the plan first, then the action: so agreeing a plan, or the one after it, never misses a change.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.decisions import require
from core.flow import IllegalMove, StaleVersion
from core.trust_settings import in_own_words
from people.models import Person
from planning.improvement.models import Priority
from planning.needs.models import Need
from planning.plans.action_policies import can_add, can_change, can_remove, can_run
from planning.plans.funding import funding
from planning.plans.models import Action, ActionPlan
from planning.plans.services import lock_plans
from planning.vocabulary import Reason

Status = Action.Status

FIELDS = (
    "title",
    "serves",
    "priority",
    "review_need",
    "requirement",
    "approach",
    "lead",
    "develops_leaders",
    "audience",
    "people_count",
    "starts_on",
    "ends_on",
    "hours",
    "planned_cost",
    "success_criteria",
)


def lock_action(action: Action, target: str | None = None) -> Action:
    """Lock the action's plan and the action, and return it fresh with its plan.

    Raises `IllegalMove` when it was removed meanwhile, or cannot move to `target` any more.
    """
    plan = lock_plans(action.school_id, action.year)[action.year]
    try:
        locked: Action = Action.objects.lock_for(target, pk=action.pk)
    except Action.DoesNotExist:
        raise IllegalMove("Someone has removed this action since you opened it.") from None
    locked.plan = plan
    locked.school = plan.school
    return locked


@transaction.atomic
def add_action(*, plan: ActionPlan, actor: Person, values: Mapping[str, Any]) -> Action:
    """Add an action to a plan. `values`: by field name (`FIELDS`), the `needs` that it answers, and the key of the
    `budget_line` that pays for it.

    Raises `PermissionDenied` with the reason, `ValidationError` for what belongs to another school.
    """
    locked = lock_plans(plan.school_id, plan.year)[plan.year]
    require(can_add(actor, locked))
    _check(locked, actor, values)
    facts = {name: values[name] for name in FIELDS if name in values}
    action = Action.objects.create(plan=locked, school=locked.school, year=locked.year, **facts)
    action.needs.set(values.get("needs", []))
    funding().pay(action, values.get("budget_line", ""))
    audit(actor, "planning.action.added", action)
    return action


@transaction.atomic
def change_action(*, action: Action, actor: Person, version: int, values: Mapping[str, Any]) -> Action:
    """Change an action. Raises `StaleVersion` for an old form, `PermissionDenied` and `ValidationError`."""
    row = lock_action(action)
    if row.version != version:
        raise StaleVersion
    require(can_change(actor, row))
    _check(row.plan, actor, values, row)
    changed = [name for name in FIELDS if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    if "needs" in values:
        before = set(row.needs.values_list("pk", flat=True))
        if before != {need.pk for need in values["needs"]}:
            row.needs.set(values["needs"])
            changed.append("needs")
    if "budget_line" in values and funding().pay(row, values["budget_line"]):
        changed.append("budget_line")
    row.version += 1
    row.save()
    audit(actor, "planning.action.changed", row, changes={"fields": changed})
    return row


@transaction.atomic
def remove_action(*, action: Action, actor: Person) -> ActionPlan:
    """Take an action out of a draft, and return the plan.

    One that was carried forward from last year goes back there, to be evaluated. Raises `IllegalMove` and
    `PermissionDenied` with the reason.
    """
    plans = lock_plans(action.school_id, action.year - 1, action.year)
    row = lock_action(action)
    require(can_remove(actor, row))
    before = row.carried_from
    audit(actor, "planning.action.removed", row, changes={"carried": before is not None})
    row.needs.clear()
    row.delete()
    if before is not None:
        source = Action.objects.lock_for(Status.DONE, pk=before.pk)
        source.move_to(Status.DONE, carried_reason="")
        audit(actor, "planning.action.taken_back", source)
    return plans[action.year]


@transaction.atomic
def begin_action(*, action: Action, actor: Person) -> Action:
    """Say that an action is under way (again). Raises `IllegalMove` and `PermissionDenied`."""
    return _move(action, actor, Status.UNDER_WAY, "planning.action.begun")


@transaction.atomic
def finish_action(*, action: Action, actor: Person) -> Action:
    """Say that an action is done and is to be evaluated. Raises `IllegalMove` and `PermissionDenied`."""
    return _move(action, actor, Status.DONE, "planning.action.done")


def _move(action: Action, actor: Person, target: str, code: str) -> Action:
    row = lock_action(action)
    if not row.FLOW.allows(row.status, target):
        raise IllegalMove(row.moved_on_text())
    require(can_run(actor, row))
    row.move_to(target)
    audit(actor, code, row)
    return row


def _check(plan: ActionPlan, actor: Person, values: Mapping[str, Any], row: Action | None = None) -> None:
    """Raise `ValidationError` where the action would serve or answer what is not its school's.

    The database refuses most of it too; it cannot see the list of needs, nor who may read them.
    """
    had = set(row.needs.values_list("pk", flat=True)) if row else set()
    needs = [need for need in values.get("needs", []) if need.pk not in had]
    review = values.get("review_need")
    if review is not None and (row is None or row.review_need_id != review.pk):
        if review.reason != Reason.REVIEW:
            raise ValidationError({"serves_what": in_own_words("Choose training agreed in a performance review.")})
        needs = [*needs, review]
    own = Need.objects.in_register_of(actor).open().filter(school=plan.school_id)
    if len({need.pk for need in needs}) != own.filter(pk__in=[need.pk for need in needs]).count():
        raise ValidationError({"needs": "Choose open training needs at this school."})
    priority = values.get("priority")
    if priority == (row.priority if row else None):
        priority = None
    if priority is not None and not Priority.objects.open_to(plan.school_id, plan.year).filter(pk=priority.pk).exists():
        raise ValidationError({"serves_what": "Choose a school or trust priority for this year."})
