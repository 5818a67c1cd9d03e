"""The list of boards, the page of one, and who is appointed to it (policy R-1, GV)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.calendar import today
from core.components import PageAction
from core.decisions import require
from core.history import history_of
from core.http import Request
from core.submissions import status_of, submit_form
from core.tables import prepare
from governance.boards import hooks, policies, selectors, services
from governance.boards.filters import AppointmentFilter, BoardFilter
from governance.boards.forms import (
    AppointForm,
    BoardEditForm,
    BoardForm,
    ChangeForm,
    CloseForm,
    EndForm,
    LastDayForm,
    RenewForm,
    SchoolForm,
    standing,
)
from governance.boards.models import Appointment, Board, BoardSchool
from governance.boards.tables import AppointmentTable, BoardTable, state_of


def find_board(request: Request, public_id: UUID) -> Any:
    """Return the board with its figures when the reader sees it; else 404."""
    return get_object_or_404(selectors.with_figures(Board.objects.visible_to(request.user)), public_id=public_id)


def find_appointment(request: Request, public_id: UUID) -> Any:
    """Return the appointment when the reader sees its board; else 404."""
    rows = Appointment.objects.visible_to(request.user).select_related("person", "board")
    return get_object_or_404(rows, public_id=public_id)


def _page(
    request: Request, form: BaseForm, board: Board | None, title: str, button: str, lead: str = ""
) -> HttpResponse:
    context = {"form": form, "board": board, "title": title, "button": button, "lead": lead}
    context |= {"back": reverse("governance:board-list"), "caption": ""}
    if board:
        context |= {"back": board.get_absolute_url(), "caption": board.name}
    return render(request, "governance/boards/form.html", context, status=status_of(form))


# --- Boards ----------------------------------------------------------------------------------------------------------


@require_safe
def board_list(request: Request) -> HttpResponseBase:
    """List the boards that the reader sees."""
    require(policies.can_list_boards(request.user))
    found = BoardFilter(request.GET, queryset=selectors.with_figures(Board.objects.visible_to(request.user)))
    table = BoardTable(found.qs, order_by="name")
    context = {"filter": found, "table": table, "keep": policies.can_keep_boards(request.user)}
    return prepare(request, table) or render(request, "governance/boards/board_list.html", context)


@require_safe
def board_detail(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show a board: its schools and seats, who is appointed to it, and who was."""
    board = find_board(request, public_id)
    found = AppointmentFilter(request.GET, queryset=selectors.appointments_of(board))
    reads_reasons = policies.keeps_appointments(request.user, board)
    # Why somebody went is for whoever keeps the appointments; others read that it ended early.
    table = AppointmentTable(
        found.qs, order_by="person", extra_columns=[] if reads_reasons else [("ended_because", None)]
    )
    if answer := prepare(request, table, about=board):
        return answer
    keep, may_appoint = policies.can_keep_boards(request.user), policies.can_appoint(request.user, board)
    context = {
        "board": board,
        "filter": found,
        "table": table,
        "seats": selectors.seats_of(board),
        "links": selectors.link_lines(board) if board.is_open else [],
        "parts": hooks.parts_of(board, request.user),
        "keep": keep,
        "may_appoint": may_appoint,
        "history": history_of(board) if keep else [],
    }
    return render(request, "governance/boards/board_detail.html", context)


def board_add(request: Request) -> HttpResponse:
    """Add a board."""
    require(policies.can_keep_boards(request.user))
    form = BoardForm(request.POST or None)

    def add() -> Board:
        return services.add_board(actor=request.user, kind=form.cleaned_data["kind"], name=form.cleaned_data["name"])

    answer = submit_form(request, form, add, done="Board added.")
    return answer or _page(request, form, None, "Add board", "Add board")


def board_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a board's name and its seats."""
    board = find_board(request, public_id)
    require(policies.can_keep_boards(request.user))
    form = BoardEditForm(request.POST or None, board=board)

    def change() -> Board:
        cleaned = form.cleaned_data
        return services.change_board(
            actor=request.user, board=board, version=cleaned["version"], name=cleaned["name"], seats=form.seats()
        )

    answer = submit_form(
        request, form, change, done="Board saved.", now=lambda: standing(find_board(request, public_id))
    )
    return answer or _page(request, form, board, "Edit board", "Save")


def school_add(request: Request, public_id: UUID) -> HttpResponse:
    """Let a local board govern a school from a day."""
    board = find_board(request, public_id)
    require(policies.can_keep_boards(request.user))
    form = SchoolForm(request.POST or None, board=board)

    def add() -> Board:
        row = services.govern_school(
            actor=request.user,
            board=board,
            school=form.cleaned_data["school"],
            starts_on=form.cleaned_data["starts_on"],
        )
        return row.board

    answer = submit_form(request, form, add, done="School added. Everyone on the board has their role there too.")
    return answer or _page(request, form, board, "Add school", "Add school")


