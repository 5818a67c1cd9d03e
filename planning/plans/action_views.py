"""One action: its page, its form, the ways that it goes, and its evaluation (policy RM-1)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from core.calendar import year_label
from core.decisions import require
from core.history import history_of
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from planning.needs.models import Need
from planning.plans.action_forms import ActionForm, LeadField, NewActionForm, stands
from planning.plans.action_policies import can_add, can_carry_forward, can_change, can_evaluate
from planning.plans.action_services import add_action, begin_action, change_action, finish_action, remove_action
from planning.plans.evaluating import carry_several, change_evaluation, evaluate_action
from planning.plans.forms import CarryForm, EvaluationForm, NewEvaluationForm, evaluation_of
from planning.plans.funding import funding
from planning.plans.models import Action, ActionPlan, Evaluation
from planning.plans.policies import can_edit, can_see_costs
from planning.plans.selectors import plan_after, possible_leads
from planning.plans.steps import steps_of_action
from planning.plans.views import find_plan
from planning.scope import plans_for
from planning.thread.trace import trace_of


def find_action(request: Request, public_id: UUID) -> Action:
    """Return the action when the reader may see it; else 404."""
    actions = Action.objects.visible_to(request.user).annotate(line_name=funding().name_of_line()).select_related(
        "plan", "plan__school", "school", "priority", "priority__school", "review_need", "requirement", "lead",
        "evaluation", "evaluation__made_by", "carried_from", "carried_to",
    )  # fmt: skip
    return get_object_or_404(actions, public_id=public_id)


def action_create(request: Request, public_id: UUID) -> HttpResponse:
    """Add an action to a plan."""
    plan = find_plan(request, public_id)
    require(can_add(request.user, plan))
    form = NewActionForm(request.POST or None, actor=request.user, plan=plan)
    answer = submit_form(request, form, lambda: add_action(plan=plan, actor=request.user, values=form.answers()))
    return answer or _form_page(request, plan, form, "Add an action", plan.get_absolute_url())


def action_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change an action; a stale save shows both texts and keeps what was typed."""
    action = find_action(request, public_id)
    require(can_change(request.user, action))
    form = ActionForm(request.POST or None, actor=request.user, action=action)

    def now() -> tuple[Action, Any]:
        fresh = find_action(request, public_id)
        return fresh, stands(fresh)

    answer = submit_form(
        request,
        form,
        lambda: change_action(
            action=action, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
        ),
        done="Saved.",
        now=now,
        refused_to=action.plan,
    )
    return answer or _form_page(request, action.plan, form, "Edit action", action.get_absolute_url())


def _form_page(
    request: Request, plan: ActionPlan, form: NewActionForm | ActionForm, title: str, back: str
) -> HttpResponse:
    context = {"form": form, "plan": plan, "year_label": year_label(plan.year), "title": title, "back": back}
    return render(request, "planning/plans/action_form.html", context, status=status_of(form))


@require_GET
def lead_options(request: Request) -> HttpResponse:
    """Answer a search-select with those who may lead an action of a plan (`?plan=…`) that the reader may write."""
    try:
        plan = find_plan(request, UUID(request.GET.get("plan", "")))
    except ValueError:
        return render(request, "kit/search_options.html", {"options": []})
    require(can_edit(request.user, plan))
    field = LeadField(queryset=possible_leads(request.user, plan.school))
    return render(request, "kit/search_options.html", field.found(request.GET))


@require_GET
def action_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show an action: everything it says, its evaluation, what hangs on it and, for those who plan, what happened."""
    action = find_action(request, public_id)
    inside = bool(can_see_costs(request.user, action.school))
    reads_plan = ActionPlan.objects.visible_to(request.user).filter(pk=action.plan_id).exists()
    context: dict[str, Any] = {
        "action": action,
        "plan": action.plan,
        "year_label": year_label(action.year),
        "inside": inside,
        "reads_plan": reads_plan,
        "evaluation": getattr(action, "evaluation", None),
        "successor": _seen(request, getattr(action, "carried_to", None)),
        "predecessor": _seen(request, action.carried_from),
        "needs": Need.objects.visible_to(request.user).filter(actions=action).select_related("person").distinct(),
        "requests": action.requests.visible_to(request.user).select_related("applicant").distinct(),
        "records": action.records.visible_to(request.user).select_related("person").distinct(),
        "trace": trace_of(action, request.user),
        "history": history_of(action) if inside else [],
        "steps": steps_of_action(request.user, action),
    }
    return render(request, "planning/plans/action_detail.html", context)


def _seen(request: Request, action: Action | None) -> Action | None:
    """Return another year's action where the reader sees it."""
    if action is None:
        return None
    return Action.objects.visible_to(request.user).filter(pk=action.pk).first()


