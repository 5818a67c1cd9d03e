"""Merging two records of one person: choose, look at what would move and what clashes, then say yes."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from core.http import Request
from core.submissions import show_problems
from people.forms.merging import MergeForm
from people.services import merging as services
from people.step_up import require_recent_sign_in
from people.views.lookups import administer, find_person


def person_merge(request: Request, public_id: UUID) -> HttpResponse:
    """Take the other record, show what a merge would do, and do it once that was seen."""
    administer(request)
    keep = find_person(request, public_id)
    form = MergeForm(request.POST or None, actor=request.user, keep=keep)
    preview, gone = None, None
    if request.method == "POST" and form.is_valid():
        gone = form.cleaned_data["gone"]
        if form.cleaned_data["confirmed"]:
            require_recent_sign_in(request)
            try:
                services.merge_people(actor=request.user, keep=keep, gone=gone)
            except ValidationError as problem:
                show_problems(form, problem)
            else:
                messages.success(request, "Merged. The other record stays as a name for what was decided under it.")
                return redirect(keep)
        preview = services.preview_merge(actor=request.user, keep=keep, gone=gone)
    context = {"form": form, "person": keep, "preview": preview, "gone": gone}
    return render(request, "people/merge.html", context, status=422 if form.errors else 200)
