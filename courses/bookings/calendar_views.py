"""One's own calendar: the private feed, and the page to make, renew and revoke its address (policy RM-2)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.calendar import now, today
from core.http import Request
from courses.bookings import services
from courses.bookings.calendar_entries import feed
from courses.bookings.models import Booking
from courses.bookings.selectors import bookings_in_calendar
from people.models import Person
from training.events.selectors import events_in_calendar

# A token is 43 letters; what is far from it is not looked up at all.
TOKEN_LENGTHS = range(40, 61)


@require_GET
def calendar(request: Request) -> HttpResponse:
    """Show what is coming, and the private address of one's calendar feed."""
    token = request.user.calendar_token
    path = reverse("courses:calendar-feed", args=[token]) if token else ""
    context = {
        "coming": Booking.objects.filter(person=request.user).coming(today()).select_related("request")[:50],
        "events": events_in_calendar(request.user).filter(ends_at__gt=now(), status="planned")[:50],
        "address": f"{settings.SITE_URL}{path}" if path else "",
    }
    return render(request, "courses/bookings/calendar.html", context)


@require_POST
def calendar_make(request: Request) -> HttpResponse:
    """Make the address, or a new one in its place."""
    services.make_calendar_address(actor=request.user)
    messages.success(request, "New private calendar address created. Any earlier one no longer works.")
    return redirect("courses:calendar")


@require_POST
def calendar_revoke(request: Request) -> HttpResponse:
    """Take the address back."""
    services.revoke_calendar_address(actor=request.user)
    messages.success(request, "Calendar address turned off.")
    return redirect("courses:calendar")


@login_not_required
@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Return the calendar of whoever holds this address, to a program that cannot sign in; else 404."""
    person = None
    if len(token) in TOKEN_LENGTHS:
        person = Person.objects.filter(calendar_token=token, is_active=True).first()
    if person is None or (person.left_on and person.left_on < today()):
        raise Http404
    text = feed(bookings_in_calendar(person), events_in_calendar(person))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="cpd.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