@require_POST
def action_remove(request: Request, public_id: UUID) -> HttpResponse:
    """Take an action out of a draft."""
    action = find_action(request, public_id)
    return press_button(
        request, lambda: remove_action(action=action, actor=request.user), "Action removed.", back=action.plan
    )


def _move(request: Request, public_id: UUID, verb: Callable[..., Action], words: str) -> HttpResponse:
    action = find_action(request, public_id)
    return press_button(request, lambda: verb(action=action, actor=request.user), words, back=action)


@require_POST
def action_begin(request: Request, public_id: UUID) -> HttpResponse:
    """Say that an action is under way."""
    return _move(request, public_id, begin_action, "Action marked as in progress.")


@require_POST
def action_finish(request: Request, public_id: UUID) -> HttpResponse:
    """Say that an action is done."""
    return _move(
        request, public_id, finish_action, "Action marked as completed. Evaluate it when you can see its impact."
    )


def action_evaluate(request: Request, public_id: UUID) -> HttpResponse:
    """Evaluate an action, or change its evaluation until the plan is closed."""
    action = find_action(request, public_id)
    require(can_evaluate(request.user, action))
    evaluation = evaluation_of(action)
    if evaluation is not None:
        return _change(request, action, evaluation)
    form = NewEvaluationForm(request.POST or None)

    def evaluate() -> Action:
        evaluate_action(action=action, actor=request.user, values=form.answers())
        return action

    answer = submit_form(request, form, evaluate, done="Evaluation saved.", refused_to=action)
    return answer or _page(request, action, form)


def _change(request: Request, action: Action, evaluation: Evaluation) -> HttpResponse:
    """Change what is there. A first evaluation that came second is shown beside it, and loses no text."""
    form = EvaluationForm(request.POST or None, row=evaluation)

    def change() -> Action:
        change_evaluation(
            action=action, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
        )
        return action

    answer = submit_form(request, form, change, done="Saved.", now=lambda: Evaluation.objects.get(action=action))
    return answer or _page(request, action, form)


def _page(request: Request, action: Action, form: NewEvaluationForm | EvaluationForm) -> HttpResponse:
    context = {"action": action, "form": form, "year_label": year_label(action.year)}
    return render(request, "planning/plans/action_evaluate.html", context, status=status_of(form))


def plan_carry(request: Request, public_id: UUID) -> HttpResponse:
    """Carry unsettled actions of a plan into the next year's, one or several, each with a reason.

    `?action=…` has one of them chosen already.
    """
    plan = find_plan(request, public_id)
    if not plans_for(request.user, plan.school):
        raise PermissionDenied("Only school leaders can carry actions forward.")
    following = plan_after(plan)
    rows = plan.actions.select_related("plan", "plan__school", "school").order_by("starts_on", "pk")
    if request.method == "POST":
        # Those that the page showed, so that a twin of this form finds the first one's answer.
        actions = [action for action in rows if f"reason_{action.pk}" in request.POST]
        form = CarryForm(request.POST, actions=actions)
    else:
        rows = rows.unsettled()
        actions = [action for action in rows if can_carry_forward(request.user, action)]
        form = CarryForm(actions=actions, chosen=request.GET.get("action", ""))
    answer = None
    if following is not None:

        def carry() -> ActionPlan:
            outcome = carry_several(chosen=form.chosen(), actor=request.user)
            for action, problem in outcome.failed:
                messages.warning(request, f"{action.title}: {problem}")
            if outcome.made:
                count = len(outcome.made)
                messages.success(request, f"{count} action{'' if count == 1 else 's'} carried forward.")
            return following

        answer = submit_form(request, form, carry)
    context = {
        "plan": plan,
        "following": following,
        "form": form,
        "year_label": year_label(plan.year),
        "next_label": year_label(plan.year + 1),
        "next_year": plan.year + 1,
        "why_not": None if actions else _why_not(request, list(rows)),
    }
    return answer or render(request, "planning/plans/plan_carry.html", context, status=status_of(form))


def _why_not(request: Request, rows: list[Action]) -> str:
    """Return why nothing can be carried forward."""
    if not rows:
        return "All actions in this plan have been evaluated or carried forward."
    return can_carry_forward(request.user, rows[0]).reason
