"""Who adds, changes, runs, evaluates and carries forward the actions of a plan (policy AP-2, AP-4, LD-1)."""

from core.calendar import year_label
from core.decisions import Decision, allowed_if, refused
from people.models import Person
from people.relations import are_related
from planning.plans.models import Action, ActionPlan
from planning.plans.policies import LIVING, WRITERS, can_edit
from planning.plans.selectors import plan_after
from planning.scope import plans_for

PlanStatus = ActionPlan.Status
Status = Action.Status


def can_add(actor: Person, plan: ActionPlan) -> Decision:
    """Those who plan for the school add actions to a draft or a plan in progress, until the next one is agreed.

    Otherwise the gate before the next plan would have been passed by what nobody evaluated (AP-4).
    """
    if not (decision := can_edit(actor, plan)):
        return decision
    following = plan_after(plan)
    return allowed_if(
        following is None or following.status == PlanStatus.DRAFT,
        f"The plan for {year_label(plan.year + 1)} has already been agreed. Add the action there.",
    )


def can_change(actor: Person, action: Action) -> Decision:
    """Those who plan for the school change an action that is neither evaluated nor carried forward."""
    return can_edit(actor, action.plan) & _is_open(action)


def can_remove(actor: Person, action: Action) -> Decision:
    """Those who plan for the school take an action out of a draft, unless something hangs on it already."""
    if not plans_for(actor, action.school):
        return refused(WRITERS)
    if action.plan.status != PlanStatus.DRAFT:
        return refused("You can't remove actions once the plan is agreed. Carry this one forward or evaluate it.")
    if not (decision := _is_open(action)):
        return decision
    if action.carried_from is not None and action.carried_from.plan.status not in _UNFINISHED:
        return refused("You can't remove actions carried forward from a plan that has been evaluated.")
    hanging = action.requests.exists() or action.records.exists()
    return allowed_if(not hanging, "You can't remove this action because it's linked to requests or training records.")


def can_run(actor: Person, action: Action) -> Decision:
    """Those who plan, and whoever leads the action, say how far it is while the plan is in progress (LD-1)."""
    if not (decision := _runs(actor, action)):
        return decision
    if action.plan.status != PlanStatus.IN_PROGRESS:
        return refused("The plan isn't in progress. Start it first.")
    return _is_open(action)


def can_evaluate(actor: Person, action: Action) -> Decision:
    """Those who plan, and whoever leads the action, evaluate it, and change that until the plan is closed (RM-1)."""
    if not (decision := _runs(actor, action)):
        return decision
    if action.status == Status.CARRIED_FORWARD:
        return refused("This was carried forward, so you'll evaluate it next year.")
    if action.plan.status == PlanStatus.CLOSED:
        return refused("The plan is closed, so you can't change it.")
    changes = action.status == Status.EVALUATED and action.plan.status == PlanStatus.EVALUATED
    return allowed_if(
        changes or action.plan.status == PlanStatus.IN_PROGRESS,
        "You can only evaluate actions while the plan is in progress.",
    )


def can_carry_forward(actor: Person, action: Action) -> Decision:
    """Those who plan for the school carry an unsettled action into the plan of the next year, with a reason (AP-4)."""
    if not plans_for(actor, action.school):
        return refused(WRITERS)
    if not (decision := _is_open(action)):
        return decision
    if action.plan.status not in _UNFINISHED:
        return refused("The plan has already been evaluated.")
    following = plan_after(action.plan)
    label = year_label(action.year + 1)
    if following is None:
        return refused(f"There's no plan for {label} yet. Start one first.")
    if following.status == PlanStatus.AGREED:
        return refused(f"The plan for {label} has been agreed. Start it or reopen it first.")
    return allowed_if(following.status in LIVING, f"The plan for {label} has already been evaluated.")


_UNFINISHED = (PlanStatus.DRAFT, PlanStatus.AGREED, PlanStatus.IN_PROGRESS)


def _runs(actor: Person, action: Action) -> Decision:
    return allowed_if(
        (action.lead_id == actor.pk and are_related(actor, None, action.school)) or plans_for(actor, action.school),
        "Only the action lead and school leaders can update its progress.",
    )


def _is_open(action: Action) -> Decision:
    return allowed_if(
        action.status not in Status.settled(),
        f"This action is “{action.get_status_display().lower()}”, so you can't do this.",
    )
