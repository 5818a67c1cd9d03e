"""Importing priorities from a spreadsheet: a file, a preview, one button; and the same columns as a file (AP-2).

The preview's page carries what was read in a signed field, so nothing is kept of a file that nobody applied.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.decisions import require
from core.exports import export_response, wanted_format
from core.flow import IllegalMove
from core.http import Request
from core.spreadsheets import TableRefused
from core.uploads import TABLES, UploadRefused, check_upload
from people.imports.preview import ShownFact
from people.imports.rows import problems_as_json
from people.models import Person, School
from planning.improvement import policies, selectors
from planning.improvement.forms import PriorityFileForm
from planning.improvement.importing import FACTS, LABELS, Found, PriorityChange, plan_priorities, read_priorities
from planning.improvement.models import Priority
from planning.improvement.services import import_priorities
from planning.improvement.tables import FILE_COLUMNS, lines_of
from planning.improvement.views import caption_of, list_address
from planning.views import find_school
from planning.vocabulary import Area

AN_HOUR = 60 * 60


def priority_import(request: Request, school_id: UUID, year: int) -> HttpResponse:
    """Take a file and show what its rows would change, or every problem in it."""
    school = find_school(request, school_id, year)
    require(policies.can_keep(request.user, school))
    sent = request.method == "POST"
    form = PriorityFileForm(request.POST if sent else None, request.FILES if sent else None)
    found = Found()
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            check_upload(upload, TABLES)
            found = read(upload.file, school, year)
        except (UploadRefused, TableRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            plan = plan_priorities(found.rows, there(school, year))
            found.problems += plan.problems
            if not found.problems:
                return preview(request, school, year, found.rows)
    context = frame(school, year) | {
        "form": form,
        "problems": problems_as_json(found.problems),
        "facts": FACTS,
        "areas": Area.labels,
    }
    status = 422 if form.errors or found.problems else 200
    return render(request, "planning/improvement/priority_import.html", context, status=status)


@require_POST
def priority_import_apply(request: Request, school_id: UUID, year: int) -> HttpResponse:
    """Add and change what the preview showed."""
    school = find_school(request, school_id, year)
    require(policies.can_keep(request.user, school))
    try:
        rows = signing.loads(request.POST.get("rows", ""), salt=salt(request.user, school, year), max_age=AN_HOUR)
    except signing.BadSignature:
        messages.warning(request, "This preview has expired. Upload the file again.")
        return redirect("planning:priority-import", school.public_id, year)
    try:
        plan = import_priorities(
            actor=request.user, school=school, year=year, rows=rows, fingerprint=request.POST.get("fingerprint", "")
        )
    except IllegalMove as late:
        messages.warning(request, str(late))
        return preview(request, school, year, rows, status=409)
    number = len(plan.changes)
    messages.success(request, f"{number} {'priority' if number == 1 else 'priorities'} added or updated.")
    return redirect(list_address(school, year))


@require_safe
def priority_export(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """Give the priorities as a file in the very columns that the import reads."""
    school = find_school(request, school_id, year)
    require(policies.can_keep(request.user, school))
    rows = selectors.priorities_as_written(request.user, school, year)
    return export_response(
        lines_of(rows),
        FILE_COLUMNS,
        f"priorities {school.name} {year}",
        wanted_format(request.GET) or "xlsx",
        actor=request.user,
        code="planning.priority",
        about=school,
    )


def read(source: Any, school: School, year: int) -> Found:
    """Read a file against the people of the school. Raises `TableRefused`."""
    people = selectors.people_of(school).exclude(email=None).values_list("email", "pk")
    leads = (
        Priority.objects.filter(school=school, year=year)
        .exclude(owner__email=None)
        .values_list("number", "owner__email", "owner")
    )
    return read_priorities(
        source,
        owners={email.lower(): pk for email, pk in people if email},
        there={number: (email.lower(), pk) for number, email, pk in leads if email},
    )


def there(school: School, year: int) -> list[Priority]:
    """Return every priority of the plan, the dropped ones too, with its targets."""
    return list(Priority.objects.filter(school=school, year=year).prefetch_related("targets"))


def salt(person: Person, school: School, year: int) -> str:
    """Return what binds a preview to a reader, a school and a year."""
    return f"planning.priority-import:{person.pk}:{school.pk}:{year}"


def frame(school: School, year: int) -> dict[str, Any]:
    """Return what both pages show around."""
    return {"school": school, "year": year, "caption": caption_of(school, year), "back": list_address(school, year)}


def preview(request: Request, school: School, year: int, rows: list[dict[str, Any]], status: int = 200) -> HttpResponse:
    """Show what the rows would change, and the one button."""
    plan = plan_priorities(rows, there(school, year))
    context = frame(school, year) | {
        "plan": plan,
        "changes": shown_changes(plan.changes),
        "rows": signing.dumps(rows, salt=salt(request.user, school, year), compress=True),
        "fingerprint": plan.fingerprint(),
    }
    return render(request, "planning/improvement/priority_import_preview.html", context, status=status)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One priority that is added or changed, with its targets: (words, whether it is new, facts)."""

    number: int
    title: str
    is_new: bool
    facts: list[ShownFact]
    targets: list[tuple[str, bool, list[ShownFact]]]


def shown_changes(changes: Iterable[PriorityChange]) -> list[ShownChange]:
    """Return the changes as the page shows them; one query for the names of those who lead."""
    rows = list(changes)
    named = {pk for change in rows for pk in change.facts.get("owner", ()) if pk}
    people = {person.pk: person.full_name for person in Person.objects.filter(pk__in=named)}
    return [
        ShownChange(
            change.number,
            change.title or (change.priority.title if change.priority else ""),
            change.priority is None,
            _facts({k: v for k, v in change.facts.items() if k != "title" or change.priority}, people),
            [(target.text, target.target is None, _facts(target.facts, people)) for target in change.targets],
        )
        for change in rows
    ]


def _facts(facts: Mapping[str, tuple[Any, Any]], people: Mapping[int, str]) -> list[ShownFact]:
    return [
        ShownFact(LABELS[key].removesuffix(" (email)"), *(_in_words(key, value, people) for value in pair))
        for key, pair in facts.items()
    ]


def _in_words(key: str, value: Any, people: Mapping[int, str]) -> str:
    if not value:
        return ""
    if key == "owner":
        return people.get(value, "")
    if key == "area":
        return str(Area(value).label)
    return f"{value.day} {value:%B %Y}" if key == "due_on" else str(value)