def school_end(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """End a board's hold on a school with a day."""
    board = find_board(request, public_id)
    require(policies.can_keep_boards(request.user))
    held = get_object_or_404(BoardSchool.objects.filter(board=board).select_related("school"), pk=pk)
    form = LastDayForm(request.POST or None, initial={"last_day": today()})

    def end() -> Board:
        services.stop_governing(actor=request.user, board_school=held, last_day=form.cleaned_data["last_day"])
        return board

    answer = submit_form(request, form, end, done="Last day saved.")
    return answer or _page(
        request, form, board, f"Remove {held.school}", "Save last day", "Roles at the school end too."
    )


def board_close(request: Request, public_id: UUID) -> HttpResponse:
    """Close a board with a day."""
    board = find_board(request, public_id)
    require(policies.can_keep_boards(request.user))
    form = CloseForm(request.POST or None, row=board, initial={"last_day": today()})

    def close() -> Board:
        return services.close_board(
            actor=request.user,
            board=board,
            version=form.cleaned_data["version"],
            last_day=form.cleaned_data["last_day"],
        )

    answer = submit_form(
        request, form, close, done="Board closed.", now=lambda: find_board(request, public_id), refused_to=board
    )
    return answer or _page(request, form, board, "Close board", "Close board")


# --- Appointments ----------------------------------------------------------------------------------------------------


def appoint(request: Request, public_id: UUID) -> HttpResponse:
    """Appoint somebody to a board, who has a record already or gets one."""
    board = find_board(request, public_id)
    require(policies.can_appoint(request.user, board))
    form = AppointForm(request.POST or None, board=board, initial={"starts_on": today()})

    def make() -> Board:
        row, is_new = services.appoint_by_email(actor=request.user, board=board, **form.who(), **form.facts())
        messages.success(request, f"{row.person.full_name} appointed.")
        if is_new:
            messages.info(request, "They have a new record. They can sign in once they’re invited.")
        return board

    return submit_form(request, form, make) or _page(request, form, board, "Appoint someone", "Appoint")


@require_safe
def appointment_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show an appointment: its term, how it ended, and what may be done with it."""
    row = find_appointment(request, public_id)
    may = policies.can_appoint_person(request.user, row.board, row.person)
    is_over = row.ends_on is not None and row.ends_on < today()
    actions = []
    if may and row.ends_on is not None:
        actions.append(
            PageAction("Reappoint", reverse("governance:appointment-renew", args=[public_id]), may, tone="primary")
        )
    if may and not is_over:
        actions += [
            PageAction("Edit", reverse("governance:appointment-edit", args=[public_id]), may),
            PageAction("End early", reverse("governance:appointment-end", args=[public_id]), may),
        ]
    context = {
        "row": row,
        "board": row.board,
        "state": state_of(row),
        "actions": actions,
        "links": selectors.link_roles_of(row),
        "may_end": may,
        "may_link": policies.can_give_link_role(request.user, row),
        "reads_reason": policies.keeps_appointments(request.user, row.board),
        "history": history_of(row) if may else [],
    }
    return render(request, "governance/boards/appointment_detail.html", context)


def appointment_renew(request: Request, public_id: UUID) -> HttpResponse:
    """Appoint somebody again, from the day after their term on, or from today where that is over."""
    row = find_appointment(request, public_id)
    require(policies.can_appoint_person(request.user, row.board, row.person))
    starts_on = max(row.ends_on + timedelta(days=1), today()) if row.ends_on else today()
    initial = {
        "role": row.role,
        "category": row.category,
        "appointing_body": row.appointing_body,
        "starts_on": starts_on,
    }
    form = RenewForm(request.POST or None, board=row.board, after=row.ends_on, initial=initial)

    def make() -> Board:
        services.appoint(actor=request.user, board=row.board, person=row.person, **form.facts())
        return row.board

    answer = submit_form(request, form, make, done=f"{row.person.full_name} appointed again.")
    return answer or _page(request, form, row.board, f"Reappoint {row.person.full_name}", "Appoint")


def appointment_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Correct the category of an appointment, and who made it."""
    row = find_appointment(request, public_id)
    require(policies.can_appoint_person(request.user, row.board, row.person))
    form = ChangeForm(request.POST or None, row=row)

    def change() -> str:
        services.change_appointment(
            actor=request.user,
            appointment=row,
            version=form.cleaned_data["version"],
            category=form.cleaned_data["category"],
            appointing_body=form.cleaned_data["appointing_body"],
        )
        return reverse("governance:appointment-detail", args=[public_id])

    answer = submit_form(
        request, form, change, done="Appointment saved.", now=lambda: find_appointment(request, public_id)
    )
    return answer or _page(request, form, row.board, f"Edit appointment: {row.person.full_name}", "Save")


def appointment_end(request: Request, public_id: UUID) -> HttpResponse:
    """End an appointment early, with the reason. Sent twice for one that has not begun, it leads to the board."""
    if request.method == "POST" and not Appointment.objects.filter(public_id=public_id).exists():
        gone = EndForm(request.POST)
        gone.is_valid()
        board = get_object_or_404(Board.objects.visible_to(request.user), public_id=gone.cleaned_data.get("of_board"))
        messages.warning(request, "This appointment has been removed already.")
        return redirect(board)
    row = find_appointment(request, public_id)
    require(policies.can_appoint_person(request.user, row.board, row.person))
    form = EndForm(request.POST or None, row=row, initial={"last_day": today(), "of_board": row.board.public_id})

    def end() -> Board:
        services.end_appointment(
            actor=request.user,
            appointment=row,
            version=form.cleaned_data["version"],
            last_day=form.cleaned_data["last_day"],
            because=form.cleaned_data["because"],
        )
        return row.board

    answer = submit_form(
        request,
        form,
        end,
        done="Last day saved. Their role ends with it.",
        now=lambda: find_appointment(request, public_id),
        refused_to=row.board,
    )
    title = f"End appointment: {row.person.full_name}, {row.title}"
    return answer or _page(request, form, row.board, title, "Save last day")
