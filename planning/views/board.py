"""The board's page: the cost of agreed training against the budget by school, without names (policy PM-2)."""

from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.calendar import year_label
from core.decisions import require
from core.exports import Column, export_response, wanted_format
from core.http import Request
from core.tables import RequestConfig
from planning.forms.budget import BoardFilter
from planning.policies.budget import can_see_board_page
from planning.selectors import board as selectors
from planning.tables.board import BoardTable

COLUMNS = [
    Column("School", "school.name"),
    Column("Budget", "total.allocated", kind="money"),
    Column("Held", "total.held", kind="money"),
    Column("Spent", "total.spent", kind="money"),
    Column("Left", "total.left", kind="money"),
    Column("Awaiting final approval", "told_pending", kind="money"),
    Column("Agreed in reviews: held and spent", "agreed_used", kind="money"),
    Column("Agreed in reviews: still to come", "told_open", kind="money"),
    Column("Missing for it", "told_gap", kind="money"),
    Column("Is there enough?", lambda row: "No" if row.gap else "Yes"),
    Column("Outside priorities", "outside", kind="money"),
    Column("Agreed in reviews: needs with no known price", "told_unpriced", kind="number"),
]
# Up to so many schools are shown with all of their lines; more stand in the list alone.
FEW = 3


def board(request: Request) -> HttpResponseBase:
    """Show the sums by school and year; where the reader has few schools, their lines too."""
    require(can_see_board_page(request.user))
    schools = selectors.schools_of_board(request.user)
    form = BoardFilter(request.GET, schools=schools)
    year, school = form.asked_year(), form.asked_school()
    rows = selectors.board_money([school] if school else schools, year)
    if wanted := wanted_format(request.GET):
        return export_response(
            rows, COLUMNS, f"cpd-budget-board-{year}", wanted, actor=request.user, code="planning.board"
        )
    table = BoardTable(rows, year=year, links=len(rows) > 1)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {
        "form": form,
        "year": year_label(year),
        "rows": rows,
        "total": selectors.total_of(rows),
        "pending": selectors.told_pending_of(rows),
        "agreed_open": selectors.told_open_of(rows),
        "unpriced": selectors.told_unpriced_of(rows),
        "agreed_used": sum(row.agreed_used for row in rows),
        "detailed": [row for row in rows if row.has_budget] if len(rows) <= FEW else [],
        "table": table,
    }
    return render(request, "planning/board.html", context)
