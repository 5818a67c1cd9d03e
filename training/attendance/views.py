"""The register of an event: marking, adding, closing, correcting; checking in; catching up (policy HS-1, GV-4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from core.audit import audit_reading
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove
from core.formatting import clock_time
from core.forms import SearchSelectField
from core.http import Request, whole_number
from core.limits import may_try
from core.navigation import stand_at
from core.submissions import press_button, show_problems, status_of, submit_form
from people.models import Person
from training.attendance import codes, policies, selectors, services
from training.attendance.forms import (
    UNMARKED,
    AddForm,
    CatchUpForm,
    CheckInForm,
    CorrectForm,
    RegisterForm,
    sent_lines,
)
from training.attendance.models import Attendance, CatchUp, Mark
from training.attendance.querysets import lost_date, not_asked, without_date
from training.attendance.sheet import qr_code, sheet_pdf
from training.events.models import Event, Material
from training.events.policies import can_run
from training.events.selectors import people_to_name

TRIES_AN_HOUR = 20
TOO_MANY = "Too many attempts. Ask whoever runs the event to mark you present"


def _find(request: Request, public_id: UUID) -> Event:
    """Return an event that the reader sees and runs; else 404, or 403 with the reason."""
    rows = Event.objects.visible_to(request.user).select_related("school", "series")
    event = get_object_or_404(rows, public_id=public_id)
    require(can_run(request.user, event))
    return event


def _register_url(event: Event) -> str:
    return reverse("training:register", args=[event.public_id])


def register(request: Request, public_id: UUID) -> HttpResponse:
    """Mark who is there; once the register is closed, show what it says.

    A long one has pages. Going to another saves the one that is open, so that nothing marked is lost.
    """
    event = _find(request, public_id)
    lines = selectors.register_of(event)
    if event.status != Event.Status.PLANNED:
        return _closed(request, event, lines)
    pages = selectors.pages_of(lines)
    number = _page_number(request.GET, len(pages))
    status = 200
    if request.method == "POST":
        form = RegisterForm(event, sent_lines(lines, request.POST), request.POST)
        if form.is_valid():
            saved = _save(request, event, form)
            if saved is None:
                return redirect(event)
            if not saved.clashes:
                summary = selectors.summary_of(selectors.register_of(event))
                messages.success(request, f"Register saved: {summary.words}.")
                return redirect(_page_url(event, _page_number(request.POST, len(pages)) or number))
            lines = selectors.register_of(event)
            form = RegisterForm(event, sent_lines(lines, request.POST), request.POST)
            form.show_clashes(saved.clashes)
        status = 409 if form.is_valid() else 422
    else:
        form = RegisterForm(event, pages[(number or 1) - 1].lines if pages else [])
    context = {
        "event": event,
        "form": form,
        "pages": pages if len(pages) > 1 else [],
        "number": number or 1,
        "summary": selectors.summary_of(lines),
        "is_open": codes.opens_at(event) <= now(),
        "opens_at": codes.opens_at(event),
        "clashes": [row for row in form.rows if row.theirs],
        "wrong": [row for row in form.rows if row.missed_error or row.reason_error],
    }
    return render(request, "training/attendance/register.html", context, status=status)


def _page_number(data: QueryDict, count: int) -> int | None:
    """Return which page of a register is asked for; None where it has no such page."""
    return whole_number(data.get("page", ""), least=1, most=count)


def _page_url(event: Event, number: int | None) -> str:
    return f"{_register_url(event)}?page={number}" if number and number > 1 else _register_url(event)


def _save(request: Request, event: Event, form: RegisterForm) -> services.Saved | None:
    """Save the lines; None where the register cannot be marked now, which the reader is told."""
    signs = form.signs()
    rest = [key for key, sign in signs.items() if sign == UNMARKED] if "rest" in request.POST else []
    try:
        return services.mark_attendance(event=event, actor=request.user, marks=form.marks(), seen=signs, rest=rest)
    except IllegalMove as problem:
        messages.warning(request, str(problem))
        return None


def _closed(request: Request, event: Event, lines: list[selectors.Line]) -> HttpResponse:
    context = {
        "event": event,
        "lines": lines,
        "summary": selectors.summary_of(lines),
        "to_confirm": [line for line in lines if line.attendance and line.attendance.confirmed_at is None],
        "missed": selectors.missed_at(event).count() if event.status == Event.Status.HELD else 0,
    }
    return render(request, "training/attendance/register_closed.html", context)


def _to_add(actor: Person, event: Event) -> "QuerySet[Person]":
    """Return who can be added to a register: whom the actor may name and who is not on it."""
    on_it = Attendance.objects.filter(event=event, person__isnull=False).order_by().values("person")
    return people_to_name(actor, event, event.day).exclude(pk__in=on_it)


@require_GET
def register_people(request: Request, public_id: UUID) -> HttpResponse:
    """Answer the search for somebody to add."""
    field = SearchSelectField(queryset=_to_add(request.user, _find(request, public_id)))
    return render(request, "kit/search_options.html", field.found(request.GET, "person"))


def register_add(request: Request, public_id: UUID) -> HttpResponse:
    """Add somebody who was not expected, or a guest without an account."""
    event = _find(request, public_id)
    form = AddForm(
        request.POST or None,
        people=_to_add(request.user, event),
        options_url=reverse("training:register-people", args=[event.public_id]),
    )

    def write() -> str:
        person, name = form.cleaned_data["person"], form.cleaned_data["guest_name"]
        if person:
            services.add_person(event=event, actor=request.user, person=person)
        else:
            services.add_guest(event=event, actor=request.user, name=name)
        return _register_url(event)

    answer = submit_form(request, form, write, done="Added and marked as present.", refused_to=_register_url(event))
    context = {"event": event, "form": form, "back": _register_url(event)}
    return answer or render(request, "training/attendance/register_add.html", context, status=status_of(form))


@require_POST
def register_close(request: Request, public_id: UUID) -> HttpResponse:
    """Close the register: records and certificates follow."""
    event = _find(request, public_id)
    return press_button(
        request,
        lambda: services.close_register(event=event, actor=request.user),
        "Register closed. The training is now in the CPD record of everyone whose attendance is confirmed.",
        back=_register_url(event),
    )


@require_safe
def register_code(request: Request, public_id: UUID) -> HttpResponse:
    """Show the code of the moment with its QR code, to be put on the wall; htmx asks for the next one."""
    event = _find(request, public_id)
    is_open = codes.is_open(event)
    code = codes.code_of(event, now()) if is_open else ""
    context = {
        "event": event,
        "is_open": is_open,
        "is_over": event.status != Event.Status.PLANNED or event.has_ended,
        "opens_at": codes.opens_at(event),
        "code": f"{code[:3]} {code[3:]}",
        "picture": qr_code(event, code) if is_open else "",
        "here": Attendance.objects.filter(event=event).exclude(mark__in=Mark.not_there()).count(),
    }
    template = "code_shown.html" if request.htmx else "code.html"
    response = render(request, f"training/attendance/{template}", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def register_sheet(request: Request, public_id: UUID) -> HttpResponse:
    """Return the register on paper; the audit trail has who printed it."""
    event = _find(request, public_id)
    lines = selectors.register_of(event)
    content = sheet_pdf(event, lines)
    changes = {"rows": len(lines), "format": "pdf"}
    audit_reading(request.user, "training.attendance.printed", event, changes=changes)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="register-{event.day:%Y-%m-%d}.pdf"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def check_in(request: Request, public_id: UUID) -> HttpResponse:
    """Check oneself in by the code in the room; too early, say when it opens."""
    event = get_object_or_404(Event.objects.visible_to(request.user), public_id=public_id)
    there = Attendance.objects.filter(event=event, person=request.user).first()
    form = CheckInForm(request.POST or None)
    status = 200
    if request.method == "POST" and there is None and codes.is_open(event):
        if not may_try(request.user, "training.check_in", TRIES_AN_HOUR):
            form.add_error("code", TOO_MANY)
            status = 429
        elif form.is_valid():
            try:
                services.check_in(event=event, actor=request.user, code=form.cleaned_data["code"])
            except ValidationError as problem:
                show_problems(form, problem)
            else:
                messages.success(request, "You’re checked in.")
                return redirect("training:check-in", event.public_id)
        status = status if status == 429 else status_of(form)
    context = {
        "event": event,
        "form": form,
        "there": there,
        "is_open": codes.is_open(event),
        "is_early": event.status == Event.Status.PLANNED and now() < codes.opens_at(event),
        "opens_at": codes.opens_at(event),
        "opens_clock": clock_time(codes.opens_at(event)),
    }
    return render(request, "training/attendance/check_in.html", context, status=status)


def attendance_correct(request: Request, public_id: UUID) -> HttpResponse:
    """Correct a line of a closed register, with a reason; record and certificates follow."""
    rows = Attendance.objects.visible_to(request.user).marked().select_related("event__school")
    row = get_object_or_404(rows, public_id=public_id)
    require(policies.can_correct(request.user, row))
    stand_at(request, "training:event-list")
    back = _register_url(row.event)
    if row.event.status != Event.Status.HELD:
        return redirect(back)
    form = CorrectForm(request.POST or None, row=row)

    def write() -> str:
        services.correct_attendance(
            attendance=row,
            actor=request.user,
            version=form.cleaned_data["version"],
            said=form.marked(),
            why=form.cleaned_data["why"],
        )
        return back

    answer = submit_form(
        request,
        form,
        write,
        done="Attendance corrected. The CPD record and certificates are up to date.",
        now=lambda: rows.get(pk=row.pk),
    )
    context = {"row": row, "form": form, "back": back}
    return answer or render(request, "training/attendance/correct.html", context, status=status_of(form))


def catch_ups(request: Request, public_id: UUID) -> HttpResponse:
    """List who missed what an event renews, and ask them to catch up."""
    event = _find(request, public_id)
    here = reverse("training:catch-ups", args=[event.public_id])
    dates = selectors.dates_to_catch_up(event, request.user)
    # Whoever is asked to read the material can still be put down for a date.
    askable = not_asked() | (without_date() if dates.exists() else lost_date())
    unasked = selectors.missed_at(event).filter(askable)
    # Hundreds at once are asked page by page, so that no form is too long to send.
    page = Paginator(unasked, selectors.LINES_ON_PAGE).get_page(request.GET.get("page"))
    form = CatchUpForm(request.POST or None, missed=unasked, shown=page, dates=dates)

    def write() -> str:
        wanted, next_event = list(form.cleaned_data["missed"]), form.cleaned_data["next_event"]
        asked = services.ask_to_catch_up(event=event, actor=request.user, missed=wanted, next_event=next_event)
        if asked:
            messages.success(request, "We’ve told them, and we’ll remind them until they’ve caught up.")
        told = {row.attendance_id for row in asked}
        left_out = [row for row in wanted if next_event and row.pk not in told]
        if next_event and left_out:
            # Whom somebody else has put down for it meanwhile can have a place, and has.
            there = selectors.places_at(next_event, [row.person_id for row in left_out if row.person_id])
            left_out = [row for row in left_out if row.person_id not in there]
        if left_out:
            names = ", ".join(row.name for row in left_out)
            messages.warning(request, f"Not asked, because they can’t have a place on that date: {names}.")
        return here

    answer = submit_form(request, form, write)
    context: dict[str, Any] = {
        "event": event,
        "form": form,
        "page": page,
        "has_material": Material.objects.of(event).exists(),
        "asked": selectors.asked_of(event),
        "back": _register_url(event),
    }
    return answer or render(request, "training/attendance/catch_ups.html", context, status=status_of(form))


def catch_up(request: Request, public_id: UUID) -> HttpResponse:
    """Show somebody what they missed and how to catch up; with the material they say here that they have read it."""
    rows = CatchUp.objects.filter(attendance__person=request.user)
    row = get_object_or_404(rows.select_related("attendance__event__series", "next_event"), public_id=public_id)
    stand_at(request, "training:event-list")
    if request.method == "POST":
        return press_button(
            request,
            lambda: services.declare_read(catch_up=row, actor=request.user),
            "Thank you. We’ve added it to your certificates, not yet checked.",
            back=reverse("training:catch-up", args=[row.public_id]),
        )
    event = row.attendance.event
    context = {
        "row": row,
        "event": event,
        "requirements": event.requirements.all(),
        "is_open": row.status == CatchUp.Status.OPEN,
        "way": selectors.way_of(row),
        "date": row.next_event,
        "was_required": row.attendance.mark != Mark.NOT_REQUIRED,
        "materials": Material.objects.of(event).visible_to(request.user),
    }
    return render(request, "training/attendance/catch_up.html", context)
