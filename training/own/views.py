"""Logging one's own CPD, confirming what others logged (policy R-6), and the transcript to take along."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.views.uploads import hand_out, submit_with_file
from core.calendar import today
from core.decisions import require
from core.exports import export_response, wanted_format
from core.formatting import counted
from core.http import Request, posted_version
from core.limits import may_go_on
from core.models import StoredFile
from core.navigation import stand_by_owner
from core.submissions import press_button, status_of, submit_form
from core.uploads import UploadRefused, store_upload
from training.own import services
from training.own.forms import CheckForm, ConfirmForm, EditLogForm, LogForm, SendBackForm, token_of
from training.own.transcript import COLUMNS, development_of, issue_transcript, issued_as, lines_of
from training.records import policies
from training.records.models import Record

# So many logs are shown to be confirmed at once; the rest comes when these are done.
SHOWN = 100
# So often one internet address may check a transcript in an hour.
CHECKS_AN_HOUR = 60


def _find(request: Request, public_id: UUID) -> Record:
    """Return a record that the reader sees; else 404."""
    rows = Record.objects.visible_to(request.user).select_related("person", "school", "file")
    record: Record = get_object_or_404(rows, public_id=public_id)
    stand_by_owner(request, record.person_id, "training:my-record", "training:log-list", "people:person-list")
    return record


def log_add(request: Request) -> HttpResponse:
    """Log what one did oneself."""
    require(policies.can_log(request.user))
    form = LogForm(request.POST or None, request.FILES or None, person=request.user)

    def log(file: StoredFile | None) -> str:
        services.log_cpd(actor=request.user, file=file, **form.facts())
        return reverse("training:my-record")

    answer = submit_with_file(
        request, form, log, done="CPD logged. It’s in your record, and someone else will be asked to confirm it."
    )
    return answer or _form(request, form, "Log CPD", reverse("training:my-record"))


def log_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change what one logged, until somebody has confirmed it."""
    record = _find(request, public_id)
    require(policies.can_edit_log(request.user, record))
    form = EditLogForm(request.POST or None, request.FILES or None, record=record)
    file = None
    if request.method == "POST" and form.is_valid() and (upload := form.cleaned_data["file"]):
        try:
            file = store_upload(actor=request.user, upload=upload)
        except UploadRefused as refusal:
            form.add_error("file", str(refusal))
    answer = submit_form(
        request,
        form,
        lambda: services.edit_log(
            record=record,
            actor=request.user,
            version=form.cleaned_data["version"],
            values=form.facts(),
            file=file,
        ),
        done="Saved.",
        now=lambda: _find(request, public_id),
        refused_to=record,
    )
    return answer or _form(request, form, "Edit CPD", record.get_absolute_url(), record)


def _form(request: Request, form: Any, title: str, back: str, record: Record | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "record": record}
    return render(request, "training/own/log_form.html", context, status=status_of(form))


@require_POST
def log_delete(request: Request, public_id: UUID) -> HttpResponse:
    """Delete what one logged, until somebody has confirmed it."""
    record, version = _find(request, public_id), posted_version(request)
    return press_button(
        request,
        lambda: services.delete_log(record=record, actor=request.user, version=version),
        "Deleted from your CPD record.",
        back="training:my-record",
        refused_to=record,
    )


@require_safe
def log_file(request: Request, public_id: UUID) -> HttpResponseBase:
    """Hand out the file of a log to whoever sees the record at this moment."""
    record = _find(request, public_id)
    return hand_out(record.file, request.user, record, "training.record.downloaded")


@require_POST
def log_confirm(request: Request, public_id: UUID) -> HttpResponse:
    """Confirm what somebody else logged."""
    record, version = _find(request, public_id), posted_version(request)
    require(policies.can_confirm(request.user, record))
    return press_button(
        request,
        lambda: services.confirm_log(record=record, actor=request.user, version=version),
        "CPD confirmed.",
        back=record,
    )


def log_send_back(request: Request, public_id: UUID) -> HttpResponse:
    """Ask whoever logged something to change it."""
    record = _find(request, public_id)
    require(policies.can_confirm(request.user, record))
    form = SendBackForm(request.POST or None, record=record)
    answer = submit_form(
        request,
        form,
        lambda: services.send_back_log(
            record=record,
            actor=request.user,
            version=form.cleaned_data["version"],
            because=form.cleaned_data["because"],
        ),
        done="Sent back. We’ve told them what to change.",
        refused_to=record,
    )
    context = {"form": form, "record": record}
    return answer or render(request, "training/own/send_back.html", context, status=status_of(form))


def log_list(request: Request) -> HttpResponse:
    """List what others logged and the reader is to confirm, and confirm several at once."""
    require(policies.can_confirm_some(request.user))
    rows = Record.objects.awaiting(request.user).select_related("person", "school").order_by("starts_on", "pk")
    found = list(rows[: SHOWN + 1])
    form = ConfirmForm(request.POST or None, records=found)

    def confirm() -> str:
        number = services.confirm_logs(versions=form.versions(), actor=request.user)
        messages.success(request, f"{counted(number, 'entry', 'entries')} confirmed.")
        return reverse("training:log-list")

    answer = submit_form(request, form, confirm, refused_to="training:log-list")
    chosen = request.POST.getlist("chosen")
    context = {
        "form": form,
        "rows": [(row, token_of(row), token_of(row) in chosen) for row in found[:SHOWN]],
        "has_more": len(found) > SHOWN,
    }
    return answer or render(request, "training/own/log_list.html", context, status=status_of(form))


@require_safe
def transcript(request: Request) -> HttpResponseBase:
    """Show the reader's whole development, as a page or as a file; as a PDF it is issued with a code."""
    stand_by_owner(request, request.user.pk, "training:my-record")
    found = development_of(request.user)
    wanted = wanted_format(request.GET)
    if wanted:
        return export_response(
            lines_of(found), COLUMNS, "cpd-transcript", wanted,
            actor=request.user, code="training.transcript", about=request.user,
        )  # fmt: skip
    return render(request, "training/own/transcript.html", {"found": found, "person": request.user})


@require_POST
def transcript_pdf(request: Request) -> HttpResponse:
    """Issue the reader's transcript as a PDF."""
    return HttpResponse(
        issue_transcript(actor=request.user),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="cpd-transcript-{today():%Y-%m-%d}.pdf"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def transcript_check(request: HttpRequest) -> HttpResponse:
    """Say to anybody whether a file is a transcript as it was issued. Nothing is kept, and nobody is named."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    issued = None
    is_checked = False
    if request.method == "POST" and form.is_valid():
        if not may_go_on(request, "transcript_check", CHECKS_AN_HOUR):
            response = render(request, "429.html", status=429)
            response["Retry-After"] = "3600"
            return response
        issued, is_checked = issued_as(form.cleaned_data["code"], form.hash()), True
    context = {"form": form, "issued": issued, "is_checked": is_checked}
    return render(request, "training/own/transcript_check.html", context, status=status_of(form))
