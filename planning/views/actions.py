"""Actions of a plan: adding, the page of one, changing, removing, saying how far it is."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.calendar import year_label
from core.flow import IllegalMove, StaleVersion
from core.http import Request
from core.submissions import show_problems
from planning.forms.actions import ActionForm, LeadField, NewActionForm, possible_leads, search_people, stands
from planning.funding import funding
from planning.models import Action, ActionPlan, Need
from planning.plan_steps import steps_of_action
from planning.policies import actions as policies
from planning.policies.plans import can_see_costs
from planning.selectors.trail import trail_of
from planning.services import actions as services
from planning.thread import trace_of
from planning.views.plans import find_plan


def find_action(request: Request, public_id: UUID) -> Action:
    """Return the action when the reader may see it; else 404, as for one that never was."""
    actions = Action.objects.visible_to(request.user).annotate(line_name=funding().name_of_line()).select_related(
        "plan", "plan__school", "school", "priority", "priority__school", "review_need", "requirement", "lead",
        "evaluation", "evaluation__made_by", "carried_from", "carried_to",
    )  # fmt: skip
    return get_object_or_404(actions, public_id=public_id)


def action_create(request: Request, public_id: UUID) -> HttpResponse:
    """Add an action to a plan."""
    plan = find_plan(request, public_id)
    if not (decision := policies.can_add(request.user, plan)):
        raise PermissionDenied(decision.reason)
    form = NewActionForm(request.POST or None, actor=request.user, plan=plan)
    if request.method == "POST" and form.is_valid():

        def make() -> str:
            return services.add_action(plan=plan, actor=request.user, values=form.answers()).get_absolute_url()

        try:
            return HttpResponseRedirect(form.answer_once(request.user, make))
        except ValidationError as problem:
            show_problems(form, problem)
    return _form_page(request, plan, form, "Add an action", plan.get_absolute_url())


def action_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change an action; a stale save shows both texts and keeps what was typed."""
    action = find_action(request, public_id)
    if not (decision := policies.can_change(request.user, action)):
        raise PermissionDenied(decision.reason)
    form = ActionForm(request.POST or None, actor=request.user, action=action)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_action(
                action=action, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
            )
        except StaleVersion:
            action = find_action(request, public_id)
            form.show_clash(action, stands(action))
        except IllegalMove as problem:
            messages.warning(request, str(problem))
            return redirect(action.plan)
        except ValidationError as problem:
            show_problems(form, problem)
        else:
            messages.success(request, "Saved.")
            return redirect(action)
    return _form_page(request, action.plan, form, "Change the action", action.get_absolute_url())


def _form_page(
    request: Request, plan: ActionPlan, form: NewActionForm | ActionForm, title: str, back: str
) -> HttpResponse:
    context = {"form": form, "plan": plan, "year_label": year_label(plan.year), "title": title, "back": back}
    status = 409 if getattr(form, "clashes", None) else 422 if form.errors else 200
    return render(request, "planning/action_form.html", context, status=status)


@require_GET
def lead_options(request: Request) -> HttpResponse:
    """Answer a search-select with those who may lead an action of a plan (`?plan=…`) that the reader may write."""
    try:
        plan = find_plan(request, UUID(request.GET.get("plan", "")))
    except ValueError:
        return render(request, "kit/search_options.html", {"options": []})
    if not (decision := policies.can_edit(request.user, plan)):
        raise PermissionDenied(decision.reason)
    field = LeadField(queryset=possible_leads(request.user, plan.school), search=search_people)
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
        "history": trail_of(action) if inside else [],
        "steps": steps_of_action(request.user, action),
    }
    return render(request, "planning/action_detail.html", context)


def _seen(request: Request, action: Action | None) -> Action | None:
    """Return another year's action where the reader sees it."""
    if action is None:
        return None
    return Action.objects.visible_to(request.user).filter(pk=action.pk).first()


@require_POST
def action_remove(request: Request, public_id: UUID) -> HttpResponse:
    """Take an action out of a draft."""
    action = find_action(request, public_id)
    try:
        services.remove_action(action=action, actor=request.user)
    except IllegalMove as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "The action is removed.")
    return redirect(action.plan)


def _move(request: Request, public_id: UUID, verb: Callable[..., Action], words: str) -> HttpResponse:
    action = find_action(request, public_id)
    try:
        verb(action=action, actor=request.user)
    except IllegalMove as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, words)
    return redirect(action)


@require_POST
def action_begin(request: Request, public_id: UUID) -> HttpResponse:
    """Say that an action is under way."""
    return _move(request, public_id, services.begin_action, "It is under way.")


@require_POST
def action_finish(request: Request, public_id: UUID) -> HttpResponse:
    """Say that an action is done."""
    return _move(request, public_id, services.finish_action, "It is done. Evaluate it when you see what came of it.")
