"""A board's meetings: the list, one with what to bring, planning them, apologies, and who came."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.components import PageAction
from core.decisions import require
from core.formatting import counted
from core.history import history_of
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from core.trust_settings import in_own_words
from governance.boards.models import Board
from governance.meetings import policies, selectors, services
from governance.meetings.filters import AttendanceFilter, MeetingFilter
from governance.meetings.forms import AttendanceForm, CancelForm, MeetingEditForm, PlanForm, recorded
from governance.meetings.hooks import papers_for
from governance.meetings.models import Meeting
from governance.meetings.tables import AttendanceTable, MeetingTable, state_of


def find_board(request: Request, public_id: UUID) -> Board:
    """Return the board when the reader sees its meetings; else 404."""
    return get_object_or_404(selectors.boards_with_meetings(request.user), public_id=public_id)


def find_meeting(request: Request, public_id: UUID) -> Meeting:
    """Return the meeting when the reader sees it; else 404."""
    rows = Meeting.objects.visible_to(request.user).select_related("board")
    row: Meeting = get_object_or_404(rows, public_id=public_id)
    return row


def _form(request: Request, form: BaseForm, board: Board, title: str, button: str, **also: Any) -> HttpResponse:
    back = reverse("governance:meeting-list", args=[board.public_id])
    context = {"form": form, "board": board, "title": title, "button": button, "caption": board.name}
    context |= {"back": back, "all_url": back} | also
    return render(request, "governance/meetings/form.html", context, status=status_of(form))


@require_safe
def meeting_list(request: Request, public_id: UUID) -> HttpResponseBase:
    """List the meetings of a board, those to come first."""
    board = find_board(request, public_id)
    found = MeetingFilter(request.GET, queryset=Meeting.objects.filter(board=board))
    is_past = found.form.cleaned_data.get("show") in ("past", "all") if found.is_valid() else False
    table = MeetingTable(found.qs, order_by="-day" if is_past else "day")
    context = {
        "board": board,
        "filter": found,
        "table": table,
        "plan": policies.can_plan(request.user, board),
        "read_attendance": policies.can_read_attendance(request.user, board),
    }
    return prepare(request, table, about=board) or render(request, "governance/meetings/list.html", context)


def meeting_plan(request: Request, public_id: UUID) -> HttpResponse:
    """Plan meetings of a board, the whole year's at once."""
    board = find_board(request, public_id)
    require(policies.can_plan(request.user, board))
    form = PlanForm(request.POST or None)

    def plan() -> str:
        rows = services.plan_meetings(actor=request.user, board=board, days=form.days(), values=form.answers())
        return rows[0].get_absolute_url() if len(rows) == 1 else reverse("governance:meeting-list", args=[public_id])

    answer = submit_form(request, form, plan, done="Meetings planned. We’ve told everyone on the board.")
    return answer or _form(request, form, board, "Plan meetings", "Plan meetings")


