"""A new work e-mail: the person confirms it with a code, or a second administrator agrees."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core.decisions import require
from core.flow import IllegalMove
from core.http import Request
from people import policies
from people.forms.accounts import AgreeForm, CodeForm
from people.models import AccountChange
from people.selectors import changes_to_agree
from people.services import accounts as services
from people.step_up import require_recent_sign_in
from people.views.asking import show_problems


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
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            services.confirm_email(actor=request.user, change=change, code=form.cleaned_data["code"])
        except ValidationError as problem:
            show_problems(form, problem)
        except IllegalMove as late:
            messages.warning(request, str(late))
            return redirect("people:account-change", public_id)
        else:
            messages.success(request, "Your new email is in use. Sign in with it now.")
            return redirect("account_login")
    context = {
        "change": change,
        "form": form,
        "is_waiting": is_waiting,
        "agree": policies.can_agree_email(request.user, change),
        "refuse": policies.can_refuse_email(request.user, change),
    }
    return render(request, "people/account_change.html", context, status=422 if form and form.errors else 200)


@require_POST
def account_change_refuse(request: Request, public_id: UUID) -> HttpResponse:
    """Refuse a new address."""
    change = _find(request, public_id)
    try:
        services.refuse_email(actor=request.user, change=change)
        messages.success(request, "Refused. The email stays as it is.")
    except IllegalMove as late:
        messages.warning(request, str(late))
    return redirect("people:account-change", public_id)
