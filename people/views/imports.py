"""Importing staff: a file, its columns, a rehearsal, the questions, and one button that saves all of it or nothing."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.calendar import today
from core.downloads import private_file_response
from core.exports import Column, export_response, wanted_format
from core.http import Request
from core.spreadsheets import TableRefused, read_table
from core.submissions import press_button, show_problems, status_of, submit_form
from core.uploads import UploadRefused
from people import policies
from people.forms.imports import AnswersForm, ColumnsForm, ImportWordsForm, LeaversForm, StaffFileForm
from people.forms.people import RecordLeaversForm
from people.imports.columns import STAFF_FACTS, is_heading
from people.imports.examples import EXAMPLES, EXAMPLES_BY_KEY, example_rows
from people.imports.preview import in_words, shown_person
from people.imports.rows import rows_in_words
from people.models import Grant, ImportWord, Person, Post, School, StaffImport
from people.querysets import PersonQuerySet
from people.services import imports as services
from people.services.import_words import change_words
from people.views.lookups import administer

Status = StaffImport.Status

AT_WORK = (Status.WAITING, Status.REHEARSING, Status.APPLYING)
TONES = {
    Status.UPLOADED: "info",
    Status.WAITING: "waiting",
    Status.REHEARSING: "waiting",
    Status.REHEARSED: "info",
    Status.APPLYING: "waiting",
    Status.APPLIED: "success",
    Status.FAILED: "danger",
    Status.DISCARDED: "neutral",
}
SHOWN_PROBLEMS = 100
ASKED_AT_ONCE = 50
# Each is two fields of its form, and a form takes 2,000.
SHOWN_LEAVERS = 200
PROBLEM_COLUMNS = [
    Column("Rows", lambda p: p.get("rows", p["row"])),
    Column("Column", "column"),
    Column("Value", "value"),
    Column("Reason", "reason", width=70),
]


def _find(request: Request, public_id: UUID) -> StaffImport:
    administer(request)
    return get_object_or_404(
        StaffImport.objects.select_related("file", "school", "made_by", "applied_by"), public_id=public_id
    )


def _page_of(staff_import: StaffImport) -> str:
    return reverse("people:import-detail", args=[staff_import.public_id])


@require_safe
def import_list(request: Request) -> HttpResponse:
    """List the staff imports, newest first."""
    administer(request)
    rows = StaffImport.objects.select_related("file", "school", "made_by")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    imports = [(row, TONES[Status(row.status)]) for row in page]
    return render(request, "people/import_list.html", {"imports": imports, "page": page})


def import_add(request: Request) -> HttpResponse:
    """Take a staff file."""
    administer(request)
    form = StaffFileForm(request.POST or None, request.FILES or None)

    def start() -> str:
        facts = form.cleaned_data
        try:
            made = services.start_staff_import(actor=request.user, upload=facts["file"], school=facts["school"])
        except UploadRefused as refusal:
            raise ValidationError({"file": str(refusal)}) from refusal
        step = "import-detail" if made.status == Status.FAILED else "import-columns"
        return reverse(f"people:{step}", args=[made.public_id])

    answer = submit_form(request, form, start)
    examples = [(one.system, reverse("people:import-example", args=[one.key])) for one in EXAMPLES]
    context = {"form": form, "facts": STAFF_FACTS, "examples": examples}
    return answer or render(request, "people/import_add.html", context, status=status_of(form))


@require_safe
def import_example(request: Request, key: str) -> HttpResponseBase:
    """Give an example file with a system's headings and made-up people, at the first of the trust's schools."""
    administer(request)
    example = EXAMPLES_BY_KEY.get(key)
    if example is None:
        raise Http404
    school = School.objects.schools().open_on(today()).order_by("name", "pk").first()
    return export_response(
        example_rows(school.name if school else "Example Primary School"),
        example.columns(),
        f"example staff {example.key}",
        wanted_format(request.GET) or "csv",
        actor=request.user,
        code="people.staffimport.example",
    )


def import_columns(request: Request, public_id: UUID) -> HttpResponse:
    """Show how the columns were matched, take corrections, and have the file rehearsed."""
    row = _find(request, public_id)
    try:
        with row.file.file.open("rb") as source:
            table = read_table(source, is_heading=is_heading)
            examples: dict[str, str] = {}
            for _, cells in zip(range(20), table.rows, strict=False):
                examples = {heading: examples.get(heading) or text for heading, text in cells[1].items()}
    except TableRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(_page_of(row))
    form = ColumnsForm(request.POST or None, staff_import=row, header=table.header, examples=examples)
    if request.method == "POST" and form.is_valid():
        return press_button(
            request,
            lambda: services.choose_columns(
                actor=request.user,
                staff_import=row,
                columns=form.matching(),
                school=form.cleaned_data["school_of_file"],
            ),
            back=_page_of(row),
        )
    unused = [heading for heading in table.header if heading not in row.columns.values()]
    context = {"form": form, "import": row, "unused": unused, "matched": len(row.columns)}
    return render(request, "people/import_columns.html", context, status=422 if form.errors else 200)


@require_safe
def import_detail(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show where an import stands: its progress, its problems and questions, and what it would change or changed."""
    row = _find(request, public_id)
    if (wanted := wanted_format(request.GET)) is not None:
        return export_response(
            row.problems,
            PROBLEM_COLUMNS,
            "staff import problems",
            wanted,
            actor=request.user,
            code="people.staffimport.problems",
            about=row,
        )
    at_work = row.status in AT_WORK
    if request.htmx and not at_work:
        # The waiting part of the page asked: the whole page is another one now.
        return HttpResponse(headers={"HX-Refresh": "true"})
    template = "people/import_progress.html" if request.htmx else "people/import_detail.html"
    return render(request, template, _context(request, row, at_work=at_work))