@require_safe
def meeting_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a meeting: when and where, papers, what to bring, and who comes."""
    row, actor = find_meeting(request, public_id), request.user
    change, may_cancel = policies.can_change(actor, row), policies.can_cancel(actor, row)
    record, apologise = policies.can_record(actor, row), policies.can_send_apologies(actor, row)
    mine = row.attendance.filter(person=actor).first()
    actions = []
    if record:
        label = "Change attendance" if row.recorded_at else "Record attendance"
        url = reverse("governance:meeting-attendance", args=[public_id])
        actions.append(PageAction(label, url, record, tone="secondary" if row.recorded_at else "primary"))
    if change:
        actions.append(PageAction("Edit meeting", reverse("governance:meeting-edit", args=[public_id]), change))
    if may_cancel:
        actions.append(PageAction("Cancel meeting", reverse("governance:meeting-cancel", args=[public_id]), may_cancel))
    keeps = bool(policies.can_read_attendance(actor, row.board))
    everyone = selectors.expected_at(row) if keeps and not row.is_cancelled else []
    context = {
        "meeting": row,
        "board": row.board,
        "state": state_of(row),
        "actions": actions,
        "apologise": apologise,
        "mine": mine,
        "papers": [] if row.is_cancelled else papers_for(row, actor),
        "everyone": everyone,
        "summary": _summary([one.state for one in everyone]),
        "history": history_of(row) if keeps else [],
        "all_url": reverse("governance:meeting-list", args=[row.board.public_id]),
    }
    return render(request, "governance/meetings/detail.html", context)


def _summary(states: list[str]) -> str:
    """Return how many came and how many sent apologies, in words; "" where nothing is known."""
    parts = []
    if "present" in states:
        parts.append(f"{states.count('present')} of {len(states)} present")
    if "apologies" in states:
        parts.append(counted(states.count("apologies"), "apology", "apologies"))
    return ", ".join(parts)


def meeting_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a meeting."""
    row = find_meeting(request, public_id)
    require(policies.can_change(request.user, row))
    form = MeetingEditForm(request.POST or None, row=row)

    def change() -> Meeting:
        version, values = form.cleaned_data["version"], form.answers()
        return services.change_meeting(actor=request.user, meeting=row, version=version, values=values)

    answer = submit_form(
        request, form, change, done="Meeting saved.", now=lambda: find_meeting(request, public_id), refused_to=row
    )
    return answer or _form(request, form, row.board, f"Edit meeting: {row.title}", "Save", back=row.get_absolute_url())


def meeting_cancel(request: Request, public_id: UUID) -> HttpResponse:
    """Cancel a meeting, with the reason."""
    row = find_meeting(request, public_id)
    if row.is_cancelled:
        messages.warning(request, policies.CANCELLED)
        return redirect(row)
    require(policies.can_cancel(request.user, row))
    form = CancelForm(request.POST or None, row=row)

    def cancel() -> Meeting:
        version, because = form.cleaned_data["version"], form.cleaned_data["because"]
        services.cancel_meeting(actor=request.user, meeting=row, version=version, because=because)
        return row

    answer = submit_form(
        request,
        form,
        cancel,
        done="Meeting cancelled. We’ve told everyone on the board.",
        now=lambda: find_meeting(request, public_id),
        refused_to=row,
    )
    title = f"Cancel meeting: {row.title}"
    return answer or _form(request, form, row.board, title, "Cancel meeting", back=row.get_absolute_url())


def meeting_attendance(request: Request, public_id: UUID) -> HttpResponse:
    """Say who came to a meeting."""
    row = find_meeting(request, public_id)
    require(policies.can_record(request.user, row))
    form = AttendanceForm(request.POST or None, row=row, expected=selectors.expected_at(row))

    def record() -> Meeting:
        version = form.cleaned_data["version"]
        return services.record_attendance(actor=request.user, meeting=row, version=version, states=form.states())

    def now() -> tuple[Meeting, dict[str, str]]:
        fresh = find_meeting(request, public_id)
        return fresh, recorded(selectors.expected_at(fresh))

    answer = submit_form(request, form, record, done="Attendance saved.", now=now, refused_to=row)
    title = f"Attendance: {row.title}"
    return answer or _form(request, form, row.board, title, "Save attendance", back=row.get_absolute_url())


@require_POST
def meeting_apologies(request: Request, public_id: UUID) -> HttpResponse:
    """Send one's apologies, or take them back."""
    row = find_meeting(request, public_id)
    comes = request.POST.get("comes") == "yes"
    done = "Apologies withdrawn." if comes else in_own_words("Apologies sent. The chair and the clerk can see them.")
    return press_button(
        request, lambda: services.send_apologies(actor=request.user, meeting=row, comes=comes), done, back=row
    )


@require_safe
def attendance_list(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show for everybody on a board how many meetings of their term they came to."""
    board = find_board(request, public_id)
    require(policies.can_read_attendance(request.user, board))
    found = AttendanceFilter(request.GET, queryset=selectors.attendance_of(board))
    table = AttendanceTable(found.qs, order_by="name")
    context = {"board": board, "filter": found, "table": table}
    return prepare(request, table, about=board) or render(request, "governance/meetings/attendance.html", context)
