"""A million records of what people did, and feedback on one in five; the register of them, and what is shared. The
register of an event with 300 people in a hall.
"""

import datetime as dt
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from benchmarks.floor.views import SHOWN, View, reader, table, template
from benchmarks.measuring import STAFF, WARMING_UP, Page, holder, median_of
from benchmarks.people import PEOPLE
from benchmarks.rows import insert
from core.calendar import LONDON, academic_year, now, today, year_bounds
from people.models import School
from training.attendance.models import Attendance
from training.attendance.selectors import register_of
from training.attendance.services import Marked, mark_attendance
from training.models import Audience, Event, Feedback, Place, Record

REASON = "(ARRAY['statutory', 'priority', 'review', 'personal'])[1 + n % 4]"
COUNTED = 10_000
IN_THE_HALL, HALL = 300, "Everybody in the hall"
REGISTER = (
    "<html><body>{{ user }}<h1>{{ title }}</h1><form method=post>{% csrf_token %}"
    "{% for key, name, mark, reason in rows %}"
    "<p>{{ name }}{% for value, words in marks %}"
    '<label><input type=radio name="mark-{{ key }}" value={{ value }}{% if value == mark %} checked{% endif %}>'
    "{{ words }}</label>{% endfor %}"
    '<label>Minutes missed<input name="missed-{{ key }}"></label>'
    '<label>Reason<input name="reason-{{ key }}" value="{{ reason }}"></label></p>'
    "{% endfor %}<button>Save</button></form></body></html>"
)


def build(total: int, already: int = 0) -> None:
    """Go on from `already` records to `total`, spread over eight years."""
    insert(
        Record,
        f"generate_series({already + 1}, {total}) n "
        "JOIN (SELECT person_id, school_id, row_number() OVER (ORDER BY person_id) AS place FROM people_post) p "
        f"ON p.place = 1 + n % {PEOPLE} "
        f"CROSS JOIN LATERAL (SELECT date '{today()}' - ((n / {PEOPLE}) * 37 + n) % 3000 AS day) d",
        person_id="p.person_id",
        school_id="p.school_id",
        source="'booking'",
        title="'Course ' || n % 500",
        provider="'Provider'",
        approach="'course'",
        reason=REASON,
        starts_on="d.day",
        ends_on="d.day",
        hours="3",
        cost="50",
        recorded_at="now()",
    )

    # One in five has feedback, three in four of it shared, on the day after.
    insert(
        Feedback,
        "(SELECT id, starts_on FROM training_record WHERE id % 5 = 0 "
        f"AND id > {already}) r "
        "CROSS JOIN LATERAL (SELECT (r.starts_on + 1)::timestamptz AS told, (r.id / 5) % 4 > 0 AS open) t",
        record_id="r.id",
        learnt="'Children explain more when I wait, number ' || r.id",
        will_do="'I count to five before I take an answer.'",
        useful_for="'school'",
        recommends="'yes'",
        is_shared="t.open",
        shared_at="CASE WHEN t.open THEN t.told END",
        given_at="t.told",
        updated_at="t.told",
    )


def build_register() -> None:
    """Write an event that has begun, the places of those who go to it, and what is marked of every other one."""
    start, lead = now() - dt.timedelta(hours=1), holder("executive_lead")
    event = Event.objects.create(
        school=School.objects.schools().order_by("pk")[0],
        organiser=lead,
        title=HALL,
        kind="training_day",
        audience=Audience.objects.create(),
        day=start.astimezone(LONDON).date(),
        starts_at=start,
        ends_at=start + dt.timedelta(days=1),
        created_at=start,
    )
    going = f"(SELECT person_id, school_id FROM people_post ORDER BY id LIMIT {IN_THE_HALL}) p"
    insert(
        Place,
        going,
        event_id=str(event.pk),
        person_id="p.person_id",
        school_id="p.school_id",
        status="'confirmed'",
        asked_at="now()",
    )
    insert(
        Attendance,
        f"{going} WHERE person_id % 2 = 0",
        event_id=str(event.pk),
        person_id="p.person_id",
        mark="'present'",
        marked_by_id=str(lead.pk),
        marked_at="now()",
    )


