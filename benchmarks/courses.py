"""60,000 requests with their stages and decisions; an approver's queue, the register, and approving itself."""

import statistics
import time

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from benchmarks.floor.views import SHOWN, View, reader, table
from benchmarks.measuring import WARMING_UP, Page
from benchmarks.rows import insert, run
from benchmarks.training import REASON
from core.calendar import academic_year, today, year_bounds
from courses.approvals.services import approve_request
from courses.models import Booking, Course, CourseRequest, Provider, Stage, StageDecision
from people.models import Grant

REQUESTS = 60_000
QUEUE = "Request queue"
# Who asks: the staff of schools. The central roles decide and book.
APPLICANTS = "people_post WHERE person_id NOT IN (SELECT person_id FROM people_grant WHERE school_id IS NULL)"
HEADS = "(SELECT person_id, school_id FROM people_grant WHERE role = 'headteacher')"
HOLDER = "(SELECT person_id FROM people_grant WHERE role = '{}')"


def build() -> None:
    """Write requests with stages, decisions and bookings.

    By their number modulo 20: 0–15 booked, 16 to be booked, 17 approved by the Headteacher, 18–19 waiting.
    """
    day = f"date '{today()}'"
    build_catalogue()
    insert(
        CourseRequest,
        f"""(SELECT n, p.person_id, p.school_id,
                {day} - (CASE WHEN n % 20 < 16 AND n % 7 > 0 THEN 30 + n % 900 ELSE -(10 + n % 60) END) AS day
            FROM generate_series(1, {REQUESTS}) n
            JOIN (SELECT person_id, school_id, row_number() OVER (ORDER BY person_id) AS place FROM {APPLICANTS}) p
                ON p.place = 1 + n % (SELECT count(*) FROM {APPLICANTS})) source
            JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM courses_course) course
                ON course.place = 1 + source.n % 500
            ORDER BY n""",
        applicant_id="source.person_id",
        school_id="source.school_id",
        status="'deciding'",
        course_id="course.id",
        title="'Course ' || course.place",
        provider_name="'Provider'",
        starts_on="source.day",
        ends_on="source.day",
        hours="6",
        reason=REASON,
        why="'Because.'",
        intended_effect="'Better.'",
        total_cost="150",
        rank="(ARRAY[10, 20, 40, 50, 60])[1 + n % 5]",
        undecided_stages="2",
        created_at="source.day - interval '40 days'",
        sent_at="source.day - interval '40 days'",
        waiting_since="source.day - interval '40 days'",
    )
    build_decisions()
    run(
        "UPDATE courses_courserequest SET undecided_stages = (SELECT count(*) FROM courses_stage s "
        "WHERE s.request_id = courses_courserequest.id AND s.outcome <> 'approved')"
    )
    run(
        "UPDATE courses_courserequest SET status = 'to_book', agreed_cost = total_cost, agreed_starts_on = starts_on, "
        "agreed_ends_on = ends_on WHERE undecided_stages = 0"
    )
    build_bookings(day)


def build_catalogue() -> None:
    """Write a provider and its courses."""
    insert(Provider, "(SELECT 1) one", name="'Provider'", kind="'private'")
    insert(
        Course,
        "generate_series(1, 500) n",
        title="'Course ' || n",
        provider_id="(SELECT min(id) FROM courses_provider)",
        price="100 + n",
        hours="6",
    )


def build_decisions() -> None:
    """Write the stages and what was decided on them. A Headteacher's own request has the second stage only."""
    with_head = f"courses_courserequest r JOIN {HEADS} head ON head.school_id = r.school_id"
    insert(
        Stage,
        f"{with_head} WHERE r.applicant_id <> head.person_id",
        request_id="r.id",
        position="1",
        role="'headteacher'",
        school_id="r.school_id",
    )
    insert(
        Stage,
        with_head,
        request_id="r.id",
        position="CASE WHEN r.applicant_id = head.person_id THEN 1 ELSE 2 END",
        role="'executive_lead'",
    )
    for role, decider, below in (("headteacher", "head.person_id", 18), ("executive_lead", "lead.person_id", 17)):
        insert(
            StageDecision,
            f"courses_stage s JOIN {with_head} ON r.id = s.request_id "
            f"CROSS JOIN {HOLDER.format('executive_lead')} lead "
            f"WHERE s.role = '{role}' AND r.id % 20 < {below}",
            stage_id="s.id",
            outcome="'approved'",
            decided_by_id=decider,
            applicant_id="r.applicant_id",
            at="r.sent_at",
        )
        run(
            f"UPDATE courses_stage SET outcome = 'approved' WHERE role = '{role}' "
            "AND id IN (SELECT stage_id FROM courses_stagedecision)"
        )


