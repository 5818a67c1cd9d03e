"""One's own calendar: its private feed and that of one's schools, and the page of their addresses (policy RM-2)."""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_GET, require_POST

from core.calendar import now, today
from core.calendar_entries import entries_of
from core.http import Request
from core.trust_settings import trust_setting
from courses.bookings import services
from courses.bookings.calendar_entries import feed, school_feed
from courses.bookings.models import Booking
from courses.bookings.selectors import bookings_in_calendar
from people.models import Person, School, TrainingDay
from training.events.selectors import events_in_calendar, events_of_schools

# A token is 43 letters; what is far from it is not looked up at all.
TOKEN_LENGTHS = range(40, 61)


@require_GET
def calendar(request: Request) -> HttpResponse:
    """Show what is coming, and the private address of one's calendar feed."""
    token = request.user.calendar_token
    path = reverse("courses:calendar-feed", args=[token]) if token else ""
    context = {
        "coming": Booking.objects.filter(person=request.user).coming(today()).select_related("request")[:50],
        "meetings": [entry for entry in entries_of(request.user) if entry.ends > now()],
        "events": events_in_calendar(request.user).filter(ends_at__gt=now(), status="planned")[:50],
        "address": f"{settings.SITE_URL}{path}" if path else "",
        "school_address": school_address(request.user),
    }
    return render(request, "courses/bookings/calendar.html", context)


@require_POST
def calendar_make(request: Request) -> HttpResponse:
    """Make the address, or a new one in its place."""
    services.make_calendar_address(actor=request.user)
    messages.success(request, "New private calendar addresses created. Earlier ones no longer work.")
    return redirect("courses:calendar")


@require_POST
def calendar_revoke(request: Request) -> HttpResponse:
    """Take the address back."""
    services.revoke_calendar_address(actor=request.user)
    messages.success(request, "Calendar addresses turned off.")
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
    return calendar_file(feed(person, bookings_in_calendar(person), events_in_calendar(person)), "cpd.ics")


@login_not_required
@require_GET
def school_feed_view(request: HttpRequest, person_id: UUID, key: str) -> HttpResponse:
    """Return the training days and events of the schools of whoever holds this address; else 404.

    Whoever moves to another school has that one's from then on.
    """
    person = subscriber(person_id)
    authority = person.authority
    if not (authority.posts or authority.grants) or not constant_time_compare(key, school_key(person)):
        raise Http404
    schools = list(School.objects.filter(pk__in=authority.schools_belonged_to()).order_by("name"))
    since = today() - dt.timedelta(days=31)
    days = TrainingDay.objects.filter(Q(school=None) | Q(school__in=schools), day__gte=since).select_related("school")
    names = ", ".join(school.name for school in schools) or str(trust_setting("people.trust_name"))
    return calendar_file(school_feed(f"Training at {names}", events_of_schools(person), days), "school-training.ics")


def subscriber(person_id: UUID) -> Person:
    """Return who has made a calendar address and is still in the trust; else 404."""
    person = Person.objects.filter(public_id=person_id, is_active=True).exclude(calendar_token=None).first()
    if person is None or person.has_left:
        raise Http404
    return person


def school_key(person: Person) -> str:
    """Return the key of the feed of a person's schools, made of their calendar token: renewed and stopped with that."""
    return salted_hmac("courses.school", str(person.calendar_token), algorithm="sha256").hexdigest()


def school_address(person: Person) -> str:
    """Return the private address of the feed of a person's schools; "" without a token, or a place in the trust."""
    if not person.calendar_token or not (person.authority.posts or person.authority.grants):
        return ""
    path = reverse("courses:school-feed", args=[person.public_id, school_key(person)])
    return f"{settings.SITE_URL}{path}"


def calendar_file(text: str, name: str) -> HttpResponse:
    """Return a calendar to a program that subscribes to it."""
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
