"""The steps of an action plan: agree, reopen, begin, sum up, close, and the way through the gate (AP-4)."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from core.calendar import year_label
from core.decisions import require
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from core.trust_settings import ours
from planning.forms import NotedStep
from planning.plans import policies, services
from planning.plans.forms import NoteForm
from planning.plans.models import ActionPlan
from planning.plans.selectors import unsettled_before
from planning.plans.views import find_plan


@require_POST
def plan_agree(request: Request, public_id: UUID) -> HttpResponse:
    """Agree a draft."""
    row = find_plan(request, public_id)
    return press_button(
        request,
        lambda: services.agree_plan(plan=row, actor=request.user, seen=request.POST.get("version", "")),
        "Plan agreed. We've told everyone leading an action.",
        back=row,
    )


def _move(request: Request, public_id: UUID, verb: Callable[..., ActionPlan], words: str) -> HttpResponse:
    """Do a step that needs no words, and go back to the plan."""
    row = find_plan(request, public_id)
    return press_button(request, lambda: verb(plan=row, actor=request.user), words, back=row)


@require_POST
def plan_begin(request: Request, public_id: UUID) -> HttpResponse:
    """Begin an agreed plan."""
    return _move(request, public_id, services.begin_plan, "Plan started.")


@require_POST
def plan_close(request: Request, public_id: UUID) -> HttpResponse:
    """Close an evaluated plan."""
    return _move(request, public_id, services.close_plan, "Plan closed.")


NOTED = {
    "reopen": NotedStep(
        title="Reopen the plan",
        label="Why are you reopening it?",
        hint="The plan will go back to draft and need agreeing again.",
        missing="Enter why you're reopening it",
        button="Reopen plan",
        done="Plan reopened. It's now a draft.",
        may=policies.can_reopen,
        do=services.reopen_plan,
    ),
    "override": NotedStep(
        title="Allow the plan to be agreed early",
        label="Why can it be agreed before last year's plan is evaluated?",
        hint="The reason appears on the plan and in the termly report to the board. Don't name anyone.",
        missing="Enter why it can be agreed before last year's plan is evaluated",
        button="Allow",
        done="The plan can now be agreed. The reason appears on the plan and in the report to the board.",
        may=policies.can_override,
        do=services.override_gate,
    ),
    "finish": NotedStep(
        title="Review the year",
        label="Review of the year",
        hint=ours("For staff, the governing board and whoever plans next year. Don't name anyone."),
        missing="Enter your review of the year",
        button="Save and mark as evaluated",
        done="Review saved. The plan is marked as evaluated.",
        may=policies.can_finish,
        do=services.finish_plan,
    ),
    "take-up": NotedStep(
        title="Reopen the plan",
        label="Why are you reopening it?",
        hint="The plan will go back to in progress.",
        missing="Enter why you're reopening it",
        button="Reopen",
        done="Plan reopened. It's in progress again.",
        may=policies.can_take_up_again,
        do=services.take_up_again,
    ),
}


def plan_note(request: Request, public_id: UUID, how: str) -> HttpResponse:
    """Ask for a reason or words, and do a step of the plan (`NOTED`) with them; what was typed is never lost."""
    row, step = find_plan(request, public_id), NOTED[how]
    initial = {"note": row.summary} if how == "finish" else {}
    form = NoteForm(request.POST if request.method == "POST" else None, step=step, initial=initial)
    if not form.is_bound:
        require(step.may(request.user, row))
    answer = submit_form(
        request,
        form,
        lambda: step.do(plan=row, actor=request.user, note=form.cleaned_data["note"]),
        done=step.done,
    )
    context = {
        "plan": row,
        "year_label": year_label(row.year),
        "step": step,
        "form": form,
        "unsettled": unsettled_before(row) if how == "override" else [],
    }
    return answer or render(request, "planning/plans/plan_note.html", context, status=status_of(form))
