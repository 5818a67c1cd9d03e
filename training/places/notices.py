"""What is told about a place: in the app, and by a mail that carries the event into the person's calendar.

Every key is made of facts, so each is told once, whatever crashes. Neither a subject nor a key names anybody.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from core.calendar_entries import Method
from core.formatting import moment
from notifications.emails import render, site_address
from notifications.models import Topic
from notifications.services import mail_now, tell
from people.models import Person
from training.events.calendar import entry_of, invitation
from training.events.models import Event
from training.places.models import Place

TO_AGREE = "training.place_to_agree"
OFFER = "training.place_offer"
INVITATION = "training.place_invitation"
NOT_REQUIRED = "You're invited, but you don't have to come."
# How those stand who hear of a change and have no entry in their calendar.
STILL: dict[str, str] = {
    Place.Status.ASKED: "You're still waiting for agreement.",
    Place.Status.WAITING: "You're still on the waiting list.",
    Place.Status.OFFERED: "You can still accept the place that you were offered.",
}


def to_agree(place: Place, deciders: Iterable[Person]) -> None:
    """Ask those who agree for the school; one notice each."""
    for person in deciders:
        tell(
            person=person,
            topic=Topic.DECISION,
            key=f"training.place.to_agree:{place.public_id}:{person.public_id}",
            subject=f"Please agree to a place at “{place.event.title}”",
            body=f"{place.person} would like to go on {_when(place)}.",
            mail_subject="Please agree to a place at an event",
            path=reverse("training:places-to-agree"),
            asks=TO_AGREE,
            about=place.public_id,
        )


def agreed_and_waiting(place: Place) -> None:
    """Tell the person that the Headteacher agreed and that the event is full."""
    _tell(place, "agreed", f"You're on the waiting list for “{place.event.title}”",
          "Your place was agreed, but the event is full. We'll let you know as soon as a place is free.")  # fmt: skip


def waiting(place: Place) -> None:
    """Tell the person that no agreement is needed any more and that the event is full."""
    body = "You don't need agreement now, but the event is full. We'll let you know as soon as a place is free."
    _tell(place, "waiting", f"You're on the waiting list for “{place.event.title}”", body)


def refused(place: Place) -> None:
    """Tell the person that it was not agreed, and why."""
    _end(place, "refused", f"Not agreed: “{place.event.title}”", "Your place wasn't agreed.", place.reason)


def offered(place: Place) -> None:
    """Offer a free place, by mail at once, until when."""
    until = moment(place.offered_until)
    _tell(
        place,
        f"offered:{place.offered_until:%Y%m%d%H%M}",
        f"A place is free: “{place.event.title}”",
        f"A place has become free on {_when(place)}. Accept it by {until}, or we'll offer it to the next person.",
        urgent=True,
        asks=OFFER,
    )


def lapsed(place: Place) -> None:
    """Tell the person that the offer is over."""
    lead = "We didn't hear from you in time, so this offer has ended."
    _end(place, "lapsed", f"Your offer has lapsed: “{place.event.title}”", lead)


def invited(place: Place, *, is_required: bool) -> None:
    """Invite somebody, with the entry for their calendar; whoever is not at work then reads that they need not come."""
    lead = "You're invited to this event. Please tell us whether you're coming."
    note = "" if is_required else NOT_REQUIRED
    _send(place, "invited", f"Invitation: “{place.event.title}”", lead, note=note, asks=INVITATION)


def confirmed(place: Place) -> None:
    """Tell the person that they go, with the entry for their calendar."""
    _send(place, "confirmed", f"Your place is confirmed: “{place.event.title}”", "You have a place at this event.")


def changed(place: Place) -> None:
    """Tell the person what the event says now, with the update for their calendar, where it says something else."""
    if place.calendar_says != what_it_says(place.event):
        _send(place, "changed", f"Changed: “{place.event.title}”", "The details of this event have changed.")


def moved(place: Place) -> None:
    """Tell somebody without an entry in their calendar that time or place have changed, and how they stand."""
    lead = "The time or place of this event has changed."
    what = f"moved-{place.event.calendar_sequence}"
    _send(place, what, f"Changed: “{place.event.title}”", lead, None, note=STILL.get(place.status, ""))


def withdrawn(place: Place) -> None:
    """Take the event out of the calendar of somebody who gave up the place, or declined."""
    if place.calendar_says:
        _end(
            place,
            "withdrawn",
            f"You're not going: “{place.event.title}”",
            "You've told us you're not going to this event.",
        )


def removed(place: Place) -> None:
    """Tell the person that whoever runs the event took them off its list: place, request or invitation."""
    lead = "You've been taken off the list for this event. If you have questions, contact the organiser."
    _end(place, "removed", f"You're no longer on the list: “{place.event.title}”", lead)


def left(place: Place) -> None:
    """Tell somebody to whom the event is not open on its day that they are off its list."""
    lead = "We've taken you off the list, because this event won't be open to you on the day."
    _end(place, "left", f"You're no longer on the list: “{place.event.title}”", lead)


def cancelled(place: Place) -> None:
    """Tell the person that the event is cancelled and why."""
    lead = "This event has been cancelled."
    _end(place, "cancelled", f"Cancelled: “{place.event.title}”", lead, place.event.cancelled_because)


def what_it_says(event: Event) -> str:
    """Return a fingerprint of what stands of an event in people's calendars."""
    return hashlib.sha256(repr(entry_of(event, sequence=0)).encode()).hexdigest()


def _when(place: Place) -> str:
    return moment(place.event.starts_at)


def _tell(place: Place, what: str, subject: str, body: str, **also: Any) -> None:
    tell(
        person=place.person,
        topic=Topic.EVENT,
        key=f"training.place.{what}:{place.public_id}",
        subject=subject,
        body=body,
        path=place.get_absolute_url(),
        about=place.public_id if "asks" in also else None,
        **also,
    )


def _end(place: Place, what: str, subject: str, lead: str, note: str = "") -> None:
    """Tell that the place is over; what stands in the person's calendar goes."""
    _send(place, what, subject, lead, "CANCEL" if place.calendar_says else None, note=note)


def _send(
    place: Place,
    what: str,
    subject: str,
    lead: str,
    method: Method | None = "REQUEST",
    *,
    note: str = "",
    asks: str = "",
) -> None:
    """Write the notice and the mail, and remember what stands in the person's calendar."""
    if method is not None:
        place.calendar_says = what_it_says(place.event) if method == "REQUEST" else ""
        place.calendar_sequence += 1
        place.save(update_fields=["calendar_says", "calendar_sequence"])
    key = f"training.place.{what}:{place.public_id}:{place.calendar_sequence}"
    context = {
        "place": place,
        "event": place.event,
        "person": place.person,
        "subject_line": subject,
        "lead": lead,
        "note": note,
        "method": method,
        "url": site_address(place.get_absolute_url()),
    }
    mail = render("training/places/emails/place", context)
    entry, is_certain = "", place.status == Place.Status.CONFIRMED
    if method is not None:
        entry = invitation(place.event, place.person, method, sequence=place.calendar_sequence, is_certain=is_certain)
    row = mail_now(
        person=place.person,
        topic=Topic.EVENT,
        key=key,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        calendar=entry,
    )
    tell(
        person=place.person,
        topic=Topic.EVENT,
        key=key,
        subject=subject,
        body=" ".join(part for part in (lead, note) if part),
        path=place.get_absolute_url(),
        mailed_by=row,
        asks=asks,
        about=place.public_id if asks else None,
    )
