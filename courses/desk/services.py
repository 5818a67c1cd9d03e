"""Booking what was approved: book, change, cancel, give the place to a colleague, send back (policy IM-4).

Locks are always taken in the same order: the request, then its booking, then a service agreement, then the budget
line that pays.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.calendar import now
from core.decisions import require
from core.flow import IllegalMove, lock_version
from core.models import StoredFile
from core.money import pence
from courses.approvals.sending import reopen_request, send_request
from courses.bookings.models import Booking
from courses.charging.services import CHARGED_BY_PROVIDER, lock_lines_of, settle_request
from courses.desk import notices, policies
from courses.desk.details import (
    NO_EXTRA_COSTS,
    BookingDetails,
    LeavesBefore,
    NotAsAgreed,
    differences_from_agreed,
    same_offer,
)
from courses.requests.capacities import Capacity, books_as, capacities_of
from courses.requests.clashes import leaving_of
from courses.requests.models import CostLine, CourseRequest
from courses.requests.services import copy_answers
from courses.value.services import take_credits
from people.models import Person

# What a calendar shows: a change of one of these is sent to the person's calendar.
IN_THE_CALENDAR = (
    "starts_on",
    "ends_on",
    "starts_at",
    "ends_at",
    "venue",
    "joining_instructions",
    "provider_reference",
)
# Free text stays out of the audit trail: that it changed is enough.
TEXTS = ("joining_instructions", "venue")


@transaction.atomic
def book_requests(
    *, requests: Sequence[CourseRequest], actor: Person, details: BookingDetails, leaver_reason: str = ""
) -> list[Booking]:
    """Book one or several people on the same course: all of them, or nobody (policy IM-4).

    Each gets a booking, a notice, and a mail with an invitation for the calendar; the real cost is spent on the budget
    line that held it. `leaver_reason`: why somebody who leaves before the course is over is booked all the same. Raises
    `LeavesBefore` where somebody does and none is given, `IllegalMove` when one is not waiting to be booked any more,
    `NotAsAgreed` when price or dates left what was agreed, `CreditsUsedUp` when an agreement has not enough left,
    `OverBudget` when the line has not enough left for a dearer price, `PermissionDenied` for anybody but the officer
    and the officer's deputy.
    """
    locked = [
        CourseRequest.objects.lock_for(CourseRequest.Status.BOOKED, pk=pk) for pk in sorted({r.pk for r in requests})
    ]
    if not locked or not same_offer(locked):
        raise IllegalMove("These requests are for different courses or dates. Book them separately.")
    leaving = leaving_of(locked)
    if leaving and not leaver_reason.strip():
        raise LeavesBefore
    reasons = {pk: leaver_reason.strip() for pk in leaving}
    made = [_make_booking(request, actor, details, reasons.get(request.pk, "")) for request in locked]
    lock_lines_of(locked)
    for booking in made:
        settle_request(booking.request, actor, status=CourseRequest.Status.BOOKED)
        booking.request.move_to(CourseRequest.Status.BOOKED, waiting_since=booking.booked_at)
        _audit(actor, "courses.booking.made", booking, note=booking.leaver_reason, changes={"cost": booking.cost})
        notices.booking_made(booking)
    return made


@transaction.atomic
def book_request(*, request: CourseRequest, actor: Person, details: BookingDetails, leaver_reason: str = "") -> Booking:
    """Book one person's approved request; see `book_requests`."""
    return book_requests(requests=[request], actor=actor, details=details, leaver_reason=leaver_reason)[0]


def _make_booking(request: CourseRequest, actor: Person, details: BookingDetails, leaver_reason: str) -> Booking:
    require(policies.can_book(actor, request))
    if found := differences_from_agreed(request, details):
        raise NotAsAgreed(found)
    if details.cost is None:
        if request.fee_unknown:
            raise ValidationError({"cost": "Enter the cost: the fee wasn't known when this was approved"})
        if details.agreement:
            raise ValidationError({"cost": NO_EXTRA_COSTS})
        details = replace(details, cost=request.agreed_cost)
    booking = Booking(
        request=request,
        school_id=request.school_id,
        person_id=request.applicant_id,
        booked_by=actor,
        booked_at=now(),
        leaver_reason=leaver_reason,
        **_values(details),
    )
    take_credits(booking)
    booking.save()
    return booking


