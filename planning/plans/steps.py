"""What the person looking at a plan or an action can do with it: each thing with its words and its Decision."""

from django.urls import reverse

from core.components import ButtonTone, PageAction
from core.trust_settings import in_own_words
from people.models import Person
from planning.plans import action_policies, policies
from planning.plans.models import Action, ActionPlan
from planning.scope import heads, plans_for

Status = ActionPlan.Status


def steps_of_plan(actor: Person, plan: ActionPlan) -> list[PageAction]:
    """Return what `actor` can do with the plan as it stands, and what they would look for but cannot, with the reason.

    Readers who have nothing to do with writing it get nothing.
    """
    if not plans_for(actor, plan.school) and not heads(actor, plan.school):
        return []

    def to(name: str) -> str:
        return reverse(f"planning:{name}", args=[plan.public_id])

    steps = []
    if plan.status in policies.LIVING:
        add = action_policies.can_add(actor, plan)
        steps.append(PageAction("Add an action", to("action-create"), add, tone="primary", icon="plus"))
    if plan.status == Status.DRAFT:
        agree = policies.can_agree(actor, plan)
        steps.append(
            PageAction(
                "Agree the plan", to("plan-agree"), agree, "confirm", "primary",
                question=in_own_words(
                    "Staff and the governing board will be able to read it. We'll let everyone leading an action know."
                ),
                confirm="Agree the plan",
            )
        )  # fmt: skip
        if override := policies.can_override(actor, plan):
            steps.append(PageAction("Allow it to be agreed early", to("plan-override"), override))
    if plan.status == Status.AGREED:
        steps.append(PageAction("Begin", to("plan-begin"), policies.can_begin(actor, plan), "post", "primary", "play"))
        steps.append(PageAction("Reopen", to("plan-reopen"), policies.can_reopen(actor, plan), icon="undo-2"))
    if plan.status == Status.IN_PROGRESS:
        steps.append(PageAction("Review the year", to("plan-finish"), policies.can_finish(actor, plan), icon="flag"))
    if plan.status == Status.EVALUATED:
        steps.append(
            PageAction(
                "Close the plan", to("plan-close"), policies.can_close(actor, plan), "confirm", "primary",
                question="Once it's closed, no one can change the plan or its evaluations.", confirm="Close the plan",
            )
        )  # fmt: skip
        steps.append(PageAction("Reopen", to("plan-take-up"), policies.can_take_up_again(actor, plan)))
    if plan.status in policies.LIVING:
        steps.append(PageAction("Edit introduction", to("plan-edit"), policies.can_edit(actor, plan), icon="pencil"))
    return steps


def steps_of_action(actor: Person, action: Action) -> list[PageAction]:
    """Return what `actor` can do with the action as it stands; nothing for those who only read it."""
    plan = action.plan
    plans = plans_for(actor, action.school)
    if not plans and action.lead_id != actor.pk:
        return []

    def to(name: str) -> str:
        return reverse(f"planning:{name}", args=[action.public_id])

    steps = []
    is_open = action.status not in Action.Status.settled()
    evaluate = action_policies.can_evaluate(actor, action)
    if evaluate:
        label = "Evaluate" if is_open else "Edit evaluation"
        tone: ButtonTone = "primary" if action.status == Action.Status.DONE else "secondary"
        steps.append(PageAction(label, to("action-evaluate"), evaluate, tone=tone, icon="clipboard-check"))
    if run := action_policies.can_run(actor, action):
        if action.status != Action.Status.UNDER_WAY:
            label = "Begin" if action.status == Action.Status.PLANNED else "Back to in progress"
            steps.append(PageAction(label, to("action-begin"), run, "post"))
        if action.status != Action.Status.DONE:
            steps.append(PageAction("Mark as completed", to("action-finish"), run, "post", icon="check"))
    if plans and is_open:
        steps.append(PageAction("Change", to("action-edit"), action_policies.can_change(actor, action), icon="pencil"))
        if carry := action_policies.can_carry_forward(actor, action):
            following = reverse("planning:plan-carry", args=[action.plan.public_id])
            steps.append(
                PageAction("Carry forward", f"{following}?action={action.public_id}", carry, icon="corner-up-right")
            )
        if plan.status == Status.DRAFT:
            steps.append(
                PageAction(
                    "Remove", to("action-remove"), action_policies.can_remove(actor, action), "confirm", "danger",
                    question="Remove this action from the plan? You can't undo this.", confirm="Remove action",
                )
            )  # fmt: skip
    return steps
