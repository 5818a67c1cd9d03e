"""A board's training: how those in office stand, and what they did (policy AP-8, GV-4, GV-5)."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from certificates.expiry import Status
from certificates.matrix import Wanted, cover_of, matrix_columns, matrix_of
from certificates.summary import UNMET, number_of
from certificates.words import counted
from core.audit import audit_reading
from core.calendar import today
from core.exports import export_response, wanted_format
from core.http import Request
from core.pdf import tagged_pdf
from core.tables import prepare
from core.trust_settings import trust_setting
from governance.board_training import selectors
from governance.board_training.filters import BoardRecordFilter
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
    context = {"board": board, "form": form, "table": table, "totals": selectors.totals_of(rows)}
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
            "totals": selectors.totals_of(rows),
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
