"""Running a board's skills audit and reading its picture (policy GV-3)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.calendar import academic_year, today, year_label
from core.components import Bar
from core.decisions import require
from core.http import Request
from core.navigation import stand_at
from core.pictures import Part, Shade
from core.submissions import press_button, status_of, submit_form
from core.tables import download, prepare
from governance.audits import policies, selectors, services
from governance.audits.areas import Area
from governance.audits.filters import AuditFilter
from governance.audits.forms import ClosingDayForm, GapNeedForm, StartAuditForm, WantedForm, wanted_now
from governance.audits.models import AuditItem, SkillsAudit
from governance.audits.offices import sits_on
from governance.audits.picture import Cover
from governance.audits.selectors import Line
from governance.audits.tables import AuditTable, PictureTable
from governance.boards.models import Board
from planning.models import Area as NeedArea
from planning.models import Reason
from planning.suppression import smallest_group

LIST = "governance:audit-list"
SHADES: dict[Cover, Shade] = {Cover.SEVERAL: "good", Cover.ONE: "soon", Cover.NO_ONE: "rest"}


def find_audit(request: Request, public_id: UUID) -> SkillsAudit:
    """Return the audit when the reader may see it; else 404."""
    rows = SkillsAudit.objects.visible_to(request.user).select_related("board")
    row: SkillsAudit = get_object_or_404(rows, public_id=public_id)
    stand_at(request, LIST)
    return row


@require_safe
def audit_list(request: Request) -> HttpResponseBase:
    """List the skills audits of the reader's boards, the newest first, and the boards that have none this year."""
    require(policies.can_list(request.user))
    rows = SkillsAudit.objects.visible_to(request.user).select_related("board").order_by("-year", "board__name", "pk")
    filtered = AuditFilter(request.GET, queryset=rows)
    table = AuditTable(filtered.qs)
    context = {"filter": filtered, "table": table, "to_start": selectors.boards_to_start(request.user)}
    return prepare(request, table) or render(request, "governance/audits/list.html", context)


def audit_start(request: Request, public_id: UUID) -> HttpResponse:
    """Start the board's audit of this year, as a draft."""
    board = get_object_or_404(Board.objects.visible_to(request.user), public_id=public_id)
    stand_at(request, LIST)
    year = academic_year(today())
    begun = board.skills_audits.filter(year=year).first()
    # A form that was sent twice leads where it led first; the service refuses a second audit.
    require(policies.can_start(request.user, board, begun is not None and request.method != "POST"))
    form = StartAuditForm(request.POST or None)
    answer = submit_form(
        request,
        form,
        lambda: services.start_audit(actor=request.user, board=board, closes_on=form.cleaned_data["closes_on"]),
        done="Skills audit started. Say what the board needs, then open it.",
        refused_to=begun or LIST,
    )
    context = {
        "form": form,
        "title": f"Start skills audit {year_label(year)}",
        "caption": board.name,
        "save": "Start skills audit",
        "back": reverse(LIST),
    }
    return answer or render(request, "governance/audits/form.html", context, status=status_of(form))


