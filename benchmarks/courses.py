"""60,000 requests with their stages and decisions: asking, the queue, deciding, the desk, booking, the register."""

from typing import Any

from django import forms
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from benchmarks.floor.views import SHOWN, View, form_page, reader, table
from benchmarks.measuring import STAFF, WARMING_UP, Page, holder, median_of
from benchmarks.rows import insert
from benchmarks.training import REASON
from core.calendar import academic_year, today, year_bounds
from courses.approvals.sending import send_request
from courses.approvals.services import approve_request
from courses.desk.details import BookingDetails
from courses.desk.services import book_request
from courses.models import Booking, CostLine, Course, CourseRequest, Provider, Stage, StageDecision
from people.models import Grant

REQUESTS = 60_000
# Of staff without a role: the first of them looks at their own pages.
DRAFTS = 60
QUEUE = "Request queue"
# Who asks: the staff of schools. The central roles decide and book.
APPLICANTS = "people_post WHERE person_id NOT IN (SELECT person_id FROM people_grant WHERE school_id IS NULL)"
HEADS = "(SELECT person_id, school_id FROM people_grant WHERE role = 'headteacher')"
HOLDER = "(SELECT person_id FROM people_grant WHERE role = '{}')"
# By their number modulo 20, below which the Headteacher has approved, the Executive Lead has, and it is booked.
BY_HEAD, BY_LEAD, AND_BOOKED = 18, 17, 16


def build() -> None:
    """Write requests with stages, decisions and bookings."""
    day = f"date '{today()}'"
    build_catalogue()
    insert(
        CourseRequest,
        f"""(SELECT n, p.person_id, p.school_id,
                {day} - CASE WHEN n % 20 < {AND_BOOKED} AND n % 7 > 0 THEN 30 + n % 900 ELSE -(10 + n % 60) END AS day,
                CASE WHEN n % 20 < {BY_LEAD} THEN 0
                    WHEN n % 20 < {BY_HEAD} OR p.person_id IN (SELECT person_id FROM {HEADS} h) THEN 1
                    ELSE 2 END AS undecided
            FROM generate_series(1, {REQUESTS}) n
            JOIN (SELECT person_id, school_id, row_number() OVER (ORDER BY person_id) AS place FROM {APPLICANTS}) p
                ON p.place = 1 + n % (SELECT count(*) FROM {APPLICANTS})) source
            JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM courses_course) course
                ON course.place = 1 + source.n % 500
            ORDER BY n""",
        applicant_id="source.person_id",
        school_id="source.school_id",
        status=f"CASE WHEN undecided > 0 THEN 'deciding' WHEN n % 20 >= {AND_BOOKED} THEN 'to_book' "
        f"WHEN source.day < {day} THEN 'closed' ELSE 'booked' END",
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
        undecided_stages="source.undecided",
        agreed_cost="CASE WHEN undecided = 0 THEN 150 END",
        agreed_starts_on="CASE WHEN undecided = 0 THEN source.day END",
        agreed_ends_on="CASE WHEN undecided = 0 THEN source.day END",
        created_at="source.day - interval '40 days'",
        sent_at="source.day - interval '40 days'",
        waiting_since="source.day - interval '40 days'",
    )
    build_decisions()
    build_bookings()
    build_drafts(day)


def build_drafts(day: str) -> None:
    """Write a finished draft of each of some staff, to be read once more and sent."""
    insert(
        CourseRequest,
        f"(SELECT person_id, school_id FROM {APPLICANTS} AND person_id NOT IN (SELECT person_id FROM people_grant) "
        f"ORDER BY person_id LIMIT {DRAFTS}) p CROSS JOIN (SELECT min(id) AS id FROM courses_course) course",
        applicant_id="p.person_id",
        school_id="p.school_id",
        course_id="course.id",
        title="'Course 1'",
        provider_name="'Provider'",
        starts_on=f"{day} + 90",
        ends_on=f"{day} + 90",
        hours="6",
        approach="'course'",
        mode="'in_person'",
        reason="'personal'",
        why="'Because.'",
        intended_effect="'Better.'",
        needs_cover="false",
        total_cost="150",
        created_at="now()",
    )
    insert(CostLine, "courses_courserequest r WHERE status = 'draft'", request_id="r.id", heading="'fee'", amount="150")


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
        outcome=f"CASE WHEN r.id % 20 < {BY_HEAD} THEN 'approved' ELSE 'waiting' END",
    )
    insert(
        Stage,
        with_head,
        request_id="r.id",
        position="CASE WHEN r.applicant_id = head.person_id THEN 1 ELSE 2 END",
        role="'executive_lead'",
        outcome=f"CASE WHEN r.id % 20 < {BY_LEAD} THEN 'approved' ELSE 'waiting' END",
    )
    for role, decider in (("headteacher", "head.person_id"), ("executive_lead", "lead.person_id")):
        insert(
            StageDecision,
            f"courses_stage s JOIN {with_head} ON r.id = s.request_id "
            f"CROSS JOIN {HOLDER.format('executive_lead')} lead "
            f"WHERE s.role = '{role}' AND s.outcome = 'approved'",
            stage_id="s.id",
            outcome="'approved'",
            decided_by_id=decider,
            applicant_id="r.applicant_id",
            at="r.sent_at",
        )


