"""A new work email: the person confirms it with a code, or a second administrator agrees."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.decisions import require
from core.flow import IllegalMove
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from people import policies
from people.forms.accounts import AgreeForm, CodeForm
from people.models import AccountChange
from people.selectors import changes_to_agree
from people.services import accounts as services
from people.step_up import require_recent_sign_in


def _find(request: Request, public_id: UUID) -> AccountChange:
    rows = AccountChange.objects.visible_to(request.user).select_related("person", "proposed_by", "settled_by")
    return get_object_or_404(rows, public_id=public_id)


def account_changes(request: Request) -> HttpResponse:
    """List the new addresses that wait for a second administrator, and take their word."""
    require(policies.can_open_account_changes(request.user))
    waiting = changes_to_agree(request.user)
    form = AgreeForm(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        require_recent_sign_in(request)
        agreed = 0
        for change in form.cleaned_data["changes"]:
            try:
                services.agree_email(actor=request.user, change=change)
                agreed += 1
            except (IllegalMove, ValidationError) as problem:
                words = problem.messages if isinstance(problem, ValidationError) else [str(problem)]
                messages.warning(request, f"{change.person.full_name}: {' '.join(words)}")
        if agreed:
            messages.success(
                request, f"Agreed. {agreed} new {'address is' if agreed == 1 else 'addresses are'} in use."
            )
        return redirect("people:account-changes")
    context = {"form": form, "waiting": waiting}
    return render(request, "people/account_changes.html", context, status=422 if form.errors else 200)


def account_change(request: Request, public_id: UUID) -> HttpResponse:
    """Show one change; the person enters the code here."""
    change = _find(request, public_id)
    may_confirm = policies.can_confirm_email(request.user, change)
    is_waiting = change.status == AccountChange.Status.WAITING
    form = CodeForm(request.POST or None) if may_confirm and is_waiting else None
    if request.method == "POST":
        require(may_confirm)
    here = reverse("people:account-change", args=[public_id])

    def confirm(typed: CodeForm) -> str:
        services.confirm_email(actor=request.user, change=change, code=typed.cleaned_data["code"])
        return "account_login"

    done = "Your new email is in use. Sign in with it now."
    answer = form and submit_form(request, form, lambda: confirm(form), done=done, refused_to=here)
    context = {
        "change": change,
        "form": form,
        "is_waiting": is_waiting,
        "agree": policies.can_agree_email(request.user, change),
        "refuse": policies.can_refuse_email(request.user, change),
    }
    return answer or render(request, "people/account_change.html", context, status=status_of(form) if form else 200)


@require_POST
def account_change_refuse(request: Request, public_id: UUID) -> HttpResponse:
    """Refuse a new address."""
    change = _find(request, public_id)
    return press_button(
        request,
        lambda: services.refuse_email(actor=request.user, change=change),
        "Refused. The email stays as it is.",
        back=reverse("people:account-change", args=[public_id]),
    )