def build_bookings(day: str) -> None:
    """Write a booking of most that is approved, attended where its day is over."""
    insert(
        Booking,
        "courses_courserequest r WHERE status = 'to_book' AND id % 20 < 16",
        request_id="r.id",
        school_id="r.school_id",
        person_id="r.applicant_id",
        provider_reference="'R' || r.id",
        order_number="'PO' || r.id",
        cost="r.total_cost",
        starts_on="r.starts_on",
        ends_on="r.ends_on",
        booked_by_id=HOLDER.format("booking_officer"),
        booked_at="r.sent_at",
        calendar_uid="gen_random_uuid()",
    )
    run("UPDATE courses_courserequest SET status = 'booked' WHERE id IN (SELECT request_id FROM courses_booking)")
    run(
        "UPDATE courses_booking SET status = 'attended', attendance_by_id = booked_by_id, attendance_at = booked_at "
        f"WHERE ends_on < {day}"
    )
    run(
        "UPDATE courses_courserequest SET status = 'closed' "
        "WHERE id IN (SELECT request_id FROM courses_booking WHERE status = 'attended')"
    )


def awaiting_lead() -> "QuerySet[CourseRequest]":
    """Return the requests whose only stage left is the Executive Lead's."""
    return CourseRequest.objects.filter(
        status="deciding", stages__role="executive_lead", stages__outcome="waiting", undecided_stages=1
    )


def queue(request: HttpRequest) -> HttpResponse:
    """Count what waits for the Executive Lead and show a page of it: what, who, where, why, when, cost, waiting since.

    And how many colleagues of that school are out on the same days, as our page says.
    """
    reader(request)
    out = (
        CourseRequest.objects.filter(school=OuterRef("school"), status__in=CourseRequest.Status.holding_a_day())
        .filter(starts_on__lte=OuterRef("ends_on"), ends_on__gte=OuterRef("starts_on"))
        .exclude(applicant=OuterRef("applicant"))
        .order_by()
        .values("school")
        .annotate(n=Count("applicant", distinct=True))
        .values("n")
    )
    rows = awaiting_lead().order_by("rank", "waiting_since", "pk")
    shown = rows.select_related("applicant", "school").annotate(out=Subquery(out))[:SHOWN]
    now = timezone.now()
    cells = [
        (
            r.title,
            r.applicant.full_name,
            r.school.name,
            r.get_rank_display(),
            r.starts_on,
            r.ends_on,
            r.out,
            r.total_cost,
            (now - (r.waiting_since or now)).days,
        )
        for r in shown
    ]
    return table(request, [(rows.count(),), *cells])


def register(request: HttpRequest) -> HttpResponse:
    """Show a page of this year's bookings, with their number and cost."""
    rows = Booking.objects.filter(starts_on__range=year_bounds(academic_year(today()))).order_by("-starts_on", "-pk")
    totals = rows.aggregate(number=Count("pk"), cost=Sum("cost"))
    cells = [
        (
            b.person.full_name,
            b.request.title,
            b.request.provider_name,
            b.school.name,
            b.starts_on,
            b.ends_on,
            b.cost,
            b.get_status_display(),
        )
        for b in rows.select_related("person", "school", "request")[:SHOWN]
    ]
    return table(request, [totals.values(), *cells])


VIEWS: dict[str, View] = {"queue": queue, "register": register}


def pages() -> list[Page]:
    """Return what is measured."""
    return [
        Page(QUEUE, "executive_lead", reverse("courses:request-queue"), "/queue"),
        Page("Booking register", "booking_officer", reverse("courses:register"), "/register"),
    ]


def measure_approving(rounds: int) -> float:
    """Return the median seconds of approving a request as its Headteacher; each round approves another."""
    waiting = CourseRequest.objects.filter(status="deciding", stages__role="headteacher", stages__outcome="waiting")
    times = []
    for request in waiting.order_by("pk")[: WARMING_UP + rounds]:
        head = Grant.objects.get(role="headteacher", school=request.school_id).person
        start = time.perf_counter()
        approve_request(request=request, actor=head)
        times.append(time.perf_counter() - start)
    return statistics.median(times[WARMING_UP:])
