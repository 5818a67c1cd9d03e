"""What the booking desk can do with a request and its booking: each thing with its words and its Decision."""

from urllib.parse import urlencode

from django.urls import reverse

from certificates.models import Requirement
from certificates.policies import can_enter, enterable
from core.calendar import today
from core.components import PageAction
from courses.attendance.policies import can_close, can_confirm_attendance
from courses.attendance.selectors import owed_certificates
from courses.bookings import policies
from courses.bookings.models import Booking
from courses.desk.groups import groups_of
from courses.desk.policies import can_book, can_cancel_booking, can_change_booking
from courses.desk.selectors import certificates_missing
from courses.requests.models import CourseRequest
from people.models import Person


def desk_actions(actor: Person, request: CourseRequest) -> list[PageAction]:
    """Return what the booking desk can do with a request: book it, confirm attendance, close it (policy IM-4)."""
    args = [request.public_id]
    if request.status == CourseRequest.Status.TO_BOOK and policies.can_open_desk(actor):
        url = f"{reverse('courses:book')}?request={request.public_id}"
        return [PageAction("Book", url, can_book(actor, request), tone="primary", icon="ticket-check")]
    if request.status == CourseRequest.Status.ATTENDED and policies.can_open_desk(actor):
        decision = can_close(actor, request)
        return [PageAction("Close request", reverse("courses:request-close", args=args), decision, kind="post")]
    if request.status == CourseRequest.Status.BOOKED and actor.pk != request.applicant_id:
        return [
            action
            for row in request.bookings.filter(status=Booking.Status.BOOKED).select_related("school", "request")
            for action in booking_actions(actor, row)
        ]
    return []


def booking_actions(actor: Person, row: Booking) -> list[PageAction]:
    """Return what the actor can do with a booking now; for others than officer and leaders there is nothing."""
    if row.status == Booking.Status.ATTENDED and row.request.status == CourseRequest.Status.ATTENDED:
        return _certificate_actions(actor, row)
    if row.status != Booking.Status.BOOKED:
        return []
    args = [row.public_id]
    actions = []
    attendance = can_confirm_attendance(actor, row)
    if row.ends_on <= today() and (attendance or policies.can_open_desk(actor)):
        url = f"{reverse('courses:attendance')}?booking={row.public_id}"
        actions.append(PageAction("Record attendance", url, attendance, tone="primary", icon="user-check"))
    if policies.can_open_desk(actor):
        change, cancel = can_change_booking(actor, row), can_cancel_booking(actor, row)
        actions += [
            PageAction("Edit booking", reverse("courses:booking-change", args=args), change, icon="pencil"),
            PageAction("Swap attendee", reverse("courses:booking-colleague", args=args), change, icon="users"),
            PageAction("Cancel booking", reverse("courses:booking-cancel", args=args), cancel, tone="danger"),
        ]
    return actions


def certificate_url(row: Booking, requirement: Requirement) -> str:
    """Return the address of the form that adds a certificate of a booking, with the booking's facts."""
    query = urlencode(
        {
            "person": row.person.public_id,
            "requirement": requirement.public_id,
            "awarded_on": row.ends_on.isoformat(),
            "title": row.request.title,
            "provider": row.request.provider_name,
        }
    )
    return f"{reverse('certificates:certificate-add')}?{query}"


def _certificate_actions(actor: Person, row: Booking) -> list[PageAction]:
    """Return the way to enter each certificate that is still missing, also those of the group, and closing."""
    owed = owed_certificates([row.request])[row.request_id]
    actions = []
    if may := can_enter(actor, row.person):
        for requirement in owed:
            url = certificate_url(row, requirement)
            actions.append(PageAction(f"Add certificate: {requirement}", url, may, tone="primary", icon="award"))
        groups = groups_of(Booking.objects.filter(pk=row.pk), certificates_missing(actor))
        if len(enterable(actor, [one.person for group in groups for one in group.rows])) > 1:
            url = f"{reverse('courses:certificates-add')}?offer={row.public_id}"
            actions.append(PageAction("Add certificates for the group", url, may, icon="users"))
    if not owed and policies.can_open_desk(actor):
        url = reverse("courses:request-close", args=[row.request.public_id])
        actions.append(PageAction("Close request", url, can_close(actor, row.request), kind="post"))
    return actions
