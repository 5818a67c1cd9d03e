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
        "The plan is agreed. Those who lead an action of it have been told.",
        back=row,
    )


def _move(request: Request, public_id: UUID, verb: Callable[..., ActionPlan], words: str) -> HttpResponse:
    """Do a step that needs no words, and go back to the plan."""
    row = find_plan(request, public_id)
    return press_button(request, lambda: verb(plan=row, actor=request.user), words, back=row)


@require_POST
def plan_begin(request: Request, public_id: UUID) -> HttpResponse:
    """Begin an agreed plan."""
    return _move(request, public_id, services.begin_plan, "The plan is in progress.")


@require_POST
def plan_close(request: Request, public_id: UUID) -> HttpResponse:
    """Close an evaluated plan."""
    return _move(request, public_id, services.close_plan, "The plan is closed.")


NOTED = {
    "reopen": NotedStep(
        title="Reopen the plan",
        label="Why is it reopened?",
        hint="It is a draft again then, and has to be agreed again.",
        missing="Say why it is reopened",
        button="Reopen it",
        done="The plan is a draft again.",
        may=policies.can_reopen,
        do=services.reopen_plan,
    ),
    "override": NotedStep(
        title="Let the plan be agreed all the same",
        label="Why may it be agreed before the last plan is evaluated?",
        hint="The reason stands on the plan and is printed in the termly report to the board. Name nobody.",
        missing="Say why it may be agreed before the last plan is evaluated",
        button="Let it be agreed",
        done="The plan can be agreed now. The reason stands on it and will stand in the board’s report.",
        may=policies.can_override,
        do=services.override_gate,
    ),
    "finish": NotedStep(
        title="Sum up the year",
        label="What did the year come to?",
        hint="For staff, the board and whoever writes the next plan. Name nobody.",
        missing="Say what the year came to",
        button="Save, and mark the plan as evaluated",
        done="The plan is evaluated.",
        may=policies.can_finish,
        do=services.finish_plan,
    ),
    "take-up": NotedStep(
        title="Take the plan up again",
        label="Why is it taken up again?",
        hint="It is in progress again then.",
        missing="Say why it is taken up again",
        button="Take it up again",
        done="The plan is in progress again.",
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
