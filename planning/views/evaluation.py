"""Evaluating an action, and carrying last year's actions forward into a new draft (AP-4, AP-5, RM-1)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from core.calendar import year_label
from core.flow import IllegalMove, StaleVersion
from core.http import Request
from planning.forms.evaluation import EvaluationForm, NewEvaluationForm, evaluation_of
from planning.forms.plans import CarryForm
from planning.models import Action, Evaluation
from planning.policies import actions as policies
from planning.selectors.gate import plan_after
from planning.services import evaluation as services
from planning.standing import plans_for
from planning.views.actions import find_action
from planning.views.plans import find_plan


def action_evaluate(request: Request, public_id: UUID) -> HttpResponse:
    """Evaluate an action, or change its evaluation until the plan is closed."""
    action = find_action(request, public_id)
    if not (decision := policies.can_evaluate(request.user, action)):
        raise PermissionDenied(decision.reason)
    evaluation = evaluation_of(action)
    if evaluation is not None:
        return _change(request, action, evaluation)
    form = NewEvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def make() -> str:
            services.evaluate_action(action=action, actor=request.user, values=form.answers())
            return action.get_absolute_url()

        try:
            url = form.answer_once(request.user, make)
        except IllegalMove as problem:
            messages.warning(request, str(problem))
            return redirect(action)
        messages.success(request, "The action is evaluated.")
        return HttpResponseRedirect(url)
    return _page(request, action, form)


def _change(request: Request, action: Action, evaluation: Evaluation) -> HttpResponse:
    """Change what is there. A first evaluation that came second is shown beside it, and loses no text."""
    form = EvaluationForm(request.POST or None, evaluation=evaluation)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_evaluation(
                action=action, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
            )
        except StaleVersion:
            evaluation = Evaluation.objects.get(action=action)
            form.show_clash(evaluation)
        else:
            messages.success(request, "Saved.")
            return redirect(action)
    return _page(request, action, form)


def _page(request: Request, action: Action, form: NewEvaluationForm | EvaluationForm) -> HttpResponse:
    context = {"action": action, "form": form, "year_label": year_label(action.year)}
    status = 409 if getattr(form, "clashes", None) else 422 if form.errors else 200
    return render(request, "planning/action_evaluate.html", context, status=status)


def plan_carry(request: Request, public_id: UUID) -> HttpResponse:
    """Carry unsettled actions of a plan into the next year's, one or several, each with a reason.

    `?action=…` has one of them chosen already.
    """
    plan = find_plan(request, public_id)
    if not plans_for(request.user, plan.school):
        raise PermissionDenied("The leaders of the school carry actions forward.")
    following = plan_after(plan)
    rows = plan.actions.select_related("plan", "plan__school", "school").order_by("starts_on", "pk")
    if request.method == "POST":
        # Those that the page showed, so that a twin of this form finds the first one's answer.
        actions = [action for action in rows if f"reason_{action.pk}" in request.POST]
        form = CarryForm(request.POST, actions=actions)
    else:
        rows = rows.unsettled()
        actions = [action for action in rows if policies.can_carry_forward(request.user, action)]
        form = CarryForm(actions=actions, chosen=request.GET.get("action", ""))
    if following is not None and form.is_bound and form.is_valid():

        def make() -> str:
            outcome = services.carry_several(chosen=form.chosen(), actor=request.user)
            for action, problem in outcome.failed:
                messages.warning(request, f"{action.title}: {problem}")
            if outcome.made:
                count = len(outcome.made)
                messages.success(request, f"{count} action{' is' if count == 1 else 's are'} carried forward.")
            return following.get_absolute_url()

        return HttpResponseRedirect(form.answer_once(request.user, make))
    context = {
        "plan": plan,
        "following": following,
        "form": form,
        "year_label": year_label(plan.year),
        "next_label": year_label(plan.year + 1),
        "next_year": plan.year + 1,
        "why_not": None if actions else _why_not(request, list(rows)),
    }
    return render(request, "planning/plan_carry.html", context, status=422 if form.errors else 200)


def _why_not(request: Request, rows: list[Action]) -> str:
    """Return why nothing can be carried forward."""
    if not rows:
        return "Every action of this plan is evaluated or carried forward."
    return policies.can_carry_forward(request.user, rows[0]).reason
