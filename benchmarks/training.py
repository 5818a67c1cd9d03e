"""A million records of what people did, and feedback on one in five; the register of them, and what is shared."""

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from benchmarks.floor.views import SHOWN, View, reader, table
from benchmarks.measuring import STAFF, Page
from benchmarks.people import PEOPLE
from benchmarks.rows import insert
from core.calendar import academic_year, today, year_bounds
from training.models import Feedback, Record

REASON = "(ARRAY['statutory', 'priority', 'review', 'personal'])[1 + n % 4]"
COUNTED = 10_000


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


VIEWS: dict[str, View] = {"records": records, "my-record": mine, "library": library}


def pages() -> list[Page]:
    """Return what is measured."""
    return [
        Page("CPD records", "executive_lead", reverse("training:record-list"), "/records"),
        Page("My CPD record", STAFF, reverse("training:my-record"), "/my-record"),
        Page("Feedback from colleagues", "executive_lead", reverse("training:feedback-list"), "/library"),
    ]