@transaction.atomic
def change_booking(*, booking: Booking, actor: Person, version: int, details: BookingDetails) -> Booking:
    """Change what a booking says, and tell the person and their calendar when it concerns them.

    Raises `StaleVersion` when somebody saved meanwhile, `NotAsAgreed` when price or dates leave what was agreed,
    `OverBudget` when it is dearer than what the budget line has left.
    """
    request, booking = _lock(booking, version=version)
    if booking.status != Booking.Status.BOOKED:
        raise IllegalMove(booking.moved_on_text())
    require(policies.can_change_booking(actor, booking))
    before, after = _values(BookingDetails.of(booking)), _values(details)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return booking
    if found := differences_from_agreed(request, details):
        raise NotAsAgreed(found)
    for name in changed:
        setattr(booking, name, after[name])
    take_credits(booking)
    concerns_the_person = bool({*changed} & {*IN_THE_CALENDAR, "confirmation"})
    if {*changed} & {*IN_THE_CALENDAR}:
        booking.calendar_sequence += 1
    booking.version += 1
    booking.save(update_fields=[*changed, "calendar_sequence", "version"])
    if "cost" in changed:
        settle_request(request, actor)
    _audit(actor, "courses.booking.changed", booking, changes={name: _shown(name, before, after) for name in changed})
    if concerns_the_person:
        notices.booking_changed(booking)
    return booking


@transaction.atomic
def add_confirmation(
    *, bookings: Sequence[Booking], actor: Person, confirmation: StoredFile, provider_reference: str = ""
) -> list[Booking]:
    """Put one confirmation of the provider on several bookings, and the reference where one is given: all, or none.

    Raises as `change_booking` does.
    """
    # All requests are locked before the first agreement is, for agreements come after them.
    for pk in sorted({booking.request_id for booking in bookings}):
        CourseRequest.objects.lock_for(pk=pk)
    return [
        change_booking(
            booking=booking,
            actor=actor,
            version=booking.version,
            details=replace(
                BookingDetails.of(booking),
                confirmation=confirmation,
                provider_reference=provider_reference or booking.provider_reference,
            ),
        )
        for booking in sorted(bookings, key=lambda row: row.request_id)
    ]


@transaction.atomic
def cancel_booking(
    *, booking: Booking, actor: Person, cancelled_by: str, charge: Decimal = Decimal(0), note: str = ""
) -> Booking:
    """Cancel a booking, by us or by the provider, with what it costs, and with it the request.

    What was spent comes back to the budget line but for the charge (AP-6).
    """
    if cancelled_by not in (Booking.CancelledBy.US, Booking.CancelledBy.PROVIDER):
        raise ValidationError("Choose who is cancelling.")
    request = CourseRequest.objects.lock_for(CourseRequest.Status.CANCELLED, pk=booking.request_id)
    booking = Booking.objects.lock_for(Booking.Status.CANCELLED, pk=booking.pk)
    require(policies.can_cancel_booking(actor, booking))
    _cancel(booking, cancelled_by, charge, note)
    # What the provider charges is a fact, and counts even where the line has not enough left.
    settle_request(request, actor, status=CourseRequest.Status.CANCELLED, over_reason=CHARGED_BY_PROVIDER)
    request.move_to(CourseRequest.Status.CANCELLED, waiting_since=booking.cancelled_at)
    _audit(actor, "courses.booking.cancelled", booking, note=note, changes={"by": cancelled_by, "charge": charge})
    notices.booking_cancelled(booking)
    return booking


@transaction.atomic
def change_name(*, booking: Booking, substitute: Person, actor: Person) -> CourseRequest:
    """Give the place to a colleague: their own approvers decide, then it is booked under the same reference (IM-5).

    The booking is cancelled without a charge; a request in the colleague's name, linked to the old one, is sent to
    the stages of the colleague's own place in the trust. Returns it. Raises `IllegalMove` when the colleague has no
    place in the trust, is on it already, or the course has begun.
    """
    request = CourseRequest.objects.lock_for(CourseRequest.Status.CANCELLED, pk=booking.request_id)
    booking = Booking.objects.lock_for(Booking.Status.CANCELLED, pk=booking.pk)
    require(policies.can_change_name(actor, booking, substitute))
    if substitute.pk == booking.person_id:
        raise IllegalMove("This person already has the place. Choose someone else.")
    capacity = _capacity_for(substitute, booking.school_id)
    _cancel(booking, Booking.CancelledBy.NAME_CHANGE, Decimal(0), "")
    settle_request(request, actor, status=CourseRequest.Status.CANCELLED)
    request.move_to(CourseRequest.Status.CANCELLED, waiting_since=booking.cancelled_at)
    successor = copy_answers(
        request,
        applicant=substitute,
        school=capacity.school,
        applies_as=capacity.applies_as,
        replaces=request,
        starts_on=booking.starts_on,
        ends_on=booking.ends_on,
        total_cost=request.total_cost,
        fee_unknown=request.fee_unknown,
    )
    _audit(actor, "courses.booking.name_changed", booking, changes={"successor": str(successor.public_id)})
    notices.booking_cancelled(booking)
    sent = send_request(request=successor, actor=actor)
    notices.place_offered(booking, sent.get_absolute_url(), substitute)
    return sent


