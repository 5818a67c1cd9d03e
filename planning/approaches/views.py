"""The list of types of training, where an administrator adds to it, renames, moves and puts out of use (R-6)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.decisions import require
from core.http import Request
from core.models import TrustSettings
from core.named_list_forms import AddEntryForm, ChangeEntryForm, settings_row, shown
from core.named_lists import Entry
from core.submissions import status_of, submit_form
from people.policies import can_administer
from planning.approaches.selectors import APPROACHES
from planning.approaches.services import add_approach, change_approach

LIST = "planning:approach-list"


@require_safe
def approach_list(request: Request) -> HttpResponse:
    """List every type of training in the trust's order."""
    require(can_administer(request.user))
    return render(request, "planning/approaches/approach_list.html", {"approaches": APPROACHES.rows()})


def approach_add(request: Request) -> HttpResponse:
    """Add a type of training."""
    require(can_administer(request.user))
    form = AddEntryForm(request.POST or None, entries=APPROACHES)

    def save() -> str:
        add_approach(actor=request.user, **form.answers())
        return reverse(LIST)

    answer = submit_form(request, form, save, done="Type of training added. It can be chosen from now on.")
    return answer or _page(request, form, title="Add type of training", button="Add type of training")


def approach_edit(request: Request, code: str) -> HttpResponse:
    """Rename a type of training, move it, put it out of use."""
    require(can_administer(request.user))
    row = _find(code)
    form = ChangeEntryForm(request.POST or None, entries=APPROACHES, row=row)

    def save() -> str:
        version = form.cleaned_data["version"]
        change_approach(actor=request.user, code=code, version=version, **form.answers())
        return reverse(LIST)

    def now() -> tuple[TrustSettings, dict[str, Any]]:
        return settings_row(), shown(APPROACHES, _find(code))

    answer = submit_form(request, form, save, done="Type of training saved.", now=now)
    return answer or _page(request, form, title=row.name, button="Save")


def _find(code: str) -> Entry:
    if row := APPROACHES.find(code):
        return row
    raise Http404


def _page(request: Request, form: Any, **words: str) -> HttpResponse:
    context = {"form": form, "list_url": reverse(LIST), "list_title": "Types of training", **words}
    return render(request, "kit/named_list_form.html", context, status=status_of(form))
