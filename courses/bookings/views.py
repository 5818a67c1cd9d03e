"""The register of bookings, and finding one booking (policy IM-4)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from core.decisions import require
from core.formatting import sum_of
from core.http import Request
from core.navigation import stand_by_owner
from core.tables import download
from courses.bookings.forms import BookingRegisterFilter
from courses.bookings.models import Booking
from courses.bookings.policies import can_see_register
from courses.bookings.selectors import cover_when_closed
from courses.bookings.tables import RegisterTable
from courses.requests.capacities import books_as
from people.models import Person, School
from planning.thread.selectors import served_by
from training.records.registers import everything_address, show_counted, totals_of


@require_GET
def register(request: Request) -> HttpResponseBase:
    """List the bookings of the trust or of one's schools, with search, filters, totals and export."""
    require(can_see_register(request.user))
    form = BookingRegisterFilter(request.GET, schools=schools_in_register(request.user), actor=request.user)
    # What is spent: the cost of what holds, and the charge for what was cancelled.
    rows = form.narrow(Booking.objects.in_register_of(request.user).with_spent()).order_by("-starts_on", "-pk")
    if served := served_by(request.user, request.GET):
        rows = served.narrow(rows, "request__")
    closed = cover_when_closed(rows) if form.asks_closed_cover() else None
    if closed is not None:
        rows = rows.filter(pk__in=closed)
    table = RegisterTable(rows.select_related("request__requirement", "person", "school"))
    if answer := download(request, table):
        return answer
    totals = totals_of(rows, cost="spent", hours="", everything=request.GET.get("totals") == "all")
    show_counted(request, table, totals)
    context = {
        "form": form,
        "table": table,
        "totals": totals,
        "closed_cover": None if closed is None else sum_of(closed.values()),
        "everything_url": everything_address(request.GET),
        "served": served,
    }
    return render(request, "courses/bookings/register.html", context)


def schools_in_register(actor: Person) -> "QuerySet[School]":
    """Return the schools that the actor's register covers."""
    return School.objects.all() if books_as(actor) else School.objects.led_by(actor)


HAS_CHANGED = "This has changed since you opened it, or it is not yours to see any more. Here is what it says now."


# --- Finding -------------------------------------------------------------------------------------------------------


def find_booking(request: Request, public_id: UUID) -> Booking:
    """Return the booking when the reader may see it; else 404."""
    rows = Booking.objects.visible_to(request.user).select_related(
        "request__course",
        "request__requirement",
        "school",
        "person",
        "booked_by",
        "attendance_by",
        "confirmation",
        "agreement",
    )  # fmt: skip
    booking = get_object_or_404(rows, public_id=public_id)
    stand_by_owner(
        request, booking.person_id, "courses:request-list", "courses:register", "courses:request-school-list"
    )
    return booking


def chosen(ids: Sequence[str], rows: "QuerySet[Any]") -> list[Any]:
    """Return the rows with these public ids; 404 when one is no id, not there, or not to be seen by the reader."""
    try:
        wanted = {UUID(text) for text in ids[:200]}
    except ValueError:
        raise Http404 from None
    found = list(rows.filter(public_id__in=wanted))
    if len(found) != len(wanted) or not wanted:
        raise Http404
    return found


def moved_on(request: Request, booking: Booking) -> HttpResponse:
    """Say that the booking has moved on meanwhile, and show it as it is now."""
    messages.warning(request, HAS_CHANGED)
    return redirect(booking)
