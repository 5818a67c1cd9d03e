"""How needs end: met, closed, carried forward one by one or together; and opened again (policy R-3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from core.calendar import academic_year, today, year_label
from core.decisions import require
from core.http import Request
from core.submissions import status_of, submit_form
from planning.forms import NotedStep
from planning.needs import policies, selectors, services
from planning.needs.answers import answers_to
from planning.needs.forms import CarryForm, MetForm, NoteForm
from planning.needs.models import Need
from planning.needs.views import find_need, first_answer, moved_on
from planning.views import find_school, frame

ENDINGS = {
    "met": NotedStep(
        "Mark training need as met",
        "What met this training need?",
        "For example, a course, coaching or meetings, and how you know it helped.",
        "Enter what met this training need",
        "Mark as met",
        "Marked as met. We've told the people involved.",
        policies.can_end,
        services.mark_need_met,
    ),
    "closed": NotedStep(
        "Close training need",
        "Why are you closing it?",
        "It stays in the register with this reason. The person it's for can see it.",
        "Enter why you're closing it",
        "Close",
        "Training need closed. We've told the people involved.",
        policies.can_close,
        services.close_need,
    ),
    "carried": NotedStep(
        "Carry forward training need",
        "Why are you carrying it forward?",
        "It moves to next year's register, with a link back to this page.",
        "Enter why you're carrying it forward",
        "Carry forward",
        "Carried forward. We've told the people involved.",
        policies.can_carry,
        services.carry_need_forward,
    ),
}
REOPENING = NotedStep(
    "Reopen training need",
    "Why are you reopening it?",
    "It goes back to open in the register. We'll tell the people involved.",
    "Enter why you're reopening it",
    "Open it again",
    "Training need reopened. We've told the people involved.",
    policies.can_reopen,
    services.reopen_need,
)


def need_end(request: Request, public_id: UUID, how: str) -> HttpResponse:
    """End a need as met, closed or carried forward, each with its reason."""
    if how not in ENDINGS:
        raise Http404
    need = find_need(request, public_id)
    if need.status != Need.Status.OPEN:
        return moved_on(request, need, need.moved_on_text())
    return _ask(request, need, ENDINGS[how])


def need_reopen(request: Request, public_id: UUID) -> HttpResponse:
    """Open a need again that was ended by mistake."""
    need = find_need(request, public_id)
    if need.status == Need.Status.OPEN:
        return moved_on(request, need, need.moved_on_text())
    return _ask(request, need, REOPENING)


def _ask(request: Request, need: Need, ending: NotedStep) -> HttpResponse:
    require(ending.may(request.user, need))
    form = _form(request, need, ending)

    def end() -> Need:
        facts = {"with_gathered": True} if form.cleaned_data.get("with_gathered") else {}
        note, version = form.cleaned_data["note"], form.cleaned_data["version"]
        row: Need = ending.do(need=need, actor=request.user, version=version, note=note, **facts)
        return row

    def now() -> Need:
        nonlocal need
        need = find_need(request, need.public_id)
        return need

    answer = submit_form(
        request,
        form,
        end,
        done=ending.done,
        # The reason that was typed stays; what changed is a click away.
        now=now,
        refused_to=need,
    )
    context = {"form": form, "need": need, "ending": ending, "for_whom": selectors.for_whom(need)}
    return answer or render(request, "planning/needs/need_end.html", context, status=status_of(form))


def _form(request: Request, need: Need, ending: NotedStep) -> NoteForm:
    facts: dict[str, Any] = {"need": need, "step": ending}
    if ending.do is not services.mark_need_met:
        return NoteForm(request.POST or None, **facts)
    answers = "; ".join(answer.label for answer in answers_to(request.user, need))
    gathered = selectors.gathered_of(need).open().count() if need.school.is_central else 0
    return MetForm(request.POST or None, gathered=gathered, initial={"note": answers}, **facts)


def needs_carry(request: Request, school_id: UUID, year: int) -> HttpResponse:
    """Carry the open needs of past years forward together: a preview, a reason, then all of those chosen."""
    school = find_school(request, school_id, year)
    if year != academic_year(today()):
        raise Http404
    require(policies.can_carry_all(request.user, school))
    if first := first_answer(request.POST.get("token", ""), request.user):
        return HttpResponseRedirect(first)
    rows = list(selectors.open_of_past_years(school))
    form = CarryForm(request.POST or None, rows=rows)
    register = reverse("planning:needs", args=[school.public_id, year])

    def carry() -> str:
        result = services.carry_needs_forward(
            needs=form.chosen(), school=school, actor=request.user, note=form.cleaned_data["note"]
        )
        count = len(result.successors)
        words = "1 training need" if count == 1 else f"{count} training needs"
        late = f" {result.ended_meanwhile} had already been closed." if result.ended_meanwhile else ""
        messages.success(request, f"{words} carried forward to {year_label(year)}.{late}")
        return register

    answer = submit_form(request, form, carry)
    context = frame(request, school, year, "needs", "planning:needs") | {
        "form": form,
        "rows": rows,
        "register": register,
    }
    return answer or render(request, "planning/needs/needs_carry.html", context, status=status_of(form))
