"""Signing up, answering, agreeing, inviting; one's own events (policy AP-8, CT-1)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.decisions import require
from core.flow import IllegalMove
from core.formatting import counted
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from training.events.models import Event
from training.places import policies, selectors, services
from training.places.forms import DeclineForm, InviteForm, SeveralForm
from training.places.models import Place
from training.places.tables import AgreeTable, PlaceTable

DONE = {
    Place.Status.CONFIRMED: "You have a place. We've sent the details for your calendar.",
    Place.Status.WAITING: "The event is full. You're on the waiting list, and we'll let you know when a place is free.",
    Place.Status.ASKED: "We've asked for agreement, and we'll let you know.",
    Place.Status.WITHDRAWN: "This event won't be open to you on the day, so you're off its list.",
}
NONE_CHOSEN = "Choose at least one person from the list. It may have changed since you opened it."


def _find_event(request: Request, public_id: UUID) -> Event:
    rows = Event.objects.visible_to(request.user).select_related("school", "series")
    event: Event = get_object_or_404(rows, public_id=public_id)
    return event


def _find_own(request: Request, public_id: UUID) -> Place:
    rows = Place.objects.filter(person=request.user).select_related("event__school", "person", "school")
    place: Place = get_object_or_404(rows, public_id=public_id)
    return place


@require_GET
def my_events(request: Request) -> HttpResponse:
    """Show the events to which one goes, is invited or waits, and those where one was."""
    coming, past = selectors.own_places(request.user)
    return render(request, "training/places/my_events.html", {"coming": coming, "past": past})


@require_POST
def event_sign_up(request: Request, public_id: UUID) -> HttpResponse:
    """Sign up for an event."""
    event = _find_event(request, public_id)

    def write() -> Event:
        place = services.sign_up(event=event, actor=request.user)
        messages.success(request, DONE[Place.Status(place.status)])
        return event

    return press_button(request, write, refused_to=event)


@require_POST
def event_sign_up_all(request: Request, public_id: UUID) -> HttpResponse:
    """Sign up for every date of the event's series."""
    event = _find_event(request, public_id)

    def write() -> Event:
        if event.series is None:
            raise IllegalMove("This event has one date only.")
        places = services.sign_up_for_series(series=event.series, actor=request.user)
        messages.success(request, f"Signed up for {counted(len(places), 'date')}: {selectors.counted_states(places)}.")
        return event

    return press_button(request, write, refused_to=event)


@require_POST
def place_accept(request: Request, public_id: UUID) -> HttpResponse:
    """Accept an invitation or an offered place."""
    place = _find_own(request, public_id)

    def write() -> Event:
        taken = services.accept_place(place=place, actor=request.user)
        messages.success(request, DONE[Place.Status(taken.status)])
        return place.event

    return press_button(request, write, refused_to=place.event)


@require_POST
def place_decline(request: Request, public_id: UUID) -> HttpResponse:
    """Turn an invitation or an offered place down."""
    return _press(request, public_id, services.decline_place, "You've declined.")


@require_POST
def place_withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Give up one's place, or leave the waiting list."""
    return _press(request, public_id, services.withdraw_place, "You're no longer signed up for this event.")


def _press(request: Request, public_id: UUID, verb: Callable[..., Place], done: str) -> HttpResponse:
    place = _find_own(request, public_id)
    return press_button(request, lambda: verb(place=place, actor=request.user), done, back=place.event)