def in_the_hall() -> Event:
    """Return the event with the large register."""
    return Event.objects.get(title=HALL)


def register(request: HttpRequest) -> HttpResponse:
    """Show a form with a line for everybody who goes, and what is marked of each."""
    event = in_the_hall()
    marked = {row.person_id: row for row in Attendance.objects.filter(event=event)}
    places = Place.objects.filter(event=event, status="confirmed").select_related("person")
    rows: list[Any] = []
    for place in places.order_by("person__last_name", "person__first_name", "pk"):
        row = marked.get(place.person_id)
        facts = (row.mark, row.reason) if row else ("", "")
        rows.append((place.person.public_id, place.person.full_name, *facts))
    marks = Attendance._meta.get_field("mark").choices  # noqa: SLF001 -- Django's public way to fields
    context = {"rows": rows, "marks": marks, "title": event.title, "user": request.user}
    return HttpResponse(template(REGISTER).render(context, request))


def measure_verbs(rounds: int) -> dict[str, float]:
    """Return the median seconds of saving the large register, every line of it another one than before."""
    event, lead = in_the_hall(), holder("executive_lead")

    def save(mark: str) -> None:
        lines = register_of(event)
        seen = {line.key: line.sign for line in lines}
        mark_attendance(event=event, actor=lead, marks={line.key: Marked(mark) for line in lines}, seen=seen)

    marks = [("absent", "present")[number % 2] for number in range(WARMING_UP + rounds)]
    return {f"Saving a register of {IN_THE_HALL}": median_of(marks, save)}


def records(request: HttpRequest) -> HttpResponse:
    """Show a page of this year's records, with their number, hours and cost as far as our page counts them."""
    rows = Record.objects.filter(starts_on__range=year_bounds(academic_year(today()))).order_by("-starts_on", "-pk")
    totals = rows[: COUNTED + 1].aggregate(number=Count("pk"), hours=Sum("hours"), cost=Sum("cost"))
    cells = [
        (r.person.full_name, r.title, r.school.name, r.get_reason_display(), r.starts_on, r.ends_on, r.hours, r.cost)
        for r in rows.select_related("person", "school")[:SHOWN]
    ]
    return table(request, [totals.values(), *cells])


def mine(request: HttpRequest) -> HttpResponse:
    """Show a page of what the reader did, with the sums of this year."""
    own = Record.objects.filter(person=reader(request)).order_by("-starts_on", "-pk")
    this_year = own.filter(starts_on__range=year_bounds(academic_year(today())))
    cells = [
        (r.title, r.provider, r.school.name, r.get_approach_display(), r.get_reason_display(), r.starts_on, r.hours)
        for r in own.select_related("school", "feedback", "feedback_request")[:SHOWN]
    ]
    sums = this_year.order_by().values_list("approach").annotate(number=Count("pk"), hours=Sum("hours"))
    return table(request, [*sums, *cells])


def library(request: HttpRequest) -> HttpResponse:
    """Show a page of what is shared and fits the words, with its number as far as our page counts it."""
    rows = Feedback.objects.filter(is_shared=True).order_by("-shared_at", "-pk").matching(request.GET.get("q", ""))
    number = rows[: COUNTED + 1].aggregate(number=Count("pk"))["number"]
    cells = [
        (f.record.title, f.record.provider, f.learnt, f.record.person.full_name, f.record.school.name,
         f.get_useful_for_display(), f.get_recommends_display(), f.record.starts_on, f.shared_at)
        for f in rows.select_related("record__person", "record__school")[:SHOWN]
    ]  # fmt: skip
    return table(request, [(number,), *cells])


VIEWS: dict[str, View] = {"records": records, "my-record": mine, "library": library, "attendance": register}


def pages() -> list[Page]:
    """Return what is measured."""
    return [
        Page("CPD records", "executive_lead", reverse("training:record-list"), "/records"),
        Page("My CPD record", STAFF, reverse("training:my-record"), "/my-record"),
        Page("Feedback from colleagues", "executive_lead", reverse("training:feedback-list"), "/library"),
        Page(
            f"Register of {IN_THE_HALL}",
            "executive_lead",
            reverse("training:register", args=[in_the_hall().public_id]),
            "/attendance",
        ),
    ]
