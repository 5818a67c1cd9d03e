"""Feedback on training: given, changed, shared, and read in the trust's library (policy IM-2)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.decisions import require
from core.http import Request, posted_version
from core.navigation import stand_by_owner
from core.submissions import press_button, status_of, submit_form
from core.tables import download
from planning.thread.selectors import served_by
from planning.thread.trace import trace_of
from training.feedback import policies, selectors, services
from training.feedback.filters import FeedbackFilter
from training.feedback.forms import ChangeForm, GiveForm
from training.feedback.models import Feedback
from training.feedback.requests import prompt_feedback
from training.feedback.tables import FeedbackTable
from training.records.models import Record
from training.records.registers import show_counted, totals_of


@require_safe
def feedback_list(request: Request) -> HttpResponseBase:
    """List what colleagues of the whole trust share about their training, with search, filters and export."""
    require(policies.can_read_library(request.user))
    form = FeedbackFilter(request.GET)
    everything = Feedback.objects.in_library_of(request.user)
    served = served_by(request.user, request.GET)
    findable = everything.seen_on(served.name, request.user) if served else everything
    rows = form.narrow(findable).order_by("-shared_at", "-pk")
    if served:
        rows = served.narrow(rows, "record__")
    shown = rows.select_related("record__person", "record__school")
    table = FeedbackTable(shown.only(*FeedbackTable.reads))
    if answer := download(request, table, shown.select_related("record__requirement")):
        return answer
    totals = totals_of(rows.order_by(), cost="", hours="")  # counting sorts nothing
    show_counted(request, table, totals)
    context = {
        "form": form,
        "table": table,
        "served": served,
    }
    return render(request, "training/feedback/feedback_list.html", context)


def _find(request: Request, public_id: UUID) -> Feedback:
    """Return feedback that the reader sees; else 404."""
    related = ("record__person", "record__school", "record__requirement")
    rows = Feedback.objects.visible_to(request.user).select_related(*related)
    feedback: Feedback = get_object_or_404(rows, public_id=public_id)
    stand_by_owner(request, feedback.record.person_id, "training:my-record", "training:feedback-list")
    return feedback


@require_safe
def feedback_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show feedback; with the thread that its record stands on to those who read the record."""
    feedback = _find(request, public_id)
    reads_record = Record.objects.visible_to(request.user).filter(pk=feedback.record_id).exists()
    context = {
        "feedback": feedback,
        "record": feedback.record,
        "is_own": feedback.record.person_id == request.user.pk,
        "reads_record": reads_record,
        "reason": feedback.record.reason_words if reads_record else feedback.reason_for_all,
        "reads_library": policies.can_read_library(request.user),
        "trace": trace_of(feedback, request.user) if reads_record else None,
        "may_change": policies.can_change(request.user, feedback),
        "may_share": policies.can_share(request.user, feedback),
        "may_stop": policies.can_stop_sharing(request.user, feedback),
        "readers": selectors.readers_of(feedback.record) if feedback.record.person_id == request.user.pk else "",
    }
    return render(request, "training/feedback/feedback_detail.html", context)


def feedback_give(request: Request, public_id: UUID) -> HttpResponse:
    """Give feedback on one's own record; where it is given already, change it."""
    rows = Record.objects.visible_to(request.user).select_related("person", "school", "feedback")
    record: Record = get_object_or_404(rows, public_id=public_id)
    stand_by_owner(request, record.person_id, "training:my-record")
    require(policies.can_give(request.user, record))
    given = record.given_feedback
    if request.method != "POST" and given is not None:
        return redirect("training:feedback-change", given.public_id)
    form = GiveForm(request.POST or None)

    def give() -> Feedback:
        feedback = services.give_feedback(
            record=record, actor=request.user, words=form.words(), is_shared=form.cleaned_data["is_shared"]
        )
        messages.success(request, _thanks(feedback))
        return feedback

    if (answer := submit_form(request, form, give)) is not None:
        return answer
    if status_of(form) == 409:
        return _given_elsewhere(request, record)
    return _form(request, form, record, status=status_of(form))


def _thanks(feedback: Feedback) -> str:
    return "Thank you. Your colleagues can read it now." if feedback.is_shared else "Thank you."


def _given_elsewhere(request: Request, record: Record) -> HttpResponse:
    """Show what was typed beside what was given in another window, in the form that changes it."""
    given = Feedback.objects.select_related("record").get(record=record)
    data = request.POST.copy()
    data["version"] = str(given.version)
    form = ChangeForm(data, feedback=given)
    form.full_clean()
    form.show_clash(given)
    return _form(request, form, record, given, status=409)


def feedback_change(request: Request, public_id: UUID) -> HttpResponse:
    """Change one's own feedback, and whether it is shared."""
    feedback = _find(request, public_id)
    require(policies.can_change(request.user, feedback))
    form = ChangeForm(request.POST or None, feedback=feedback)
    answer = submit_form(
        request,
        form,
        lambda: services.change_feedback(
            feedback=feedback,
            actor=request.user,
            version=form.cleaned_data["version"],
            words=form.words(),
            is_shared=form.cleaned_data["is_shared"],
        ),
        done="Saved.",
        now=lambda: _find(request, public_id),
    )
    return answer or _form(request, form, feedback.record, feedback, status=status_of(form))


def _form(
    request: Request, form: Any, record: Record, feedback: Feedback | None = None, *, status: int
) -> HttpResponse:
    """Show the form; it is sent to where the feedback is given or, once that is there, changed."""
    if feedback is None:
        action, back = reverse("training:feedback-give", args=[record.public_id]), record.get_absolute_url()
    else:
        action, back = reverse("training:feedback-change", args=[feedback.public_id]), feedback.get_absolute_url()
    context = {
        "form": form,
        "record": record,
        "feedback": feedback,
        "action": action,
        "back": back,
        "readers": selectors.readers_of(record),
    }
    return render(request, "training/feedback/feedback_form.html", context, status=status)


@require_POST
def feedback_share(request: Request, public_id: UUID) -> HttpResponse:
    """Share one's own feedback with all staff of the trust."""
    return _share(request, public_id, services.share_feedback, "Feedback shared with all trust staff.")


@require_POST
def feedback_stop_sharing(request: Request, public_id: UUID) -> HttpResponse:
    """Take feedback out of what the trust reads: one's own, or the administrator anybody's."""
    return _share(request, public_id, services.stop_sharing, "Feedback no longer shared.")


def _share(request: Request, public_id: UUID, verb: Any, done: str) -> HttpResponse:
    feedback, version = _find(request, public_id), posted_version(request)
    return press_button(
        request, lambda: verb(feedback=feedback, actor=request.user, version=version), done, back=feedback
    )


@require_POST
def feedback_prompt(request: Request, public_id: UUID) -> HttpResponse:
    """Ask the person of a record for the feedback that is missing, as a leader."""
    rows = Record.objects.visible_to(request.user).select_related("person", "school")
    record: Record = get_object_or_404(rows, public_id=public_id)
    require(policies.can_prompt(request.user, record))
    return press_button(
        request,
        lambda: prompt_feedback(obj=record, actor=request.user),
        "Reminder sent. It's in their notifications.",
        back=record,
    )
