"""Importing appointments: a file, a preview with what must be asked, one button.

The preview's page carries the rows in a signed field, so nothing is kept of the file.
"""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.decisions import require
from core.flow import IllegalMove
from core.formatting import counted
from core.http import Request
from core.spreadsheets import TableRefused
from governance.boards import policies
from governance.boards.forms import ImportForm
from governance.boards.import_rows import FACTS, read_appointments
from governance.boards.import_services import Plan, import_appointments, preview_appointments
from people.imports.rows import problems_as_json, rows_in_words

SALT = "governance.appointment-import"
AN_HOUR = 60 * 60
WHO = "who-"


def appointment_import(request: Request) -> HttpResponse:
    """Take a file of appointments and show what its rows would change."""
    require(policies.can_keep_boards(request.user))
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            found = read_appointments(form.cleaned_data["file"].file, form.cleaned_data["board"])
        except TableRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            problems = problems_as_json(found.problems)
            if not found.rows and not problems:
                form.add_error("file", "The file has no appointments to a board.")
            if not problems and not form.errors:
                return _preview(request, {"rows": found.rows, "left_out": found.left_out}, {})
    status = 422 if form.errors or problems else 200
    context = {"form": form, "problems": problems, "facts": FACTS}
    return render(request, "governance/boards/import.html", context, status=status)


@require_POST
def appointment_import_apply(request: Request) -> HttpResponse:
    """Look at the preview again with what was answered, or save what it showed."""
    require(policies.can_keep_boards(request.user))
    try:
        told = signing.loads(request.POST.get("rows", ""), salt=SALT + str(request.user.pk), max_age=AN_HOUR)
    except signing.BadSignature:
        messages.warning(request, "This preview has expired. Upload the file again.")
        return redirect("governance:appointment-import")
    answers = {name[len(WHO) :]: str(value) for name, value in request.POST.items() if name.startswith(WHO) and value}
    if "look" in request.POST:
        return _preview(request, told, answers)
    try:
        plan = import_appointments(
            actor=request.user, rows=told["rows"], answers=answers, fingerprint=request.POST.get("fingerprint", "")
        )
    except IllegalMove as late:
        messages.warning(request, str(late))
        return _preview(request, told, answers, status=409)
    messages.success(request, f"{counted(len(plan.changing), 'appointment')} added or changed.")
    if new := sum(line.is_new_person for line in plan.lines):
        messages.info(request, f"{counted(new, 'person', 'people')} added. Add their email, then invite them.")
    return redirect("governance:board-list")


def _preview(request: Request, told: dict[str, Any], answers: dict[str, str], status: int = 200) -> HttpResponse:
    plan: Plan = preview_appointments(actor=request.user, rows=told["rows"], answers=answers)
    asked = {question.key for question in plan.questions}
    context = {
        "plan": plan,
        "problems": problems_as_json(plan.problems),
        "answers": {f"{WHO}{key}": value for key, value in answers.items() if key not in asked},
        "left_out": rows_in_words(told["left_out"]),
        "rows": signing.dumps(told, salt=SALT + str(request.user.pk), compress=True),
        "fingerprint": plan.fingerprint(),
    }
    return render(request, "governance/boards/import_preview.html", context, status=status)
