"""A line of a budget: its ledger, its name, and the ways in which money comes to it and leaves it (policy AP-6)."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from budgets import policies, selectors, services
from budgets.charging import NOTHING_PENDING, Pending, matching, pending
from budgets.forms import AllocateForm, LedgerFilter, LineAddForm, LineForm, TransferForm
from budgets.models import BudgetLine, Entry
from budgets.money import Money
from budgets.tables import LedgerTable
from budgets.views import find_budget
from core.decisions import require
from core.http import Request
from core.search import has_words
from core.submissions import status_of, submit_form
from core.tables import download, show
from planning.views import frame


def find_line(request: Request, public_id: UUID) -> tuple[BudgetLine, Money]:
    """Return the line and its money where the reader sees it; else 404."""
    rows = BudgetLine.objects.visible_to(request.user).select_related("school", "budget", "priority").with_sums()
    line = get_object_or_404(rows, public_id=public_id)
    return line, Money.of_row(line)


def waiting_on(line: BudgetLine) -> Pending:
    """Return what waits for its last approval on a line."""
    return pending([line.school_id], line.year).get((line.school_id, line.pk), NOTHING_PENDING)


def _frame(request: Request, line: BudgetLine) -> dict[str, Any]:
    return frame(request, line.school, line.year, "budget", "budgets:budget") | {"line": line}


def line_detail(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show a line's money and its ledger, with search, filter and export."""
    line, money = find_line(request, public_id)
    form = LedgerFilter(request.GET)
    rows = _narrowed(request, line, form)
    table = LedgerTable(rows)
    if answer := download(request, table, lambda: table.described(rows, request.user), about=line):
        return answer
    show(request, table)
    context = _frame(request, line) | {
        "money": money,
        "position": selectors.LinePosition(line, money, waiting_on(line)),
        "form": form,
        "table": table,
        "manage": policies.can_manage(request.user, line.school),
        "move": policies.can_transfer(request.user, line, money),
    }
    return render(request, "budgets/line_detail.html", context)


def _narrowed(request: Request, line: BudgetLine, form: LedgerFilter) -> "QuerySet[Entry]":
    rows = selectors.entries_of(line)
    asked = form.asked()
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("over"):
        rows = rows.filter(is_over_budget=True)
    if words := asked.get("q"):
        accounts = matching(request.user, words, line.school, line.year)
        rows = rows.filter(has_words(words, "note") | Q(account__in=accounts))
    return rows


def line_add(request: Request, public_id: UUID) -> HttpResponseBase:
    """Add a line to a budget."""
    budget = find_budget(request, public_id)
    require(policies.can_manage(request.user, budget.school))
    form = LineAddForm(request.POST or None, budget=budget)
    answer = submit_form(
        request,
        form,
        lambda: services.add_line(budget=budget, line=form.line(), actor=request.user),
        done="Budget line added.",
        refused_at="name",
    )
    context = frame(request, budget.school, budget.year, "budget", "budgets:budget")
    context |= {"budget": budget, "form": form}
    return answer or render(request, "budgets/line_add.html", context, status=status_of(form))


def line_change(request: Request, public_id: UUID) -> HttpResponseBase:
    """Change a line's name, close it, or open it again."""
    line, _ = find_line(request, public_id)
    require(policies.can_manage(request.user, line.school))
    form = LineForm(request.POST or None, row=line)
    answer = submit_form(
        request,
        form,
        lambda: services.change_line(line=line, actor=request.user, **form.cleaned_data),
        done="Saved.",
        now=lambda: find_line(request, public_id)[0],
        refused_at="is_open",
    )
    context = _frame(request, line) | {"form": form}
    return answer or render(request, "budgets/line_change.html", context, status=status_of(form))


def line_allocate(request: Request, public_id: UUID) -> HttpResponseBase:
    """Put money on a line, or take some off."""
    line, money = find_line(request, public_id)
    require(policies.can_manage(request.user, line.school))
    form = AllocateForm(request.POST or None)

    def allocate() -> BudgetLine:
        services.allocate_money(line=line, amount=form.signed(), note=form.cleaned_data["note"], actor=request.user)
        return line

    answer = submit_form(request, form, allocate, done="Allocation changed.", refused_at="amount")
    position = selectors.LinePosition(line, money, waiting_on(line))
    context = _frame(request, line) | {"position": position, "form": form}
    return answer or render(request, "budgets/line_allocate.html", context, status=status_of(form))


def line_transfer(request: Request, public_id: UUID) -> HttpResponseBase:
    """Move what is left on a line to another line of the budget, with a reason."""
    line, money = find_line(request, public_id)
    require(policies.can_manage(request.user, line.school))
    waiting = pending([line.school_id], line.year)
    lines = selectors.lines_of(line.budget, waiting)
    others = [row for row in lines if row.line.is_open and row.line.pk != line.pk]
    form = TransferForm(request.POST or None, lines=others)

    def transfer() -> BudgetLine:
        services.transfer_money(source=line, actor=request.user, **_transfer_of(form))
        return line

    answer = submit_form(request, form, transfer, done="Budget transferred.", refused_at="amount")
    context = _frame(request, line) | {
        "form": form,
        "others": others,
        "position": selectors.LinePosition(line, money, waiting.get((line.school_id, line.pk), NOTHING_PENDING)),
    }
    return answer or render(request, "budgets/line_transfer.html", context, status=status_of(form))


def _transfer_of(form: TransferForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("target", "amount", "reason")}
