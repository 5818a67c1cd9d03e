"""An award for every second record; one school's matrix, and the trust's summary."""

import datetime as dt
from collections import Counter

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from benchmarks.floor.views import SHOWN, View, reader, table
from benchmarks.measuring import STAFF, Page
from benchmarks.people import PEOPLE
from benchmarks.rows import insert, run
from certificates.models import Certificate, Exemption, Requirement
from core.calendar import today
from courses.models import Booking
from people.models import Post, School

CODES = ["B-SAFE", "B-FIRE", "B-READ", "B-CYBER", "B-DATA", "B-PREV", "B-AID", "B-HS"]
SOON = dt.timedelta(days=90)
MATRIX = "One school's matrix"


def build_requirements() -> None:
    """Write eight requirements that all staff need."""
    for code in CODES:
        Requirement.objects.create(
            code=code, name=code.title(), short_title=code, statutory="yes", expiry="interval", interval_months=12
        )


def build(total: int, already: int = 0) -> None:
    """Write an award for every second record from `already` to `total`; the longest valid becomes current."""
    insert(
        Certificate,
        "training_record r "
        "JOIN (SELECT id, name, row_number() OVER (ORDER BY id) AS place FROM certificates_requirement) q "
        f"ON q.place = 1 + (r.id / {PEOPLE}) % {len(CODES)} "
        f"WHERE r.id % 2 = 0 AND r.id BETWEEN {already + 1} AND {total}",
        person_id="r.person_id",
        school_id="r.school_id",
        requirement_id="q.id",
        title="q.name",
        awarded_on="r.starts_on",
        expires_on="r.starts_on + 365",
        is_current="false",
        source="'course'",
        entered_at="now()",
    )
    run("UPDATE certificates_certificate SET is_current = false WHERE is_current")
    run(
        "UPDATE certificates_certificate SET is_current = true WHERE id IN (SELECT DISTINCT ON (person_id, "
        "requirement_id) id FROM certificates_certificate ORDER BY person_id, requirement_id, expires_on DESC, id DESC)"
    )


def stands(expires_on: dt.date | None, day: dt.date) -> str:
    """Return how somebody stands whose certificate runs out on a day, or who has none."""
    if expires_on is None:
        return "Never done"
    return "Overdue" if expires_on < day else "Due soon" if expires_on <= day + SOON else "Up to date"


def exemptions(day: dt.date) -> QuerySet[Exemption]:
    """Return the exemptions that hold."""
    return Exemption.objects.on(day)


def matrix(request: HttpRequest) -> HttpResponse:
    """Count how everybody of one school stands, and show a page of them: name, post, and each requirement.

    A cell says "Exempt" and "Booked" as ours does, so exemptions and open bookings are read.
    """
    day = today()
    posts = Post.objects.filter(school__public_id=request.GET["school"], ends_on=None).select_related("person")
    staff = list(posts.order_by("person__last_name", "person__first_name"))
    requirements = list(Requirement.objects.filter(is_active=True))
    held = {
        (person, requirement): expires_on
        for person, requirement, expires_on in Certificate.objects.filter(
            person__in=[post.person_id for post in staff], is_current=True
        ).values_list("person_id", "requirement_id", "expires_on")
    }
    people = [post.person_id for post in staff]
    exempt = set(exemptions(day).filter(person__in=people).values_list("person", "requirement"))
    bookings = Booking.objects.filter(status="booked", person__in=people)
    booked = {
        *bookings.exclude(request__requirement=None).values_list("person", "request__requirement"),
        *bookings.exclude(request__course__credits=None).values_list("person", "request__course__credits"),
    }

    def cell(person: int, requirement: int) -> tuple[str, dt.date | None]:
        end = held.get((person, requirement))
        words = "Exempt" if (person, requirement) in exempt else stands(end, day)
        if words in ("Overdue", "Never done") and (person, requirement) in booked:
            words = "Booked"
        return words, end

    rows = [
        (post.person.full_name, post.job_title, [cell(post.person_id, r.pk) for r in requirements]) for post in staff
    ]
    counts = Counter(words for _, _, line in rows for words, _ in line)
    cells = [(name, title, *line) for name, title, line in rows[:SHOWN]]
    return table(request, [[len(rows), *counts.items()], ["", "", *requirements], *cells])


