"""A school's budget of a year, opening it, and all budgets of a year (policy AP-6)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from budgets import board as boards
from budgets import policies, selectors, services
from budgets.charging import pending
from budgets.forms import BoardFilter, NoteForm, OpenForm, OverviewFilter
from budgets.models import Budget
from budgets.policies import can_see_board_page
from budgets.tables import BUDGET_COLUMNS, BoardTable, OverviewTable
from core.calendar import year_label
from core.decisions import require
from core.exports import export_response, wanted_format
from core.http import Request
from core.money import NOTHING
from core.submissions import status_of, submit_form
from core.tables import download, prepare, show, sort
from people.models import School
from planning.views import FIRST_YEAR, LAST_YEAR, frame


def find_school_with_money(request: Request, school_id: UUID, year: int) -> School:
    """Return the school where the reader sees its money; else 404, also for a year that makes no sense."""
    school = selectors.school_with_money(request.user, school_id)
    if school is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return school


def find_budget(request: Request, public_id: UUID) -> Budget:
    """Return the budget where the reader sees it; else 404."""
    rows = Budget.objects.visible_to(request.user).select_related("school", "opened_by")
    return get_object_or_404(rows, public_id=public_id)


def budget(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """Show a school's budget of a year, or that there is none and how to open one."""
    school = find_school_with_money(request, school_id, year)
    return _page(request, school, year, selectors.budget_of(request.user, school, year))


def budget_detail(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show a budget."""
    found = find_budget(request, public_id)
    return _page(request, found.school, found.year, found)


def _page(request: Request, school: School, year: int, found: Budget | None) -> HttpResponseBase:
    position = selectors.position_of(found) if found else None
    if position and (wanted := wanted_format(request.GET)):
        return export_response(
            position.lines, BUDGET_COLUMNS, "cpd-budget", wanted, actor=request.user, code="budgets.budget",
            about=found,
        )  # fmt: skip
    context = frame(request, school, year, "budget", "budgets:budget") | {
        "budget": found,
        "position": position,
        "manage": policies.can_manage(request.user, school),
        "open_it": policies.can_open(request.user, school, found),
    }
    return render(request, "budgets/budget.html", context)


def budget_open(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """Open a budget: pounds for each line that the year's priorities and the policy propose."""
    school = find_school_with_money(request, school_id, year)
    found = selectors.budget_of(request.user, school, year)
    require(policies.can_manage(request.user, school))
    form = OpenForm(request.POST or None, proposals=selectors.proposed_lines(school, year))
    if found is not None and request.method == "GET":
        return redirect(found)
    there = reverse("budgets:budget", args=[school.public_id, year])
    answer = submit_form(request, form, lambda: _open(request, form, school, year), refused_to=there)
    context = frame(request, school, year, "budget", "budgets:budget") | {"form": form}
    return answer or render(request, "budgets/open.html", context, status=status_of(form))


def _open(request: Request, form: OpenForm, school: School, year: int) -> Budget:
    made, taken = services.open_budget(
        school=school, year=year, lines=form.lines(), actor=request.user, note=form.cleaned_data["note"]
    )
    also = ""
    if taken:
        also = f" {taken} approved request{'s have' if taken > 1 else ' has'} been charged to it."
    messages.success(request, f"Budget set up.{also}")
    return made


def budget_note(request: Request, public_id: UUID) -> HttpResponseBase:
    """Change what the board should know."""
    found = find_budget(request, public_id)
    require(policies.can_manage(request.user, found.school))
    form = NoteForm(request.POST or None, row=found)
    answer = submit_form(
        request,
        form,
        lambda: services.change_note(budget=found, actor=request.user, **form.cleaned_data),
        done="Saved.",
        now=lambda: find_budget(request, public_id),
    )
    context = frame(request, found.school, found.year, "budget", "budgets:budget")
    context |= {"budget": found, "form": form}
    return answer or render(request, "budgets/note.html", context, status=status_of(form))


def budget_list(request: Request) -> HttpResponseBase:
    """List the budgets of a year: of every school for the central roles, of one's own for leaders."""
    require(policies.can_see_list(request.user))
    form = OverviewFilter(request.GET)
    year = form.asked_year()
    asked = form.cleaned_data
    rows = selectors.overview(request.user, year, asked.get("q", ""), asked.get("state", ""))
    table = OverviewTable(rows, year=year)
    sort(request, table)
    if answer := download(request, table, lambda: _with_pending([row.record for row in table.rows], year)):
        return answer
    show(request, table)
    if not any(school.pending for school in _with_pending([row.record for row in table.paginated_rows], year)):
        table.columns.hide("pending")
    context = {"form": form, "table": table, "year": year_label(year)}
    return render(request, "budgets/list.html", context)


def _with_pending(schools: list[Any], year: int) -> list[Any]:
    """Return the schools, each with the amount that waits for its last approval."""
    waiting = pending([school.pk for school in schools], year)
    for school in schools:
        school.pending = sum((row.amount for key, row in waiting.items() if key[0] == school.pk), NOTHING)
    return schools


# Up to so many schools are shown with all of their lines; more stand in the list alone.
FEW = 3


def board(request: Request) -> HttpResponseBase:
    """Show the sums by school and year; where the reader has few schools, their lines too."""
    require(can_see_board_page(request.user))
    schools = boards.schools_of_board(request.user)
    form = BoardFilter(request.GET, schools=schools)
    year, school = form.asked_year(), form.asked_school()
    rows = boards.board_money([school] if school else schools, year)
    table = BoardTable(rows, year=year, links=len(rows) > 1)
    if answer := prepare(request, table):
        return answer
    context = {
        "form": form,
        "year": year_label(year),
        "rows": rows,
        "total": boards.total_of(rows),
        "pending": boards.told_pending_of(rows),
        "agreed_open": boards.told_open_of(rows),
        "unpriced": boards.told_unpriced_of(rows),
        "agreed_used": sum(row.agreed_used for row in rows),
        "detailed": [row for row in rows if row.has_budget] if len(rows) <= FEW else [],
        "table": table,
    }
    return render(request, "budgets/board.html", context)