def _context(
    request: Request, row: StaffImport, *, at_work: bool, leavers: LeaversForm | None = None
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "import": row,
        "tone": TONES[Status(row.status)],
        "at_work": at_work,
        "poll_url": reverse("people:import-detail", args=[row.public_id]),
        "work": "Saving the changes" if row.status == Status.APPLYING else "Preparing the preview",
        "can_discard": StaffImport.FLOW.allows(row.status, Status.DISCARDED),
        "can_match": StaffImport.FLOW.allows(row.status, Status.WAITING) and bool(row.columns),
    }
    if row.status not in (Status.REHEARSED, Status.APPLIED):
        return context
    people = row.changes.get("people", [])
    page = Paginator(people, 50).get_page(request.GET.get("page"))
    questions = _first_questions(row) if row.status == Status.REHEARSED else []
    answered = Paginator(row.changes.get("answered", []), ASKED_AT_ONCE).get_page(request.GET.get("answers"))
    leaving = Paginator(_leavers(row), SHOWN_LEAVERS).get_page(request.GET.get("leavers"))
    posts = _posts(leaving)
    # Leavers are settled when everything else is.
    settled = row.status == Status.APPLIED or not (people or questions or row.problems)
    if row.status == Status.APPLIED:
        gone = list(_gone(row).ending()[:SHOWN_LEAVERS])
        context |= {
            "gone": gone,
            "record": RecordLeaversForm(people=gone) if gone else None,
            "only_roles": list(_only_roles(row)[:SHOWN_LEAVERS]),
        }
    return context | {
        "is_planned": True,
        "without_post": [
            entry | {"last_day": in_words("ends_on", entry["last_day"])}
            for entry in row.changes.get("without_post", [])[:SHOWN_LEAVERS]
        ],
        "problems": row.problems[:SHOWN_PROBLEMS],
        "more_problems": max(len(row.problems) - SHOWN_PROBLEMS, 0),
        "answers": AnswersForm(questions=questions) if questions else None,
        "answered": answered,
        "given_answers": AnswersForm(questions=answered) if answered and row.status == Status.REHEARSED else None,
        "more_questions": len(row.changes.get("questions", [])) - len(questions),
        "page": page,
        "people": [shown_person(change) for change in page],
        "new_people": sum(1 for change in people if change["kind"] == "new"),
        "changed_people": sum(1 for change in people if change["kind"] == "changed"),
        "unchanged": row.changes.get("unchanged", 0),
        "skipped": row.changes.get("skipped", []),
        "left_out": rows_in_words(row.changes.get("left_out", [])),
        "leaving": leaving,
        "leaver_posts": posts,
        "leavers": leavers or (LeaversForm(posts=posts) if posts and settled else None),
        "may_apply": policies.can_apply_import(request.user, row),
    }


def _first_questions(row: StaffImport) -> list[dict[str, Any]]:
    """Return the questions that one form asks; when they are answered, the next ones are first."""
    found: list[dict[str, Any]] = row.changes.get("questions", [])[:ASKED_AT_ONCE]
    return found


def _leavers(row: StaffImport) -> list[str]:
    """Return the ids of the posts that the file does not name and that are still open, by school and person."""
    still_open = set(map(str, Post.objects.current().filter(ends_on=None).values_list("public_id", flat=True)))
    return [key for key in row.changes.get("leavers", []) if key in still_open]


