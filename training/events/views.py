"""Events: the lists, the page of one, arranging, changing and cancelling it (policy R-6, AP-8)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from core.calendar import academic_year, today, year_bounds
from core.components import PageAction
from core.decisions import ALLOWED, require
from core.formatting import counted, short_date
from core.history import history_of
from core.http import Request
from core.submissions import status_of, submit_form
from core.tables import prepare
from people.models import School
from training.events import hooks, policies, selectors, services
from training.events.filters import EventFilter
from training.events.forms import CancelForm, EventForm, NewEventForm, standing
from training.events.models import Event, Material
from training.events.tables import TONES, EventTable, place_of


def find_event(request: Request, public_id: UUID) -> Event:
    """Return the event when it is open to the reader; else 404."""
    rows = Event.objects.visible_to(request.user).select_related(
        "school", "series", "organiser", "cancelled_by", "priority", "need", "action"
    )
    event: Event = get_object_or_404(rows, public_id=public_id)
    return event


def _list(request: Request, rows: Any, template: str) -> HttpResponseBase:
    rows = rows.select_related("school", "organiser")
    found = EventFilter(request.GET, queryset=rows)
    past = found.form.is_valid() and found.form.cleaned_data.get("when") == "past"
    table = EventTable(found.qs, order_by="-starts_at" if past else "starts_at")
    if answer := prepare(request, table):
        return answer
    context = {"filter": found, "table": table, "may_add": policies.can_host(request.user)}
    return render(request, template, context)


@require_safe
def event_list(request: Request) -> HttpResponseBase:
    """List the events that the reader sees, with search, filters, sorting and export (policy R-6)."""
    return _list(request, Event.objects.visible_to(request.user), "training/events/event_list.html")


@require_safe
def school_events(request: Request) -> HttpResponseBase:
    """List the events of the schools that the reader leads, or whose board they arrange for."""
    require(policies.can_host(request.user))
    hosts = [school.pk for school in selectors.schools_to_host(request.user)]
    rows = Event.objects.visible_to(request.user).filter(school__in=hosts)
    return _list(request, rows, "training/events/school_events.html")


@require_GET
def event_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show an event: when, where, for whom, what it supports, its notes and materials, its other dates."""
    event = find_event(request, public_id)
    may_change, may_run = policies.can_change(request.user, event), policies.can_run(request.user, event)
    dates = Event.objects.visible_to(request.user).filter(series=event.series_id) if event.series_id else []
    context = {
        "event": event,
        "tone": TONES[event.status],
        "place": place_of(event),
        "facilitators": event.facilitators.order_by("last_name", "first_name", "pk"),
        "audience": selectors.audience_in_words(event.audience),
        "requirements": event.requirements.order_by("name"),
        "supports": selectors.supported_by(event, request.user),
        "dates": dates,
        "notes": event.series.notes if event.series else event.notes,
        "materials": Material.objects.of(event).select_related("file"),
        "actions": [*hooks.actions_of(event, request.user), *_actions(event, may_change.allowed)],
        "parts": hooks.parts_of(event, request.user),
        "may_change": may_change.allowed,
        "may_run": may_run.allowed,
        "raise_url": selectors.need_url(request.user, event),
        "history": history_of(event) if may_change else [],
    }
    return render(request, "training/events/event_detail.html", context)


def _actions(event: Event, may_change: bool) -> list[PageAction]:
    """Return the buttons of those who may change it, while it can be changed."""
    if not may_change or event.status != Event.Status.PLANNED or event.has_started:
        return []
    return [
        PageAction("Edit", reverse("training:event-edit", args=[event.public_id]), ALLOWED),
        PageAction("Cancel event", reverse("training:event-cancel", args=[event.public_id]), ALLOWED, tone="danger"),
    ]


def _school(request: Request, schools: list[School]) -> School | None:
    """Return the school that is asked for, the only one there is, or None where there is a choice."""
    asked = request.GET.get("school", "")
    found = next((school for school in schools if str(school.public_id) == asked), None)
    if asked and found is None:
        raise Http404
    return found or (schools[0] if len(schools) == 1 else None)


