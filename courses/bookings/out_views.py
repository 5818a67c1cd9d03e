"""Who is out: a school's calendar of training by day, week and month, and its private feed, for those who lead it."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_GET, require_safe

from core.calendar import today
from core.calendar_page import calendar_page
from core.http import Request
from core.navigation import stand_at
from courses.bookings.calendar_entries import out_feed
from courses.bookings.calendar_views import calendar_file, subscriber
from courses.bookings.out import is_long, out_counts, out_days, out_requests, sums_of
from courses.bookings.policies import can_see_who_is_out
from people.forms.places import searched
from people.models import Person, School
from people.selectors import term_on

FEED_BEFORE, FEED_AFTER = dt.timedelta(days=31), dt.timedelta(days=366)


@require_safe
def out(request: Request) -> HttpResponse:
    """Show how many are out of each school that the reader leads, or lead to the only one; else 404."""
    # Whose only school has closed has its page all the same.
    schools = _seen(request.user, School.objects.open_on(today())) or _seen(request.user, School.objects.all())
    if not schools:
        raise Http404
    if len(schools) == 1:
        return redirect("courses:out-school", schools[0].public_id)
    first = today() - dt.timedelta(days=today().weekday())
    last = first + dt.timedelta(days=4)
    context = searched(request, out_counts(schools, first, last), lambda row: row[0].name)
    return render(request, "courses/bookings/out_schools.html", context)


@require_safe
def out_school(request: Request, school_id: UUID) -> HttpResponse:
    """Show who is out of a school in a day, a week (unless another is asked for) or a month."""
    school = _school(request.user, school_id)
    stand_at(request, "courses:out", school=school)
    calendar = calendar_page(request.GET, usual="week")
    first, last = calendar.first, calendar.last
    requests = out_requests([school], first, last)
    days = out_days(school, first, last, requests)
    context = {
        "school": school,
        "calendar": calendar,
        "view": calendar.view,
        "term": term_on(school, first).label,
        "days": days,
        "sums": sums_of(days),
        "long": [row for row in requests if is_long(row)],
        "feed": _feed_address(request.user, school),
    }
    return render(request, "courses/bookings/out.html", context)


@login_not_required
@require_GET
def out_feed_view(request: HttpRequest, school_id: UUID, person_id: UUID, key: str) -> HttpResponse:
    """Return who is out of a school to a calendar program, by the address of somebody who leads it today; else 404."""
    person = subscriber(person_id)
    school = _school(person, school_id)
    if not constant_time_compare(key, feed_key(person, school)):
        raise Http404
    found = out_requests([school], today() - FEED_BEFORE, today() + FEED_AFTER)
    # A long course counts on no day of the page: it would stand on every day of a calendar.
    rows = [row for row in found if not is_long(row)]
    return calendar_file(out_feed(school, rows), "who-is-out.ics")


def _seen(person: Person, schools: Iterable[School]) -> list[School]:
    """Return those of the schools of which the person sees who is out."""
    return [school for school in schools if can_see_who_is_out(person, school)]


def _school(person: Person, school_id: UUID) -> School:
    """Return the school when the person sees who is out of it; else 404."""
    schools = _seen(person, School.objects.filter(public_id=school_id))
    if not schools:
        raise Http404
    return schools[0]


def feed_key(person: Person, school: School) -> str:
    """Return the key of a person's feed of a school.

    It is made of their calendar token, so it is renewed and stopped with that; neither address tells the other.
    """
    return salted_hmac("courses.out", f"{person.calendar_token}:{school.public_id}", algorithm="sha256").hexdigest()


def _feed_address(person: Person, school: School) -> str:
    """Return the private address of the feed; "" before the person has made their calendar address."""
    if not person.calendar_token:
        return ""
    path = reverse("courses:out-feed", args=[school.public_id, person.public_id, feed_key(person, school)])
    return f"{settings.SITE_URL}{path}"
