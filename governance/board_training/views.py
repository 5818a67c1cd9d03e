"""A board's training: how those in office stand, and what they did (policy AP-8, GV-4, GV-5)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates.expiry import Status
from certificates.matrix import Wanted, cover_of, matrix_columns, matrix_of
from certificates.summary import UNMET, number_of
from certificates.views.uploads import hand_out, submit_with_file
from certificates.words import counted
from core.audit import audit_reading
from core.calendar import today
from core.components import PageAction
from core.decisions import require
from core.exports import export_response, wanted_format
from core.formatting import counted as number_of_things
from core.http import Request
from core.models import StoredFile
from core.navigation import stand_at
from core.pdf import tagged_pdf
from core.submissions import status_of, submit_form
from core.tables import prepare
from core.trust_settings import trust_setting
from governance.board_training import policies, selectors, services
from governance.board_training.filters import BoardRecordFilter
from governance.board_training.forms import DisputeForm, OutsideForm, SettleForm
from governance.board_training.models import OutsideTraining
from governance.board_training.tables import BoardRecordTable
from governance.boards.models import Board
from training.models import Record


def find_board(request: Request, public_id: UUID) -> Board:
    """Return the board when the reader follows its training: its chair, its clerk, administrators; else 404."""
    board: Board = get_object_or_404(Board.objects.run_by(request.user), public_id=public_id)
    return board


@require_safe
def compliance(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show how everybody in office stands with what their office asks, and what the board as a whole is to cover."""
    board = find_board(request, public_id)
    found = selectors.compliance_now(board)
    grid = matrix_of(found.compliance, found.people, selectors.offices_of(board), Wanted())
    if (file_format := wanted_format(request.GET)) is not None:
        return export_response(
            grid.rows,
            matrix_columns(grid.requirements, title="Role"),
            name="board training compliance",
            format=file_format,
            actor=request.user,
            code="governance.board_compliance",
            about=board,
        )
    counts, cover = grid.counts, cover_of(found)
    context = {
        "board": board,
        "may_enter": policies.can_enter(request.user, board),
        "is_set_up": bool(found.compliance.requirements),
        "grid": grid,
        "page": grid.rows,
        "unlinked": found.staff,
        "summary": counted(
            unmet=number_of(counts, UNMET),
            due_soon=counts[Status.DUE_SOON],
            up_to_date=counts[Status.VALID] + counts[Status.EXEMPT],
        ),
        "urgent_cover": [one for one in cover if one.tone != "success"],
        "settled_cover": [one for one in cover if one.tone == "success"],
    }
    return render(request, "governance/board_training/compliance.html", context)