def places_to_agree(request: Request) -> HttpResponseBase:
    """List the places that wait for the reader's agreement; agree to those ticked, or decline them with a reason."""
    require(policies.can_see_agreements(request.user))
    rows = Place.objects.to_agree_by(request.user).select_related("event", "person", "school")
    declining, wrong = DeclineForm(None), False
    if request.method == "POST":
        form = SeveralForm(request.POST, rows=rows)
        declining = DeclineForm(request.POST if "decline" in request.POST else None)
        if form.is_valid() and (not declining.is_bound or declining.is_valid()):
            reason = declining.cleaned_data["reason"] if declining.is_bound else ""
            _answer(request, services.answer_several(places=form.chosen(), actor=request.user, reason=reason), reason)
            return redirect("training:places-to-agree")
        wrong = True
        if form.errors:
            messages.warning(request, NONE_CHOSEN)
    table = AgreeTable(rows.order_by("event__starts_at", "asked_at", "pk"), chosen=request.POST.getlist("places"))
    if answer := prepare(request, table):
        return answer
    context = {"table": table, "declining": declining}
    return render(request, "training/places/places_to_agree.html", context, status=422 if wrong else 200)


def _answer(request: Request, outcome: services.Answered, reason: str) -> None:
    if outcome.done:
        verb = "Declined" if reason else "Agreed to"
        messages.success(request, f"{verb} {counted(len(outcome.done), 'place')}. We've told the people concerned.")
    for place, why in outcome.failed:
        messages.warning(request, f"{place.person}, “{place.event.title}”: {why}")


@require_GET
def event_places(request: Request, public_id: UUID) -> HttpResponseBase:
    """List who is invited, goes or waits, for those who run the event."""
    event = _find_event(request, public_id)
    require(policies.can_invite(request.user, event))
    rows = Place.objects.filter(event=event).select_related("event", "person", "school").order_by("asked_at", "pk")
    table = PlaceTable(rows)
    if answer := prepare(request, table, about=event):
        return answer
    context = {
        "event": event,
        "table": table,
        "fullness": selectors.fullness_of(event),
        "closed": policies.closed_words(event),
        "has_open": not event.has_started and rows.open().exists(),
    }
    return render(request, "training/places/event_places.html", context)


@require_POST
def event_places_remove(request: Request, public_id: UUID) -> HttpResponse:
    """Take the places back that are ticked."""
    event = _find_event(request, public_id)
    require(policies.can_invite(request.user, event))
    back = reverse("training:event-places", args=[event.public_id])
    form = SeveralForm(request.POST, rows=Place.objects.filter(event=event).open().select_related("event", "person"))
    if not form.is_valid():
        messages.warning(request, NONE_CHOSEN)
        return redirect(back)

    def write() -> None:
        removed = services.remove_places(places=form.chosen(), actor=request.user)
        messages.success(request, f"Cancelled {counted(len(removed), 'place')}. We've told the people concerned.")

    return press_button(request, write, back=back)


def event_invite(request: Request, public_id: UUID) -> HttpResponse:
    """Invite everybody whom the event is for, or one person."""
    event = _find_event(request, public_id)
    require(policies.can_invite(request.user, event))
    back = reverse("training:event-places", args=[event.public_id])
    if words := policies.closed_words(event):
        messages.info(request, words)
        return redirect(back)
    form = InviteForm(request.POST or None, actor=request.user, event=event, options_url=_options_url(event))

    def write() -> str:
        places = services.invite_people(event=event, actor=request.user, people=form.chosen())
        messages.success(request, f"Invited {counted(len(places), 'person', 'people')}. They've been told.")
        return back

    answer = submit_form(request, form, write, refused_to=back)
    context: dict[str, Any] = {"form": form, "event": event, "back": back}
    return answer or render(request, "training/places/event_invite.html", context, status=status_of(form))


def _options_url(event: Event) -> str:
    return reverse("training:event-invite-options", args=[event.public_id])


@require_GET
def event_invite_options(request: Request, public_id: UUID) -> HttpResponse:
    """Answer the search for somebody to invite."""
    event = _find_event(request, public_id)
    require(policies.can_invite(request.user, event))
    form = InviteForm(actor=request.user, event=event, options_url=_options_url(event))
    person: Any = form.fields["person"]
    return render(request, "kit/search_options.html", person.found(request.GET, "person"))
