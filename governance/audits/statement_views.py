"""The list of statements, which administrators keep (policy GV-3)."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.decisions import require
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from governance.audits import policies, statements
from governance.audits.filters import StatementFilter
from governance.audits.forms import NewStatementForm, StatementForm
from governance.audits.models import Statement
from governance.audits.tables import StatementTable

LIST = "governance:statement-list"


@require_safe
def statement_list(request: Request) -> HttpResponseBase:
    """List the statements that skills audits ask."""
    require(policies.can_keep_statements(request.user))
    rows = Statement.objects.visible_to(request.user)
    filtered = StatementFilter(request.GET, queryset=rows)
    table = StatementTable(filtered.qs)
    context = {"filter": filtered, "table": table, "is_empty": not rows.exists()}
    return prepare(request, table) or render(request, "governance/audits/statements.html", context)


@require_POST
def statement_load(request: Request) -> HttpResponse:
    """Add the statements that come with the system."""
    return press_button(request, lambda: statements.load_both(actor=request.user), "Statements added.", back=LIST)


def statement_add(request: Request) -> HttpResponse:
    """Add a statement."""
    require(policies.can_keep_statements(request.user))
    form = NewStatementForm(request.POST or None)

    def add() -> str:
        statements.add_statement(actor=request.user, values=form.answers())
        return reverse(LIST)

    answer = submit_form(request, form, add, done="Statement added. The next skills audit asks it.")
    context = {"form": form, "title": "Add statement", "save": "Add statement", "back": reverse(LIST)}
    return answer or render(request, "governance/audits/statement.html", context, status=status_of(form))


def find_statement(request: Request, public_id: UUID) -> Statement:
    """Return a statement to whoever keeps the list; else 404."""
    row: Statement = get_object_or_404(Statement.objects.visible_to(request.user), public_id=public_id)
    return row


def statement_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a statement's words or area. Audits that were started keep theirs."""
    row = find_statement(request, public_id)
    form = StatementForm(request.POST or None, row=row)

    def change() -> str:
        statements.change_statement(
            actor=request.user, statement=row, version=form.cleaned_data["version"], values=form.answers()
        )
        return reverse(LIST)

    answer = submit_form(
        request,
        form,
        change,
        done="Statement saved. Skills audits that have started keep the old words.",
        now=lambda: find_statement(request, public_id),
    )
    context = {"form": form, "statement": row, "title": "Edit statement", "save": "Save", "back": reverse(LIST)}
    return answer or render(request, "governance/audits/statement.html", context, status=status_of(form))


@require_POST
def statement_in_use(request: Request, public_id: UUID) -> HttpResponse:
    """Put a statement out of use, or back."""
    row = find_statement(request, public_id)
    is_in_use = request.POST.get("use") == "yes"
    return press_button(
        request,
        lambda: statements.set_in_use(actor=request.user, statement=row, is_in_use=is_in_use),
        "The next skills audit asks it again." if is_in_use else "Later skills audits don’t ask it.",
        back=row,
    )