def summary(request: HttpRequest) -> HttpResponse:
    """Show of each school and requirement how many of a hundred hold it, how many do not, how many soon must renew.

    With a line for the whole trust. Who is excused counts as ours counts them.
    """
    day = today()
    requirements = list(Requirement.objects.filter(is_active=True))
    posts = Post.objects.filter(ends_on=None)
    staff = dict(posts.order_by().values_list("school").annotate(n=Count("person", distinct=True)))
    current = Certificate.objects.filter(is_current=True, person__posts__ends_on=None).order_by()
    valid_ones = Certificate.objects.filter(is_current=True, expires_on__gte=day)
    holds_it = Exists(valid_ones.filter(person=OuterRef("person"), requirement=OuterRef("requirement")))
    excused = exemptions(day).filter(~holds_it, person__posts__ends_on=None)
    exempt = Counter(excused.values_list("person__posts__school", "requirement"))
    found = {
        (school, requirement): (valid, soon)
        for school, requirement, valid, soon in current.values_list("person__posts__school", "requirement").annotate(
            valid=Count("pk", filter=Q(expires_on__gte=day)),
            soon=Count("pk", filter=Q(expires_on__range=(day, day + SOON))),
        )
    }

    def figures(people: int, met: int, soon: int) -> tuple[str, int, int]:
        return (f"{100 * met // people}%" if people else "", people - met, soon)

    rows = []
    all_met: Counter[int] = Counter()
    all_soon: Counter[int] = Counter()
    for school in School.objects.order_by("name"):
        people = staff.get(school.pk, 0)
        cells = []
        for requirement in requirements:
            valid, soon = found.get((school.pk, requirement.pk), (0, 0))
            met = valid + exempt[school.pk, requirement.pk]
            all_met[requirement.pk] += met
            all_soon[requirement.pk] += soon
            cells.append(figures(people, met, soon))
        rows.append((school.name, *cells))
    everybody = sum(staff.values())
    whole = [figures(everybody, all_met[r.pk], all_soon[r.pk]) for r in requirements]
    heading = (sum(unmet for _, unmet, _ in whole), sum(soon for _, _, soon in whole))
    return table(request, [heading, ["", *requirements], *rows, ["The whole trust", *whole]])


def mine(request: HttpRequest) -> HttpResponse:
    """Show how the reader stands with each requirement, and what they were awarded."""
    person, day = reader(request), today()
    awards = list(
        Certificate.objects.filter(person=person).select_related("requirement").order_by("-awarded_on", "-pk")
    )
    current = {row.requirement_id: row.expires_on for row in awards if row.is_current}
    excused = set(exemptions(day).filter(person=person).values_list("requirement", flat=True))
    booked = set(Booking.objects.filter(person=person, status="booked").values_list("request__requirement", flat=True))
    cells = [
        (r.name, stands(current.get(r.pk), day), current.get(r.pk), r.pk in excused, r.pk in booked)
        for r in Requirement.objects.filter(is_active=True)
    ]
    return table(request, [*cells, *((row.title, row.awarded_on, row.expires_on) for row in awards)])


VIEWS: dict[str, View] = {"matrix": matrix, "summary": summary, "my-training": mine}


def pages() -> list[Page]:
    """Return what is measured."""
    school = School.objects.schools().order_by("pk")[10]
    return [
        Page(
            MATRIX,
            "executive_lead",
            reverse("certificates:matrix", args=[school.public_id]),
            f"/matrix?school={school.public_id}",
        ),
        Page("Trust summary", "executive_lead", reverse("certificates:matrix-choose"), "/summary"),
        Page("My required training", STAFF, reverse("certificates:mine"), "/my-training"),
    ]
