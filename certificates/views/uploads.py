"""What the forms share: their page, keeping a file or saying why it is refused, and handing one out."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from core.audit import audit_reading
from core.downloads import private_file_response
from core.forms import SubmitOnceForm, answered
from core.http import Request
from core.models import StoredFile
from core.submissions import status_of, submit_form
from core.uploads import UploadRefused, store_upload
from people.models import Person

# Where one's own certificates stand, and those of others.
OWN = "certificates:mine"
OTHERS = ("certificates:matrix-choose", "people:person-list")


def form_page(
    request: Request, form: BaseForm, title: str, button: str, back: str, back_text: str, caption: str = ""
) -> HttpResponse:
    """Show a form on a page of its own; `back`: the page that it came from and that cancelling leads to."""
    context = {
        "form": form, "title": title, "button": button, "back": back, "back_text": back_text, "caption": caption,
    }  # fmt: skip
    return render(request, "certificates/form.html", context, status=status_of(form))


def submit_with_file(
    request: Request, form: SubmitOnceForm, write: Callable[[Any], Any], **more: Any
) -> HttpResponse | None:
    """As `submit_form`, with the form's file, which `write` is given; a refused one becomes the form's error.

    The file is checked and kept before the form's own transaction: looking into it takes a while, and no lock is held
    meanwhile. What was sent already keeps none.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    if url := answered(form.cleaned_data["token"], request.user):
        return redirect(url)
    upload = form.cleaned_data["file"]
    try:
        file = store_upload(actor=request.user, upload=upload) if upload else None
    except UploadRefused as refusal:
        form.add_error("file", str(refusal))
        return None
    return submit_form(request, form, lambda: write(file), **more)


def hand_out(stored: StoredFile | None, actor: Person, about: models.Model, code: str) -> HttpResponseBase:
    """Return the file as a download and write who fetched it to the audit trail; 404 where there is none."""
    if stored is None:
        raise Http404
    try:
        response = private_file_response(stored)
    except FileNotFoundError:
        raise Http404 from None
    audit_reading(actor, code, about)
    return response
