"""The page of one request: the check before it is sent, where it is, its discussion, withdrawing it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.http import Request, posted_version
from core.navigation import stand_at
from core.submissions import press_button, status_of, submit_form
from courses.approvals.check import check_of
from courses.approvals.forms import CommentForm, SendForm
from courses.approvals.progress import history_of_request, returned_decision, steps_of, waits_for, whereabouts
from courses.approvals.sending import StageVacant, comment_on_request, send_request, withdraw_request
from courses.bookings.selectors import booking_of
from courses.requests import policies, selectors, services
from courses.requests.actions import request_actions
from courses.requests.answers import answers_of
from courses.requests.clashes import mark_closed
from courses.requests.models import CourseRequest
from courses.requests.views import addresses_of_steps, find_request, instead_of_changing
from planning.thread.trace import trace_of


@require_safe
def request_check(request: Request, public_id: UUID) -> HttpResponse:
    """Look at everything once more: what was answered, clashes, what the trust offers, who will decide."""
    row = find_request(request, public_id)
    if (elsewhere := instead_of_changing(request, row)) is not None:
        return elsewhere
    return _check_page(request, row, SendForm(request=row))


def _check_page(request: Request, row: CourseRequest, form: SendForm, status: int = 200) -> HttpResponse:
    mark_closed([row])
    context = {
        "row": row,
        "check": check_of(row),
        "said": answers_of(row),
        "change": addresses_of_steps(row),
        "form": form,
        "withdraw": policies.can_withdraw(request.user, row),
    }
    return render(request, "courses/approvals/request_check.html", context, status=status)


@require_POST
def request_send(request: Request, public_id: UUID) -> HttpResponse:
    """Send it to those who decide, once; a vacant role or another window's change brings the check back."""
    row = find_request(request, public_id)
    form = SendForm(request.POST, request=row)

    def send() -> str:
        version = form.cleaned_data["version"]
        if "needs_cover" in form.fields:
            cover = {"needs_cover": form.cleaned_data["needs_cover"]}
            version = services.save_answers(request=row, actor=request.user, version=version, values=cover).version
        try:
            send_request(request=row, actor=request.user, version=version)
        except StageVacant as vacant:
            # Caught here, so that what the administrators are told is kept.
            messages.error(request, str(vacant))
            return reverse("courses:request-check", args=[row.public_id])
        messages.success(
            request, "Request sent. We'll let you know about each decision. You can follow its progress here."
        )
        return row.get_absolute_url()

    if (answer := submit_form(request, form, send, now=lambda: row, refused_to=row)) is not None:
        return answer
    # Asked only now, so that a form sent twice leads on; the check is the applicant's alone.
    if (elsewhere := instead_of_changing(request, row)) is not None:
        return elsewhere
    return _check_page(request, find_request(request, public_id), form, status=status_of(form))


@require_safe
def request_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show where a request is and who has it, what was asked, what happened, and the discussion."""
    row = find_request(request, public_id)
    if row.status == CourseRequest.Status.DRAFT:
        return redirect("courses:request-check", row.public_id)
    return _detail_page(request, row, CommentForm())


def _detail_page(request: Request, row: CourseRequest, comment_form: CommentForm, status: int = 200) -> HttpResponse:
    booking = booking_of(row, request.user)
    mark_closed([row, booking] if booking else [row])
    actions = request_actions(request.user, row)
    if reverse("courses:request-decide", args=[row.public_id]) in [action.url for action in actions]:
        stand_at(request, "courses:request-queue")
    context = {
        "booking": booking,
        "trace": trace_of(row, request.user),
        "row": row,
        "where": whereabouts(row, request.user),
        "away": waits_for(row, request.user),
        "tone": selectors.TONES[row.status],
        "steps": steps_of(row) if row.sent_at else [],
        "said": answers_of(row),
        "returned": returned_decision(row),
        "history": history_of_request(row),
        "comments": row.comments.select_related("author"),
        "comment_form": comment_form,
        "may_comment": policies.can_comment(request.user, row),
        "actions": [action for action in actions if action.decision],
        "refused": [action for action in actions if not action.decision],
        "may_list": policies.can_list_requests(request.user),
    }
    return render(request, "courses/approvals/request_detail.html", context, status=status)


@require_POST
def request_comment(request: Request, public_id: UUID) -> HttpResponse:
    """Write into the discussion."""
    row = find_request(request, public_id)
    form = CommentForm(request.POST)

    def comment() -> str:
        comment_on_request(request=row, actor=request.user, text=form.cleaned_data["text"])
        return f"{row.get_absolute_url()}#discussion"

    return submit_form(request, form, comment) or _detail_page(request, row, form, status=status_of(form))


@require_POST
def request_withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Withdraw one's own request; a draft is thrown away."""
    row = find_request(request, public_id)
    is_draft = row.sent_at is None
    return press_button(
        request,
        lambda: withdraw_request(request=row, actor=request.user, version=posted_version(request)),
        "Draft deleted." if is_draft else "Request withdrawn. We've told the people dealing with it.",
        back="courses:request-list" if is_draft else row,
        refused_to=row,
    )
