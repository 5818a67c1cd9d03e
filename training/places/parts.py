"""What pages show of places: how the reader stands with an event, how full it is, what they can do."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from core.components import PageAction
from core.decisions import ALLOWED
from people.models import Person
from people.selectors import waits_for_away
from planning.similar.selectors import Proposal
from training.events.models import Event
from training.events.policies import can_host
from training.events.selectors import is_for_everybody, not_required
from training.places import policies
from training.places.models import Place
from training.places.selectors import deciders_of, fullness_of, place_of, waiting_before


def place_part(event: Event, actor: Person) -> dict[str, Any] | None:
    """Return how the reader stands with an event and how full it is; None where neither says anything to them."""
    place, may_invite = place_of(event, actor), policies.can_invite(actor, event)
    is_for_them = place is None and policies.can_sign_up(actor, event).allowed
    if place is None and not may_invite and not is_for_them:
        return None
    may_come = is_for_them or (place is not None and place.status in Place.OPEN)
    is_expected = may_come and (place is not None or is_for_everybody(event))
    is_waiting = place is not None and place.status == Place.Status.WAITING
    return {
        "place": place,
        "before": waiting_before(place) if place is not None and is_waiting else None,
        "away": _away(event, place, actor) if place else "",
        "fullness": fullness_of(event),
        "closed": policies.closed_words(event),
        "event": event,
        "asks_agreement": is_for_them and event.sign_up == Event.SignUp.AGREED,
        "not_required": is_expected and not event.has_ended and bool(not_required(event, [actor.pk])),
        "places_url": reverse("training:event-places", args=[event.public_id]) if may_invite else "",
    }


def _away(event: Event, place: Place, actor: Person) -> str:
    """Return in words that whoever agrees to a place is away and has no stand-in; else ""."""
    waits = event.sign_up == Event.SignUp.AGREED and place.agreed_at is None and place.status in Place.TO_AGREE
    return waits_for_away(deciders_of(place), actor) if waits and not event.has_started else ""


def place_actions(actor: Person, event: Event) -> list[PageAction]:
    """Return what the reader can do about their own place now."""
    if event.has_started or event.status != Event.Status.PLANNED:
        return []
    place = place_of(event, actor)
    if place is None or place.status not in Place.OPEN or place.has_lapsed:
        return _signing_up(actor, event)
    args = [place.public_id]
    accept = PageAction("Accept", reverse("training:place-accept", args=args), ALLOWED, kind="post", tone="primary")
    decline = PageAction("Decline", reverse("training:place-decline", args=args), ALLOWED, kind="post")
    if place.status == Place.Status.OFFERED:
        return [accept, decline]
    if place.status == Place.Status.INVITED:
        return [decline] if policies.closed_words(event) else [accept, decline]
    label = "Give up my place" if place.status == Place.Status.CONFIRMED else "Withdraw"
    if place.status == Place.Status.WAITING:
        label = "Leave the waiting list"
    question = "We'll take this out of your calendar and offer your place to the next person."
    if place.status != Place.Status.CONFIRMED:
        question = "If you sign up again later, you'll be at the end of the list."
    url = reverse("training:place-withdraw", args=args)
    return [
        PageAction(
            label,
            url,
            ALLOWED,
            kind="confirm",
            tone="danger",
            question=question,
            confirm=f"Yes, {label[:1].lower()}{label[1:]}",
        )
    ]


def plan_event(actor: Person, proposal: Proposal) -> list[PageAction]:
    """Return the button that plans an event for the people of similar needs."""
    if not can_host(actor):
        return []
    url = f"{reverse('training:event-create')}?{urlencode({'similar': proposal.key})}"
    return [PageAction("Plan an event", url, ALLOWED, icon="calendar-plus")]


def _signing_up(actor: Person, event: Event) -> list[PageAction]:
    """Return the buttons to sign up; none where nobody can now, or the event is for others."""
    if policies.closed_words(event) or not policies.can_sign_up(actor, event):
        return []
    args = [event.public_id]
    label = "Ask to go" if event.sign_up == Event.SignUp.AGREED else "Sign up"
    url = reverse("training:event-sign-up", args=args)
    found = [PageAction(label, url, ALLOWED, kind="post", tone="primary", icon="calendar-plus")]
    if event.series_id and Event.objects.open_to(actor).filter(series=event.series_id).exclude(pk=event.pk).exists():
        url = reverse("training:event-sign-up-all", args=args)
        found.append(PageAction(f"{label}: all dates", url, ALLOWED, kind="post"))
    return found