def event_create(request: Request) -> HttpResponse:
    """Arrange an event or a series (`?school=`, and `?need=` or `?similar=` for the training needs it is to meet)."""
    if not (decision := policies.can_host(request.user)):
        raise PermissionDenied(decision.reason)
    schools = selectors.schools_to_host(request.user)
    school = _school(request, schools)
    if school is None:
        asked = [(name, value) for name in ("need", "similar") for value in request.GET.getlist(name)]
        context: dict[str, Any] = {"schools": schools, "asked": asked}
        return render(request, "training/events/event_school.html", context)
    year = academic_year(today())
    closures = selectors.closures_of(school, [year_bounds(year)[0], year_bounds(year + 1)[1]])
    wanted = selectors.asked_for(request.user, request.GET)
    form = NewEventForm(request.POST or None, actor=request.user, school=school, closures=closures, initial=wanted)

    def arrange() -> Event:
        days = form.kept_days()
        event = services.arrange_events(
            actor=request.user,
            school=school,
            days=days,
            times=form.times(),
            values=form.facts(),
            lines=form.lines(),
            repeats=form.cleaned_data["repeats"],
        )
        words = "Event added." if len(days) == 1 else f"Series added, with {counted(len(days), 'date')}."
        messages.success(request, words)
        return event

    context = {"form": form, "school": school, "several": len(schools) > 1}
    if request.method == "POST" and form.is_valid() and form.must_show:
        context |= {
            "form": form.after_showing(),
            "days": form.days,
            "count": len(form.kept_days()),
            "others": selectors.schools_closed(form.lines(), school, form.kept_days()),
        }
        return render(request, "training/events/event_create.html", context)
    answer = submit_form(request, form, arrange)
    return answer or render(request, "training/events/event_create.html", context, status=status_of(form))


def event_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change an event, and of a series the dates that are chosen."""
    event = find_event(request, public_id)
    require(policies.can_change(request.user, event))
    coming = selectors.coming_dates(event)
    form = EventForm(request.POST or None, actor=request.user, event=event, coming=coming)

    def change() -> Event:
        done = services.change_event(
            event=event,
            actor=request.user,
            version=form.cleaned_data["version"],
            day=form.cleaned_data["day"],
            times=form.times(),
            values=form.facts(),
            lines=form.lines(),
            **form.scope_facts(),
        )
        messages.success(request, f"{counted(len(done.events), 'date')} changed." if coming[1:] else "Event saved.")
        if done.stayed:
            days = ", ".join(short_date(day) for day in done.stayed)
            why = "The school is closed on the new day, or the new time has already passed"
            messages.warning(request, f"These dates keep their day and time: {days}. {why}.")
        return event

    def now() -> tuple[Event, dict[str, Any]]:
        fresh = find_event(request, public_id)
        return fresh, standing(fresh)

    answer = submit_form(request, form, change, now=now, refused_to=event)
    return answer or render(
        request, "training/events/event_edit.html", {"form": form, "event": event}, status=status_of(form)
    )


def event_cancel(request: Request, public_id: UUID) -> HttpResponse:
    """Cancel an event, and of a series the dates that are chosen."""
    event = find_event(request, public_id)
    require(policies.can_change(request.user, event))
    form = CancelForm(request.POST or None, event=event, coming=selectors.coming_dates(event))

    def cancel() -> Event:
        rows = services.cancel_event(
            event=event,
            actor=request.user,
            version=form.cleaned_data["version"],
            because=form.cleaned_data["because"],
            **form.scope_facts(),
        )
        words = "Event cancelled." if len(rows) == 1 else f"{len(rows)} dates cancelled."
        messages.success(request, f"{words} We’ve told everyone who was going.")
        return event

    answer = submit_form(request, form, cancel, now=lambda: find_event(request, public_id), refused_to=event)
    context = {"form": form, "event": event, "title": "Cancel event", "button": "Cancel event"}
    return answer or render(request, "training/events/event_form.html", context, status=status_of(form))