@require_safe
def record(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show what those in office did as such in an academic year, as a page, a file or a PDF."""
    board = find_board(request, public_id)
    form = BoardRecordFilter(request.GET)
    rows = form.narrow(selectors.records_of(board))
    if request.GET.get("export") == "pdf":
        return _pdf(request, board, form, rows)
    table = BoardRecordTable(rows)
    if answer := prepare(request, table, about=board):
        return answer
    context = {
        "board": board,
        "form": form,
        "table": table,
        "sums": selectors.sums_of(rows),
        "may_enter": policies.can_enter(request.user, board),
    }
    return render(request, "governance/board_training/record.html", context)


def _pdf(request: Request, board: Board, form: BoardRecordFilter, rows: "QuerySet[Record]") -> HttpResponse:
    """Return the record on paper; the audit trail has it as any other download."""
    records = [(row, selectors.way_of(row)) for row in rows]
    html = render_to_string(
        "governance/board_training/record_pdf.html",
        {
            "board": board,
            "label": form.in_words(),
            "records": records,
            "sums": selectors.sums_of(rows),
            "today": today(),
            "trust_name": trust_setting("people.trust_name"),
        },
    )
    content = tagged_pdf(html, "report-pdf.css")
    changes = {"rows": len(records), "format": "pdf"}
    audit_reading(request.user, f"{BoardRecordTable.code}.exported", board, changes=changes)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{BoardRecordTable.file_name}-{today():%Y-%m-%d}.pdf"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


# --- Training elsewhere -----------------------------------------------------------------------------------------------


def find_entry(request: Request, public_id: UUID) -> OutsideTraining:
    """Return what a clerk entered, to whom it concerns and to those who run the board; else 404."""
    rows = OutsideTraining.objects.visible_to(request.user)
    rows = rows.select_related("board", "record__person", "record__recorded_by", "record__requirement", "record__file")
    entry: OutsideTraining = get_object_or_404(rows, public_id=public_id)
    places = ("training:my-record",) if entry.record.person_id == request.user.pk else ("governance:board-list",)
    stand_at(request, *places)
    return entry


def _form_page(request: Request, form: Any, title: str, button: str, back: str, caption: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "back": back, "caption": caption}
    return render(request, "governance/board_training/form.html", context, status=status_of(form))


def outside_add(request: Request, public_id: UUID) -> HttpResponse:
    """Enter one training elsewhere, for everybody on the board who was there."""
    board = find_board(request, public_id)
    require(policies.can_enter(request.user, board))
    form = OutsideForm(request.POST or None, request.FILES or None, board=board, clerk=request.user)
    back = reverse("governance:board-record", args=[public_id])

    def enter(file: StoredFile | None) -> str:
        entries = services.enter_training(actor=request.user, board=board, file=file, **form.facts())
        people = number_of_things(len(entries), "person", "people")
        messages.success(request, f"Training added for {people}. We’ve told them.")
        return back

    answer = submit_with_file(request, form, enter, refused_at="people")
    return answer or _form_page(request, form, "Add training elsewhere", "Add training", back, board.name)


@require_safe
def outside_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show what was entered, what it earned, and what may be done where it is wrong."""
    entry = find_entry(request, public_id)
    person, args = request.user, [public_id]
    is_own = entry.record.person_id == person.pk
    wrong, keep, withdraw = (
        verb(person, entry) for verb in (policies.can_dispute, policies.can_keep, policies.can_withdraw)
    )
    offered = [
        ("Say that this is wrong", "governance:outside-dispute", wrong),
        ("Keep as it is", "governance:outside-keep", keep),
        ("Withdraw", "governance:outside-withdraw", withdraw),
    ]
    certificates = entry.record.certificates.filter(revoked_at=None).select_related("requirement")
    context = {
        "entry": entry,
        "record": entry.record,
        "is_own": is_own,
        "certificates": certificates,
        "actions": [PageAction(label, reverse(name, args=args), may) for label, name, may in offered if may],
    }
    return render(request, "governance/board_training/outside_detail.html", context)


@require_safe
def outside_file(request: Request, public_id: UUID) -> HttpResponseBase:
    """Hand out the evidence to whoever sees the entry at this moment."""
    entry = find_entry(request, public_id)
    return hand_out(entry.record.file, request.user, entry.record, "training.record.downloaded")


def outside_dispute(request: Request, public_id: UUID) -> HttpResponse:
    """Say of one's own training that it is wrong."""
    entry = find_entry(request, public_id)
    require(policies.can_dispute(request.user, entry))
    form = DisputeForm(request.POST or None, row=entry, initial={"because": ""})

    def write() -> OutsideTraining:
        data = form.cleaned_data
        return services.dispute(entry=entry, actor=request.user, version=data["version"], because=data["because"])

    answer = submit_form(request, form, write, done="Sent. We’ve asked the board to check it.", refused_to=entry)
    return answer or _form_page(
        request, form, "Say that this is wrong", "Send", entry.get_absolute_url(), entry.record.title
    )


def _settle(
    request: Request, entry: OutsideTraining, write: Callable[..., OutsideTraining], title: str, button: str, done: str
) -> HttpResponse:
    form = SettleForm(request.POST or None, row=entry)
    answer = submit_form(
        request,
        form,
        lambda: write(
            entry=entry,
            actor=request.user,
            version=form.cleaned_data["version"],
            words=form.cleaned_data["words"],
        ),
        done=done,
        refused_to=entry,
    )
    return answer or _form_page(request, form, title, button, entry.get_absolute_url(), entry.record.title)


def outside_keep(request: Request, public_id: UUID) -> HttpResponse:
    """Say why training stays that somebody said to be wrong."""
    entry = find_entry(request, public_id)
    require(policies.can_keep(request.user, entry))
    return _settle(request, entry, services.keep, "Keep as it is", "Keep", "Kept. We’ve told them why.")


def outside_withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Withdraw training that was entered wrongly."""
    entry = find_entry(request, public_id)
    require(policies.can_withdraw(request.user, entry))
    done = "Training withdrawn, with its certificate. We’ve told them."
    return _settle(request, entry, services.withdraw, "Withdraw training", "Withdraw", done)
