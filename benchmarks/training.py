"""A million records of what people did; the register of them."""

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from benchmarks.bare import SHOWN, View, table
from benchmarks.measuring import Page
from benchmarks.people import PEOPLE
from benchmarks.rows import insert
from core.calendar import academic_year, today, year_bounds
from training.models import Record

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
        source_key="'bench:' || n",
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


def records(request: HttpRequest) -> HttpResponse:
    """Show a page of this year's records, with their number, hours and cost as far as our page counts them."""
    rows = Record.objects.filter(starts_on__range=year_bounds(academic_year(today()))).order_by("-starts_on", "-pk")
    totals = rows[: COUNTED + 1].aggregate(number=Count("pk"), hours=Sum("hours"), cost=Sum("cost"))
    cells = [
        (r.person.full_name, r.title, r.school.name, r.get_reason_display(), r.starts_on, r.ends_on, r.hours, r.cost)
        for r in rows.select_related("person", "school")[:SHOWN]
    ]
    return table(request, [totals.values(), *cells])


VIEWS: dict[str, View] = {"records": records}


def pages() -> list[Page]:
    """Return what is measured."""
    return [Page("CPD records", "executive_lead", reverse("training:record-list"), "/bare/records")]
