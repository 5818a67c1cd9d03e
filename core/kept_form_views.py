"""The way back to a form that was sent too late: its own page, or one page for what that cannot take."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import kept_forms
from core.http import Request


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form without the CSRF token of this sign-in; that of one's own older tab is kept to be sent again."""
    is_asked_again = getattr(request, "is_asked_again", False)
    if not is_asked_again and kept_forms.is_of_an_older_tab(request) and (kept := kept_forms.keep(request)):
        return redirect("kept-form", kept.public_id)
    return render(request, "403_csrf.html", status=403)


@require_safe
def kept_form(request: Request, public_id: UUID) -> HttpResponse:
    """Lead to the page of a kept form, which is filled with it; to the first page where it is not the reader's."""
    kept = kept_forms.find(request.user, str(public_id))
    return redirect(kept.address if kept else "/")


@require_safe
def kept_forms_list(request: Request) -> HttpResponse:
    """Show the forms that are kept for the reader, to be sent from here; with none, the first page."""
    forms = kept_forms.kept_for(request.user)
    return render(request, "kit/kept_forms.html", {"forms": forms}) if forms else redirect("/")


@require_POST
def kept_discard(request: Request, public_id: UUID) -> HttpResponse:
    """Delete a kept form; one that is gone already, or somebody else's, changes nothing."""
    kept_forms.forget(request.user, str(public_id))
    messages.success(request, "Discarded.")
    return redirect("kept-forms")