def build_bookings() -> None:
    """Write a booking of most that is approved, attended where its day is over."""
    insert(
        Booking,
        f"courses_courserequest r CROSS JOIN {HOLDER.format('booking_officer')} officer "
        "WHERE r.status IN ('booked', 'closed')",
        request_id="r.id",
        school_id="r.school_id",
        person_id="r.applicant_id",
        provider_reference="'R' || r.id",
        order_number="'PO' || r.id",
        cost="r.total_cost",
        starts_on="r.starts_on",
        ends_on="r.ends_on",
        status="CASE WHEN r.status = 'closed' THEN 'attended' ELSE 'booked' END",
        booked_by_id="officer.person_id",
        booked_at="r.sent_at",
        attendance_by_id="CASE WHEN r.status = 'closed' THEN officer.person_id END",
        attendance_at="CASE WHEN r.status = 'closed' THEN r.sent_at END",
        calendar_uid="gen_random_uuid()",
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


def decide(request: HttpRequest) -> HttpResponse:
    """Show a request with all that was asked, its stages, what was decided, and who else is out on its days."""
    row = asked_for(request)
    stages = [(s.get_role_display(), s.get_outcome_display()) for s in row.stages.order_by("position")]
    decided = StageDecision.objects.filter(stage__request=row).select_related("decided_by")
    out = CourseRequest.objects.filter(
        school=row.school, status__in=CourseRequest.Status.holding_a_day(), starts_on__lte=row.ends_on,
        ends_on__gte=row.starts_on,
    ).exclude(applicant=row.applicant_id)  # fmt: skip
    facts = [
        *facts_of(row),
        *stages,
        *((d.decided_by.full_name, d.at, d.get_outcome_display(), d.note) for d in decided),
        *((other.applicant.full_name, other.title) for other in out.select_related("applicant")),
    ]
    return form_page(request, DecideForm(), facts)


def asked_for(request: HttpRequest) -> CourseRequest:
    """Return the request that the address names."""
    rows = CourseRequest.objects.select_related("applicant", "school", "course__provider", "requirement")
    return rows.get(public_id=request.GET["id"])


def facts_of(row: CourseRequest) -> list[tuple[Any, ...]]:
    """Return what a request says, with its costs."""
    return [
        (row.title, row.provider_name, row.applicant.full_name, row.school.name, row.starts_on, row.ends_on, row.hours),
        (row.get_reason_display(), row.requirement, row.why, row.intended_effect, row.total_cost, row.sent_at),
        *((line.get_heading_display(), line.amount) for line in row.cost_lines.all()),
    ]


def desk(request: HttpRequest) -> HttpResponse:
    """Show a page of what is to be booked, a row for each course and date with its people, and their number."""
    rows = CourseRequest.objects.filter(status="to_book")
    groups = rows.order_by().values_list("course", "title", "provider_name", "starts_on", "ends_on")
    shown = list(
        groups.annotate(n=Count("pk"), rank=Min("rank"), oldest=Min("waiting_since")).order_by("rank", "oldest")
    )
    keys = {group[:5] for group in shown[:SHOWN]}
    people = [
        (r.title, r.applicant.full_name, r.school.name, r.agreed_cost)
        for r in rows.filter(course__in={key[0] for key in keys}).select_related("applicant", "school")
        if (r.course_id, r.title, r.provider_name, r.starts_on, r.ends_on) in keys
    ]
    late = Booking.objects.filter(status="booked", ends_on__lt=today()).count()
    return table(request, [(rows.count(), len(shown), late), *shown[:SHOWN], *people])


# Forms as Django makes them of a model.
DecideForm = forms.modelform_factory(StageDecision, fields=["note"])
AskForm = forms.modelform_factory(CourseRequest, fields=["title", "provider_name", "website"])
BookForm = forms.modelform_factory(
    Booking,
    fields=[
        "starts_on", "ends_on", "starts_at", "ends_at", "cost", "cancel_free_until", "provider_reference",
        "order_number", "venue", "joining_instructions",
    ],
)  # fmt: skip


def book(request: HttpRequest) -> HttpResponse:
    """Show what is to be booked, and the form for it."""
    return form_page(request, BookForm(), facts_of(asked_for(request)))


def ask(request: HttpRequest) -> HttpResponse:
    """Show the form with which asking begins."""
    posts = reader(request).posts.select_related("school")
    return form_page(request, AskForm(), [(post.job_title, post.school.name) for post in posts])


def check(request: HttpRequest) -> HttpResponse:
    """Show what somebody is about to send."""
    return form_page(request, forms.Form(), facts_of(asked_for(request)))


def my_requests(request: HttpRequest) -> HttpResponse:
    """Show a page of what the reader asked for."""
    rows = CourseRequest.objects.filter(applicant=reader(request)).order_by("-created_at", "-pk")
    cells = [
        (r.title, r.provider_name, r.school.name, r.get_status_display(), r.starts_on, r.total_cost, r.waiting_since)
        for r in rows.select_related("school")[:SHOWN]
    ]
    return table(request, [(rows.count(),), *cells])


VIEWS: dict[str, View] = {
    "ask": ask,
    "check": check,
    "my-requests": my_requests,
    "queue": queue,
    "decide": decide,
    "desk": desk,
    "book": book,
    "register": register,
}


def pages() -> list[Page]:
    """Return what is measured."""
    draft = CourseRequest.objects.get(applicant=holder(STAFF), status="draft")
    waiting = awaiting_lead().order_by("pk")[0]
    to_book = CourseRequest.objects.to_book().order_by("pk")[0]
    decide_page, check_page = (
        reverse(f"courses:request-{name}", args=[row.public_id])
        for name, row in (("decide", waiting), ("check", draft))
    )
    book_page = f"{reverse('courses:book')}?offer={to_book.public_id}"
    return [
        Page("Ask for a course", STAFF, reverse("courses:request-start"), "/ask"),
        Page("Check and send", STAFF, check_page, f"/check?id={draft.public_id}"),
        Page("My requests", STAFF, reverse("courses:request-list"), "/my-requests"),
        Page(QUEUE, "executive_lead", reverse("courses:request-queue"), "/queue"),
        Page("Decide on a request", "executive_lead", decide_page, f"/decide?id={waiting.public_id}"),
        Page("Booking desk", "booking_officer", reverse("courses:desk"), "/desk"),
        Page("Book a course", "booking_officer", book_page, f"/book?id={to_book.public_id}"),
        Page("Booking register", "booking_officer", reverse("courses:register"), "/register"),
    ]


def measure_verbs(rounds: int) -> dict[str, float]:
    """Return the median seconds of what is done to a request, each time to another one: send, approve, book."""
    each = WARMING_UP + rounds
    officer = holder("booking_officer")
    drafts = CourseRequest.objects.filter(status="draft").order_by("pk")[:each]
    waiting = CourseRequest.objects.filter(
        status="deciding", stages__role="headteacher", stages__outcome="waiting", sent_at__lt=timezone.now()
    )
    heads = {
        grant.school_id: grant.person for grant in Grant.objects.filter(role="headteacher").select_related("person")
    }
    bookable = CourseRequest.objects.to_book().order_by("pk")[:each]
    return {
        "Approving a request": median_of(
            waiting.order_by("pk")[:each], lambda row: approve_request(request=row, actor=heads[row.school_id])
        ),
        "Sending a request": median_of(drafts, lambda row: send_request(request=row, actor=row.applicant)),
        "Booking a course": median_of(
            bookable, lambda row: book_request(request=row, actor=officer, details=agreed(row))
        ),
    }


def agreed(row: CourseRequest) -> BookingDetails:
    """Return what was approved, as what the provider says."""
    assert row.starts_on is not None
    assert row.ends_on is not None
    return BookingDetails(
        cost=None, starts_on=row.starts_on, ends_on=row.ends_on, provider_reference="R", order_number="P"
    )