def _gone(row: StaffImport) -> PersonQuerySet:
    """Return those whose post the file ends or does not name, and who have no leaving date."""
    ended = [entry["person"] for entry in row.changes.get("without_post", [])]
    unnamed = Post.objects.filter(public_id__in=row.changes.get("leavers", []))
    of_file = Q(public_id__in=ended) | Q(pk__in=unnamed.values("person"))
    return Person.objects.filter(of_file, left_on=None, merged_into=None)


def _only_roles(row: StaffImport) -> PersonQuerySet:
    """Return those of them who have no post after all, and a role all the same."""
    still = Q(ends_on=None) | Q(ends_on__gte=today())
    posts = Post.objects.filter(still, person=OuterRef("pk"))
    roles = Grant.objects.filter(still, person=OuterRef("pk"))
    return _gone(row).filter(~Exists(posts), Exists(roles))


def _posts(keys: Iterable[str]) -> Sequence[Post]:
    """Return the posts with these ids."""
    posts = Post.objects.filter(public_id__in=list(keys)).select_related("person", "school")
    return list(posts.order_by("school__name", "person__last_name", "person__first_name", "pk"))


@require_POST
def import_answer(request: Request, public_id: UUID) -> HttpResponse:
    """Take answers, first ones or others than before, and have the file rehearsed with them."""
    row = _find(request, public_id)
    asked = [*row.changes.get("questions", []), *row.changes.get("answered", [])]
    form = AnswersForm(request.POST, questions=[one for one in asked if str(one["row"]) in request.POST])
    if not form.is_valid() or not any(form.cleaned_data.values()):
        messages.warning(request, "Choose an answer to each question first.")
        return redirect(_page_of(row))
    answers = {number: value for number, value in form.cleaned_data.items() if value}
    return press_button(
        request,
        lambda: services.answer_questions(actor=request.user, staff_import=row, answers=answers),
        back=_page_of(row),
    )


@require_POST
def import_apply(request: Request, public_id: UUID) -> HttpResponse:
    """Say yes to the preview."""
    row = _find(request, public_id)
    fingerprint = request.POST.get("fingerprint", "")
    return press_button(
        request,
        lambda: services.apply_staff_import(actor=request.user, staff_import=row, fingerprint=fingerprint),
        back=_page_of(row),
    )


@require_POST
def import_discard(request: Request, public_id: UUID) -> HttpResponse:
    """Put an import aside."""
    row = _find(request, public_id)
    return press_button(
        request,
        lambda: services.discard_staff_import(actor=request.user, staff_import=row),
        "The import was discarded. Nothing was saved.",
        back="people:import-list",
        refused_to=_page_of(row),
    )


@require_POST
def import_leavers(request: Request, public_id: UUID) -> HttpResponse:
    """End the chosen posts of those that the file did not name."""
    row = _find(request, public_id)
    shown = set(request.POST.getlist("shown"))
    form = LeaversForm(request.POST, posts=_posts(key for key in _leavers(row) if key in shown))
    ended = 0
    if form.is_valid():
        try:
            ended = services.end_posts(
                actor=request.user,
                staff_import=row,
                chosen=form.ended(),
                last_day=form.cleaned_data["last_day"],
            )
        except ValidationError as problem:
            show_problems(form, problem)
    if form.errors:
        context = _context(request, row, at_work=row.status in AT_WORK, leavers=form)
        return render(request, "people/import_detail.html", context, status=422)
    messages.success(request, f"{ended} {'post' if ended == 1 else 'posts'} ended.")
    return redirect(_page_of(row))


def import_words(request: Request) -> HttpResponse:
    """Show what words of staff files mean that somebody has explained, to be changed or forgotten."""
    administer(request)
    rows = ImportWord.objects.select_related("school", "changed_by")
    page = Paginator(rows, ASKED_AT_ONCE).get_page(request.GET.get("page"))
    sent = request.POST if request.method == "POST" else None
    # What was sent is about the words of its own page.
    words = [word for word in rows if word.name in sent] if sent is not None else list(page)
    form = ImportWordsForm(sent, words=words, schools=list(School.objects.order_by("name", "pk")))
    if sent is not None and form.is_valid():
        return press_button(
            request,
            lambda: change_words(actor=request.user, answers=form.answers(), seen=form.cleaned_data["seen"]),
            "Saved. Files that you upload from now on are read this way.",
            back="people:import-words",
        )
    context = {"form": form, "page": page, "words": words}
    return render(request, "people/import_words.html", context, status=status_of(form))


@require_safe
def import_file(request: Request, public_id: UUID) -> HttpResponseBase:
    """Hand out the uploaded file as it came."""
    return private_file_response(_find(request, public_id).file)
