"""The steps of an action plan: agree, reopen, begin, sum up, close, and the way through the gate (AP-4)."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from core.calendar import year_label
from core.decisions import Decision, require
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from people.models import Person
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


def _ask(
    request: Request,
    public_id: UUID,
    *,
    may: Callable[[Person, ActionPlan], Decision],
    do: Callable[[ActionPlan, str], ActionPlan],
    title: str,
    form: NoteForm,
    button: str,
    done: str,
) -> HttpResponse:
    """Show a form for a reason or words, and do the step with them; what was typed is never lost."""
    row = find_plan(request, public_id)
    if not form.is_bound:
        require(may(request.user, row))
    answer = submit_form(request, form, lambda: do(row, form.cleaned_data["note"]), done=done)
    context = {"plan": row, "year_label": year_label(row.year), "title": title, "form": form, "button": button}
    if may is policies.can_override:
        context["unsettled"] = list(unsettled_before(row))
    return answer or render(request, "planning/plans/plan_note.html", context, status=status_of(form))


def plan_reopen(request: Request, public_id: UUID) -> HttpResponse:
    """Take an agreed plan back to a draft, with a reason."""
    return _ask(
        request,
        public_id,
        may=policies.can_reopen,
        do=lambda row, note: services.reopen_plan(plan=row, actor=request.user, note=note),
        title="Reopen the plan",
        form=NoteForm(
            request.POST if request.method == "POST" else None,
            label="Why is it reopened?",
            hint="It is a draft again then, and has to be agreed again.",
            missing="Say why it is reopened",
        ),
        button="Reopen it",
        done="The plan is a draft again.",
    )


def plan_override(request: Request, public_id: UUID) -> HttpResponse:
    """Let a draft be agreed before the last plan is evaluated, with a reason that the board's report prints."""
    return _ask(
        request,
        public_id,
        may=policies.can_override,
        do=lambda row, note: services.override_gate(plan=row, actor=request.user, reason=note),
        title="Let the plan be agreed all the same",
        form=NoteForm(
            request.POST if request.method == "POST" else None,
            label="Why may it be agreed before the last plan is evaluated?",
            hint="The reason stands on the plan and is printed in the termly report to the board. Name nobody.",
            missing="Say why it may be agreed before the last plan is evaluated",
        ),
        button="Let it be agreed",
        done="The plan can be agreed now. The reason stands on it and will stand in the board’s report.",
    )


def plan_finish(request: Request, public_id: UUID) -> HttpResponse:
    """Say what the year came to, when every action is evaluated or carried forward."""
    row = find_plan(request, public_id)
    return _ask(
        request,
        public_id,
        may=policies.can_finish,
        do=lambda plan, note: services.finish_plan(plan=plan, actor=request.user, summary=note),
        title="Sum up the year",
        form=NoteForm(
            request.POST if request.method == "POST" else None,
            label="What did the year come to?",
            hint="For staff, the board and whoever writes the next plan. Name nobody.",
            missing="Say what the year came to",
            initial={"note": row.summary},
        ),
        button="Save, and mark the plan as evaluated",
        done="The plan is evaluated.",
    )


def plan_take_up(request: Request, public_id: UUID) -> HttpResponse:
    """Take an evaluated plan up again, with a reason."""
    return _ask(
        request,
        public_id,
        may=policies.can_take_up_again,
        do=lambda row, note: services.take_up_again(plan=row, actor=request.user, note=note),
        title="Take the plan up again",
        form=NoteForm(
            request.POST if request.method == "POST" else None,
            label="Why is it taken up again?",
            hint="It is in progress again then.",
            missing="Say why it is taken up again",
        ),
        button="Take it up again",
        done="The plan is in progress again.",
    )
