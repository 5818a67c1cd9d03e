"""What the person looking at a request can do with it: each thing with its words and its Decision."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse

from certificates.policies import can_enter
from core.calendar import today
from core.decisions import Decision
from courses.models import Booking, Request
from courses.policies import asking, booking, deciding
from courses.selectors.certificates import owed_certificates
from people.models import Person


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `kind`: a link to a page, a button that POSTs, or a button that asks `question` first."""

    label: str
    url: str
    decision: Decision
    kind: Literal["link", "post", "confirm"] = "link"
    tone: Literal["primary", "secondary", "danger"] = "secondary"
    icon: str = ""
    question: str = ""
    confirm: str = ""


Offering = Callable[[Person, Request], list[Action]]
_offerings: list[Offering] = []


def register_actions(*offerings: Offering) -> None:
    """Let a request's page offer these, in this order: one for each room that has something to do with a request."""
    _offerings.extend(offerings)


def request_actions(actor: Person, request: Request) -> list[Action]:
    """Return what `actor` can do with the request now, and what they would look for but cannot, with the reason."""
    return [action for offering in _offerings for action in offering(actor, request)]


def deciding_actions(actor: Person, request: Request) -> list[Action]:
    """Return the way to the decision card, for whoever decides on the request now."""
    decision = deciding.can_decide(actor, request)
    if not decision:
        return []
    url = reverse("courses:request-decide", args=[request.public_id])
    return [Action("Decide", url, decision, tone="primary", icon="gavel")]


def asking_actions(actor: Person, request: Request) -> list[Action]:
    """Return what the applicant can do: change and send again, withdraw, ask anew on the pattern of this one."""
    if request.applicant_id != actor.pk:
        return []
    args = [request.public_id]
    actions = []
    if edit := asking.can_edit(actor, request):
        actions.append(
            Action("Change and send again", reverse("courses:request-check", args=args), edit, tone="primary")
        )
    withdraw = asking.can_withdraw(actor, request)
    if withdraw or request.status == Request.Status.BOOKED:
        actions.append(
            Action(
                "Withdraw",
                reverse("courses:request-withdraw", args=args),
                withdraw,
                kind="confirm",
                question="Withdraw this request? Those who have it are told. You can ask again later.",
                confirm="Yes, withdraw it",
            )
        )
    if copy := asking.can_copy(actor, request):
        actions.append(
            Action("Copy as a new request", reverse("courses:request-copy", args=args), copy, kind="post", icon="copy")
        )
    return actions


def desk_actions(actor: Person, request: Request) -> list[Action]:
    """Return what the booking desk can do with a request: book it, confirm attendance, close it (policy IM-4)."""
    args = [request.public_id]
    if request.status == Request.Status.TO_BOOK and booking.can_open_desk(actor):
        url = f"{reverse('courses:book')}?request={request.public_id}"
        return [Action("Book", url, booking.can_book(actor, request), tone="primary", icon="ticket-check")]
    if request.status == Request.Status.ATTENDED and booking.can_open_desk(actor):
        decision = booking.can_close(actor, request)
        return [Action("Close", reverse("courses:request-close", args=args), decision, kind="post")]
    if request.status == Request.Status.BOOKED and actor.pk != request.applicant_id:
        return [
            action
            for row in request.bookings.filter(status=Booking.Status.BOOKED).select_related("school", "request")
            for action in booking_actions(actor, row)
        ]
    return []


def booking_actions(actor: Person, row: Booking) -> list[Action]:
    """Return what the actor can do with a booking now; for others than officer and leaders there is nothing."""
    if row.status == Booking.Status.ATTENDED and row.request.status == Request.Status.ATTENDED:
        return _certificate_actions(actor, row)
    if row.status != Booking.Status.BOOKED:
        return []
    args = [row.public_id]
    actions = []
    attendance = booking.can_confirm_attendance(actor, row)
    if row.ends_on <= today() and (attendance or booking.can_open_desk(actor)):
        url = f"{reverse('courses:attendance')}?booking={row.public_id}"
        actions.append(Action("Confirm attendance", url, attendance, tone="primary", icon="user-check"))
    if booking.can_open_desk(actor):
        change, cancel = booking.can_change_booking(actor, row), booking.can_cancel_booking(actor, row)
        actions += [
            Action("Change", reverse("courses:booking-change", args=args), change, icon="pencil"),
            Action("Give to a colleague", reverse("courses:booking-colleague", args=args), change, icon="users"),
            Action("Cancel the booking", reverse("courses:booking-cancel", args=args), cancel, tone="danger"),
        ]
    return actions


def _certificate_actions(actor: Person, row: Booking) -> list[Action]:
    """Return the way to enter each certificate that is still missing, with the booking's facts, and closing."""
    owed = owed_certificates([row.request])[row.request_id]
    actions = []
    if may := can_enter(actor, row.person):
        for requirement in owed:
            query = urlencode(
                {
                    "person": row.person.public_id,
                    "requirement": requirement.public_id,
                    "awarded_on": row.ends_on.isoformat(),
                    "title": row.request.title,
                    "provider": row.request.provider_name,
                }
            )
            url = f"{reverse('certificates:certificate-add')}?{query}"
            actions.append(Action(f"Add the certificate: {requirement}", url, may, tone="primary", icon="award"))
    if not owed and booking.can_open_desk(actor):
        url = reverse("courses:request-close", args=[row.request.public_id])
        actions.append(Action("Close", url, booking.can_close(actor, row.request), kind="post"))
    return actions
