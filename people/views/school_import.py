"""Importing schools out of the DfE register: a file, a preview, one button.

The preview's page carries the chosen rows in a signed field, so nothing is kept of a file with every school of England.
"""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.flow import IllegalMove
from core.http import Request
from core.spreadsheets import TableRefused
from people.forms.imports import SchoolFileForm
from people.imports.preview import shown_facts
from people.imports.rows import problems_as_json
from people.imports.schools import FACTS, SchoolPlan, plan_schools, read_register, read_wanted
from people.models import School
from people.services import imports as services
from people.views.lookups import administer

SALT = "people.school-import"
AN_HOUR = 60 * 60


def school_import(request: Request) -> HttpResponse:
    """Take a register's file and show what its rows would change."""
    administer(request)
    form = SchoolFileForm(request.POST or None, request.FILES or None)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            found = read_register(form.cleaned_data["file"].file, read_wanted(form.cleaned_data["wanted"]))
        except TableRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            problems = problems_as_json(found.problems)
            for urn in found.missing:
                form.add_error("wanted", f"The file doesn't have a school with URN {urn}. Check the number.")
            if not found.rows and not problems and not found.missing:
                form.add_error(
                    "wanted", "We can't find these schools in the file. Check the trust's name, or enter their URNs."
                )
            if not problems and not form.errors:
                return _preview(request, found.rows)
    status = 422 if form.errors or problems else 200
    context = {"form": form, "problems": problems, "facts": FACTS}
    return render(request, "people/import_schools.html", context, status=status)


@require_POST
def school_import_apply(request: Request) -> HttpResponse:
    """Add and change the schools that the preview showed."""
    administer(request)
    try:
        rows = signing.loads(request.POST.get("rows", ""), salt=SALT + str(request.user.pk), max_age=AN_HOUR)
    except signing.BadSignature:
        messages.warning(request, "This preview has expired. Upload the file again.")
        return redirect("people:school-import")
    try:
        plan = services.import_schools(actor=request.user, rows=rows, fingerprint=request.POST.get("fingerprint", ""))
    except IllegalMove as late:
        messages.warning(request, str(late))
        return _preview(request, rows, status=409)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _preview(request, rows, status=409)
    changed = len(plan.changes)
    messages.success(request, f"{changed} {'school' if changed == 1 else 'schools'} added or updated.")
    return redirect("people:school-list")


def _preview(request: Request, rows: list[dict[str, Any]], status: int = 200) -> HttpResponse:
    plan: SchoolPlan = plan_schools(rows, list(School.objects.prefetch_related("former_urns")))
    context = {
        "plan": plan,
        "changes": [(change, shown_facts(change.facts)) for change in plan.changes],
        "rows": signing.dumps(rows, salt=SALT + str(request.user.pk), compress=True),
        "fingerprint": plan.fingerprint(),
    }
    return render(request, "people/import_schools_preview.html", context, status=status)
