"""One booking and what can be done with it: change, cancel, give the place to a colleague (policy IM-4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.decisions import require
from core.downloads import private_file_response
from core.history import history_of
from core.http import Request as HttpRequest
from core.submissions import status_of, submit_form
from core.uploads import store_upload
from courses.attendance.selectors import certificates_of, owed_certificates
from courses.bookings.models import Booking
from courses.bookings.policies import can_open_desk
from courses.bookings.views import find_booking, moved_on
from courses.desk import policies, services
from courses.desk.actions import booking_actions
from courses.desk.forms import CancelForm, ChangeForm, ColleagueForm
from courses.desk.views import submit_details
from courses.requests.clashes import mark_closed
from people.models import Person
from planning.thread.trace import trace_of

# --- One booking ---------------------------------------------------------------------------------------------------


@require_GET
def booking_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one booking: what was booked, what happened to it, and what can be done."""
    booking = find_booking(request, public_id)
    mark_closed([booking])
    context = {
        "booking": booking,
        "actions": booking_actions(request.user, booking),
        "history": history_of(booking),
        "certificates": certificates_of([booking.request])[booking.request_id],
        "owed": owed_certificates([booking.request])[booking.request_id]
        if booking.status == Booking.Status.ATTENDED
        else [],
        "opens_desk": can_open_desk(request.user),
        "trace": trace_of(booking, request.user),
    }
    return render(request, "courses/desk/booking_detail.html", context)


def booking_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what a booking says; two at once see both texts; a dearer price goes back to the approvers."""
    booking = find_booking(request, public_id)
    require(policies.can_change_booking(request.user, booking))
    if booking.status != Booking.Status.BOOKED:
        return moved_on(request, booking)
    form = ChangeForm(request.POST or None, request.FILES or None, initial=ChangeForm.initial_of(booking))
    form.offer_agreements(booking.request, booking.agreement)

    def now() -> tuple[Booking, dict[str, Any]]:
        nonlocal booking
        booking = find_booking(request, public_id)
        return booking, {"confirmation": None, "note": ""}

    answer, differences = submit_details(
        request, form, lambda: _change(request, booking, form), now=now, refused_to=booking
    )
    context = {"booking": booking, "form": form, "differences": differences}
    status = 422 if differences else status_of(form)
    return answer or render(request, "courses/desk/booking_change.html", context, status=status)


def _change(request: HttpRequest, booking: Booking, form: ChangeForm) -> Booking:
    if form.wants_send_back:
        services.send_back(
            request=booking.request, actor=request.user, note=form.cleaned_data["note"], details=form.details()
        )
        messages.success(request, "Sent back for approval. We've cancelled the booking until it's approved.")
        return booking
    upload = form.cleaned_data["confirmation"]
    stored = store_upload(actor=request.user, upload=upload) if upload else booking.confirmation
    services.change_booking(
        booking=booking, actor=request.user, version=form.cleaned_data["version"], details=form.details(stored)
    )
    messages.success(request, "Booking saved.")
    return booking


def booking_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel a booking: by whom, why, and what it costs."""
    booking = find_booking(request, public_id)
    require(policies.can_cancel_booking(request.user, booking))
    if booking.status != Booking.Status.BOOKED:
        return moved_on(request, booking)
    form = CancelForm(request.POST or None, initial={"charge": "0.00"})
    answer = submit_form(
        request,
        form,
        lambda: services.cancel_booking(
            booking=booking,
            actor=request.user,
            cancelled_by=form.cleaned_data["cancelled_by"],
            charge=form.cleaned_data["charge"],
            note=form.cleaned_data["note"],
        ),
        done="Booking cancelled. We've told the attendee.",
        refused_to=booking,
    )
    context = {"booking": booking, "form": form}
    return answer or render(request, "courses/desk/booking_cancel.html", context, status=status_of(form))


def booking_colleague(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the place to a colleague, whose own approvers decide first."""
    booking = find_booking(request, public_id)
    require(policies.can_change_name(request.user, booking))
    if booking.status != Booking.Status.BOOKED:
        return moved_on(request, booking)
    form = ColleagueForm(request.POST or None, colleagues=_colleagues(booking))
    answer = submit_form(request, form, lambda: _change_name(request, booking, form), refused_at="colleague")
    context = {"booking": booking, "form": form}
    return answer or render(request, "courses/desk/booking_colleague.html", context, status=status_of(form))


def _change_name(request: HttpRequest, booking: Booking, form: ColleagueForm) -> Booking:
    substitute = form.cleaned_data["colleague"]
    require(policies.can_change_name(request.user, booking, substitute))
    services.change_name(booking=booking, substitute=substitute, actor=request.user)
    messages.success(request, f"Request for {substitute} sent for approval. It'll come back to you to book.")
    # Before it is approved the officer does not see the new request: the old booking says where the place went.
    return booking


@require_GET
def booking_colleague_options(request: HttpRequest) -> HttpResponse:
    """Answer the search for a colleague with those found."""
    require(can_open_desk(request.user))
    form = ColleagueForm(colleagues=Person.objects.filter(is_active=True, left_on=None))
    return render(request, "kit/search_options.html", form.fields["colleague"].found(request.GET, "colleague"))  # type: ignore[attr-defined]


def _colleagues(booking: Booking) -> "QuerySet[Person]":
    return Person.objects.filter(is_active=True, left_on=None).exclude(pk=booking.person_id)


@require_GET
def booking_confirmation(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Send the provider's confirmation to whoever may see the booking."""
    booking = find_booking(request, public_id)
    if booking.confirmation is None:
        raise Http404
    return private_file_response(booking.confirmation)