@require_safe
def audit_detail(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show an audit: what the reader can do, who has finished, and the board's picture once it has closed."""
    row, actor = find_audit(request, public_id), request.user
    picture = selectors.picture_of(row)
    lines = selectors.lines_of(row, picture, actor)
    if answer := download(request, PictureTable(lines), about=row):
        return answer
    schools = selectors.schools_for_needs(row.board)
    follows = bool(policies.can_follow(actor, row)) and row.status != SkillsAudit.Status.DRAFT
    everyone = selectors.everyone_in(row, actor) if follows else []
    context = {
        "audit": row,
        "year": year_label(row.year),
        "picture": picture,
        "smallest": selectors.NUMBERS.get(smallest_group(), smallest_group()),
        "areas": _by_area(lines),
        "bars": _bars(lines),
        "legend": [cover.words for cover in Cover],
        "gap_lines": [line for line in lines if line.is_gap],
        "may_make_needs": any(policies.can_raise_for_board(actor, school) for school in schools),
        "run": policies.can_run(actor, row),
        "open": policies.can_open(actor, row),
        "close": policies.can_close(actor, row),
        "answer": policies.can_answer(actor, row),
        "mine": selectors.assessment_of(actor, row) if sits_on(actor, row.board) else None,
        "everyone": everyone,
        "finished": sum(one.is_finished for one in everyone),
        "wanted": [item for item in row.items.all() if item.wanted] if row.status == "draft" else [],
        "items": row.items.count(),
    }
    return render(request, "governance/audits/detail.html", context)


def _by_area(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    return [(area.label, found) for area in Area if (found := [line for line in lines if line.item.area == area.value])]


def _bars(lines: list[Line]) -> list[Bar]:
    bars = []
    for label, found in _by_area(lines):
        numbers = {cover: sum(line.cover == cover for line in found) for cover in Cover}
        parts = tuple(Part(str(number), number, SHADES[cover]) for cover, number in numbers.items())
        bars.append(Bar(label, len(found), str(len(found)), parts))
    return bars


def audit_wanted(request: Request, public_id: UUID) -> HttpResponse:
    """Say for each statement whether the board must or should have it."""
    row = find_audit(request, public_id)
    require(policies.can_run(request.user, row))
    items = list(row.items.all())
    form = WantedForm(request.POST or None, row=row, items=items)

    def now() -> tuple[SkillsAudit, dict[str, Any]]:
        fresh = find_audit(request, public_id)
        return fresh, wanted_now(list(fresh.items.all()))

    answer = submit_form(
        request,
        form,
        lambda: services.mark_wanted(
            actor=request.user, skills_audit=row, version=form.cleaned_data["version"], wanted=form.wanted()
        ),
        done="Saved what the board needs.",
        now=now,
        refused_to=row,
    )
    context = {"audit": row, "form": form, "year": year_label(row.year)}
    return answer or render(request, "governance/audits/wanted.html", context, status=status_of(form))


def audit_closing_day(request: Request, public_id: UUID) -> HttpResponse:
    """Give the audit another closing date."""
    row = find_audit(request, public_id)
    require(policies.can_run(request.user, row))
    form = ClosingDayForm(request.POST or None, row=row)
    answer = submit_form(
        request,
        form,
        lambda: services.set_closing_day(
            actor=request.user,
            skills_audit=row,
            version=form.cleaned_data["version"],
            closes_on=form.cleaned_data["closes_on"],
        ),
        done="Closing date changed.",
        now=lambda: find_audit(request, public_id),
        refused_to=row,
    )
    context = {
        "form": form,
        "audit": row,
        "title": "Change closing date",
        "caption": f"{row}, {row.board.name}",
        "save": "Save",
        "back": row.get_absolute_url(),
    }
    return answer or render(request, "governance/audits/form.html", context, status=status_of(form))


@require_POST
def audit_open(request: Request, public_id: UUID) -> HttpResponse:
    """Let the board answer."""
    row = find_audit(request, public_id)
    return press_button(
        request,
        lambda: services.open_audit(actor=request.user, skills_audit=row),
        "Skills audit opened. We’ve told everyone on the board.",
        back=row,
    )


@require_POST
def audit_close(request: Request, public_id: UUID) -> HttpResponse:
    """Close it now."""
    row = find_audit(request, public_id)
    return press_button(
        request, lambda: services.close_audit(actor=request.user, skills_audit=row), "Skills audit closed.", back=row
    )


@require_POST
def audit_remove(request: Request, public_id: UUID) -> HttpResponse:
    """Delete a draft; sent twice, lead to the list again."""
    if policies.can_list(request.user) and not SkillsAudit.objects.filter(public_id=public_id).exists():
        return redirect(LIST)
    row = find_audit(request, public_id)
    return press_button(
        request,
        lambda: services.remove_draft(actor=request.user, skills_audit=row),
        "Draft deleted.",
        back=LIST,
        refused_to=row,
    )


def gap_need(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """Turn a gap into a training need: the second of two clicks."""
    row = find_audit(request, public_id)
    item = get_object_or_404(AuditItem.objects.select_related("statement"), audit=row, pk=pk)
    schools = [
        school
        for school in selectors.schools_for_needs(row.board)
        if policies.can_raise_for_board(request.user, school)
    ]
    if not schools:
        require(policies.NO_NEED)
    lines = {line.item.pk: line for line in selectors.lines_of(row, selectors.picture_of(row), request.user)}
    line = lines.get(item.pk)
    back = f"{row.get_absolute_url()}#statement-{item.pk}"
    if line is None or not line.is_gap or line.need is not None:
        return redirect(back)
    form = GapNeedForm(
        request.POST or None,
        schools=schools,
        initial={
            "title": item.text.rstrip("."),
            # Names neither the audit nor the gap: beside a later picture, that would tell what changed.
            "evidence": f"{row.board.name} would like more people to be able to say: “{item.text}”",
        },
    )

    def make() -> str:
        values = {
            **form.answers(),
            "area": NeedArea.GOVERNANCE,
            "reason": Reason.PERSONAL,
            "people_count": selectors.people_on(row.board),
        }
        services.make_need(actor=request.user, item=item, school=form.school, values=values)
        return back

    answer = submit_form(request, form, make, done="Training need added.", refused_to=back)
    context = {
        "form": form,
        "audit": row,
        "title": "Make a training need",
        "caption": item.text,
        "save": "Add training need",
        "back": back,
    }
    return answer or render(request, "governance/audits/form.html", context, status=status_of(form))
