"""What the forms with a file share: keeping the file, saying why it is refused, and handing one out."""

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.forms import Form
from django.http import Http404
from django.http.response import HttpResponseBase

from core.audit import audit_reading
from core.downloads import private_file_response
from core.models import StoredFile
from core.uploads import UploadRefused, store_upload
from people.models import Person


def keep_file(form: Form, actor: Person) -> StoredFile | None:
    """Check and keep the form's file; a refused one becomes the form's error, for the caller to look at.

    Done before the form's own transaction: looking into a file takes a while, and no lock is held meanwhile.
    """
    upload: UploadedFile | None = form.cleaned_data.get("file")
    if upload is None:
        return None
    try:
        return store_upload(actor=actor, upload=upload)
    except UploadRefused as refusal:
        form.add_error("file", str(refusal))
        return None


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
