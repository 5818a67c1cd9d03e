"""8,000 events of 100 schools over forty weeks, and a date of each course; a month of what is on."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from benchmarks.floor.views import View, reader, table
from benchmarks.measuring import Page
from benchmarks.people import SCHOOLS
from benchmarks.rows import insert
from core.calendar import today
from courses.models import CourseDate, CourseRequest
from training.models import Audience, AudienceLine, Event, Place

WEEKS = 40
EVENTS = SCHOOLS * WEEKS * 2
# So many entries of a day are shown.
OF_A_DAY = 4


def build() -> None:
    """Write two events a week at each school for its own staff, one in five with a limit, and the courses' dates."""
    # It has no column of its own that SQL could be given.
    Audience.objects.bulk_create(Audience() for _ in range(SCHOOLS))
    places = "(SELECT id, row_number() OVER (ORDER BY id) AS place FROM {}) "
    schools = places.format("people_school WHERE kind = 'school'")
    audiences = places.format("training_audience")
    insert(
        AudienceLine,
        f"{audiences} a JOIN {schools} s ON s.place = a.place",
        audience_id="a.id",
        kind="'staff'",
        school_id="s.id",
    )
    insert(
        Event,
        f"generate_series(0, {EVENTS - 1}) n "
        f"JOIN {schools} s ON s.place = 1 + n % {SCHOOLS} JOIN {audiences} a ON a.place = s.place "
        "JOIN people_grant g ON g.school_id = s.id AND g.role = 'headteacher' "
        f"CROSS JOIN LATERAL (SELECT date_trunc('week', date '{today()}')::date + 1 + 2 * ((n / {SCHOOLS}) % 2) "
        f"+ 7 * ((n / {SCHOOLS}) / 2 - {WEEKS // 2}) AS day) d",
        kind="(ARRAY['staff_meeting', 'network', 'moderation', 'coaching'])[1 + n % 4]",
        title="'Meeting ' || n % 500",
        school_id="s.id",
        room="'Hall'",
        day="d.day",
        starts_at="(d.day + time '15:45' + n % 4 * interval '15 minutes') AT TIME ZONE 'Europe/London'",
        ends_at="(d.day + time '17:30') AT TIME ZONE 'Europe/London'",
        organiser_id="g.person_id",
        audience_id="a.id",
        capacity="CASE WHEN n % 5 = 0 THEN 20 END",
        created_at="now()",
        calendar_uid="gen_random_uuid()",
    )
    insert(
        CourseDate,
        "courses_course c",
        course_id="c.id",
        starts_on=f"date '{today()}' - 60 + (c.id % 180)::int",
        ends_on=f"date '{today()}' - 60 + (c.id % 180)::int",
        venue="'Town hall'",
    )


def month(request: HttpRequest) -> HttpResponse:
    """Show a month by day: its first events and courses, how many there are, and how the reader stands with each."""
    person, first = reader(request), today().replace(day=1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    events = Event.objects.filter(day__range=(first, last)).select_related("school").order_by("day", "starts_at")
    dates = CourseDate.objects.filter(starts_on__range=(first, last)).select_related("course__provider")
    days: dict[dt.date, list[Any]] = defaultdict(list)
    for event in events:
        days[event.day].append(event)
    for date in dates.order_by("starts_on", "starts_at"):
        days[date.starts_on].append(date)
    shown = [row for rows in days.values() for row in rows[:OF_A_DAY]]
    keys = [row.pk for row in shown if isinstance(row, Event)]
    mine = dict(Place.objects.filter(person=person, event__in=keys).values_list("event", "status"))
    taken = Place.objects.filter(event__in=keys, status="confirmed").order_by().values("event")
    full = dict(taken.annotate(number=Count("pk")).values_list("event", "number"))
    asked = CourseRequest.objects.filter(
        applicant=person, course_date__in=[row.pk for row in shown if row.pk not in keys]
    )
    wanted = dict(asked.values_list("course_date", "status"))
    cells = [
        (row.title, row.get_kind_display(), timezone.localtime(row.starts_at), row.ends_at, row.room, row.school.name,
         row.status, mine.get(row.pk), full.get(row.pk))
        if isinstance(row, Event)
        else (row.course.title, row.course.provider.name, row.starts_on, row.venue, wanted.get(row.pk))
        for row in shown
    ]  # fmt: skip
    return table(request, [*((day, len(rows)) for day, rows in days.items()), *cells])


VIEWS: dict[str, View] = {"whats-on": month}


def pages() -> list[Page]:
    """Return what is measured."""
    return [Page("What’s on, month", "executive_lead", f"{reverse('courses:whats-on')}?view=month", "/whats-on")]