def _capacity_for(person: Person, school_id: int) -> Capacity:
    """Return the place in the trust for which the colleague goes: at the same school where they have one there."""
    held = capacities_of(person)
    if not held:
        raise IllegalMove("This person doesn't currently have a post or role in the trust. Choose someone else.")
    return next((capacity for capacity in held if capacity.school.pk == school_id), held[0])


@transaction.atomic
def send_several_back(
    *, requests: Sequence[CourseRequest], actor: Person, note: str, details: BookingDetails | None = None
) -> list[CourseRequest]:
    """Send several requests back to their approvers: all of them, or none; see `send_back`."""
    # All of them are locked before the first one's money moves, for budget lines come last.
    locked = [CourseRequest.objects.lock_for(pk=pk) for pk in sorted({r.pk for r in requests})]
    lock_lines_of(locked)
    return [send_back(request=request, actor=actor, note=note, details=details) for request in locked]


@transaction.atomic
def send_back(
    *, request: CourseRequest, actor: Person, note: str, details: BookingDetails | None = None
) -> CourseRequest:
    """Send an approved or booked request back to its approvers, with the provider's price and dates on it (AP-6).

    `details`: what the provider asks now; the request takes its dates, and a cost line for what it costs more. A
    booking is cancelled as "being decided again", so that nothing stays booked that nobody agreed to.
    """
    request = CourseRequest.objects.lock_for(pk=request.pk)
    if request.status not in (CourseRequest.Status.TO_BOOK, CourseRequest.Status.BOOKED):
        # A draft or a returned request also moves to `deciding`, but by its applicant's sending.
        raise IllegalMove(request.moved_on_text())
    require(policies.can_send_back(actor, request))
    booking = Booking.objects.select_for_update(of=("self",)).filter(request=request).open().first()
    if booking:
        _cancel(booking, Booking.CancelledBy.CHANGED, Decimal(0), note)
        _audit(
            actor, "courses.booking.cancelled", booking, note=note, changes={"by": booking.cancelled_by, "charge": 0}
        )
        notices.booking_cancelled(booking)
    if details:
        _take_over(request, details)
    return reopen_request(request=request, actor=actor, note=note)


def _take_over(request: CourseRequest, details: BookingDetails) -> None:
    """Put the provider's dates and price on the request, so that what is approved next is what is booked next."""
    if details.cost is not None:
        dearer = details.cost - request.total_cost
        if dearer > 0:
            CostLine.objects.create(
                request=request, heading=CostLine.Heading.OTHER, amount=dearer, note="Price increased at booking"
            )
            request.total_cost = details.cost
        request.fee_unknown = False
    if (details.starts_on, details.ends_on) != (request.starts_on, request.ends_on):
        request.course_date = None
    request.starts_on, request.ends_on = details.starts_on, details.ends_on
    request.starts_at, request.ends_at = details.starts_at, details.ends_at
    request.venue = details.venue[:200] or request.venue
    request.version += 1
    # fmt: off
    request.save(update_fields=[
        "total_cost", "fee_unknown", "course_date", "starts_on", "ends_on", "starts_at", "ends_at", "venue", "version",
        "updated_at",
    ])
    # fmt: on


def _cancel(booking: Booking, cancelled_by: str, charge: Decimal, note: str) -> None:
    booking.move_to(
        Booking.Status.CANCELLED,
        cancelled_at=now(),
        cancelled_by=cancelled_by,
        cancellation_charge=pence(charge),
        cancellation_note=note,
        calendar_sequence=booking.calendar_sequence + 1,
        version=booking.version + 1,
    )


def _lock(booking: Booking, *, version: int) -> tuple[CourseRequest, Booking]:
    request = CourseRequest.objects.lock_for(pk=booking.request_id)
    return request, lock_version(Booking.objects.all(), booking.pk, version)


def _values(details: BookingDetails) -> dict[str, Any]:
    """Return the details by field, the cost to the penny, without copying the stored file."""
    return {field.name: getattr(details, field.name) for field in fields(details)} | {"cost": pence(details.cost)}


def _shown(name: str, before: dict[str, Any], after: dict[str, Any]) -> Any:
    """Return a change for the audit trail: before and after, or only that it changed."""
    if name in TEXTS:
        return "changed"
    return [getattr(value, "pk", value) for value in (before[name], after[name])]


def _audit(actor: Person, code: str, booking: Booking, **also: Any) -> None:
    officer = books_as(actor)
    stood_for = officer if officer and officer.pk != actor.pk else None
    audit(actor, code, booking, on_behalf_of=stood_for, **also)
