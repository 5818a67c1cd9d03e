"""An award for every second record; one school's matrix, and the trust's summary."""

import datetime as dt
from collections import Counter

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from benchmarks.bare import SHOWN, View, table
from benchmarks.measuring import Page
from benchmarks.people import PEOPLE
from benchmarks.rows import insert, run
from certificates.models import Certificate, Requirement
from core.calendar import today
from people.models import Post, School

CODES = ["B-SAFE", "B-FIRE", "B-READ", "B-CYBER", "B-DATA", "B-PREV", "B-AID", "B-HS"]
SOON = dt.timedelta(days=90)
MATRIX = "One school's matrix"


def build_requirements() -> None:
    """Write eight requirements that all staff need."""
    for code in CODES:
        Requirement.objects.create(code=code, name=code.title(), statutory="yes", expiry="interval", interval_months=12)


def build(total: int, already: int = 0) -> None:
    """Write an award for every second record from `already` to `total`; the longest valid becomes current."""
    insert(
        Certificate,
        "training_record r "
        "JOIN (SELECT id, name, row_number() OVER (ORDER BY id) AS place FROM certificates_requirement) q "
        f"ON q.place = 1 + (r.id / {PEOPLE}) % {len(CODES)} "
        f"WHERE r.id % 2 = 0 AND substr(r.source_key, 7)::int BETWEEN {already + 1} AND {total}",
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
    return "Expired" if expires_on < day else "Due soon" if expires_on <= day + SOON else "Valid"


def matrix(request: HttpRequest) -> HttpResponse:
    """Count how everybody of one school stands, and show a page of them: name, post, and each requirement."""
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
    rows = [
        (post.person.full_name, post.job_title, [(held.get((post.person_id, r.pk))) for r in requirements])
        for post in staff
    ]
    counts = Counter(stands(end, day) for _, _, ends in rows for end in ends)
    cells = [(name, title, *[(stands(end, day), end) for end in ends]) for name, title, ends in rows[:SHOWN]]
    return table(request, [[len(rows), *counts.items()], ["", "", *requirements], *cells])


def summary(request: HttpRequest) -> HttpResponse:
    """Show of each school and requirement how many of a hundred hold it, how many do not, how many soon must renew."""
    day = today()
    requirements = list(Requirement.objects.filter(is_active=True))
    schools = list(School.objects.order_by("name"))
    posts = Post.objects.filter(ends_on=None)
    staff = dict(posts.order_by().values_list("school").annotate(n=Count("person", distinct=True)))
    current = Certificate.objects.filter(is_current=True, person__posts__ends_on=None).order_by()
    found = {
        (school, requirement): (valid, soon)
        for school, requirement, valid, soon in current.values_list("person__posts__school", "requirement").annotate(
            valid=Count("pk", filter=Q(expires_on__gte=day)),
            soon=Count("pk", filter=Q(expires_on__range=(day, day + SOON))),
        )
    }
    total: Counter[str] = Counter()
    rows = []
    for school in schools:
        cells = []
        for requirement in requirements:
            valid, soon = found.get((school.pk, requirement.pk), (0, 0))
            people = staff.get(school.pk, 0)
            cells.append((f"{100 * valid // people}%" if people else "", people - valid, soon))
            total["unmet"] += people - valid
            total["soon"] += soon
        rows.append((school.name, *cells))
    return table(request, [total.items(), ["", *requirements], *rows])


VIEWS: dict[str, View] = {"matrix": matrix, "summary": summary}


def pages() -> list[Page]:
    """Return what is measured."""
    school = School.objects.schools().order_by("pk")[10]
    return [
        Page(
            MATRIX,
            "executive_lead",
            reverse("certificates:matrix", args=[school.public_id]),
            f"/bare/matrix?school={school.public_id}",
        ),
        Page("Trust summary", "executive_lead", reverse("certificates:trust-matrix") + "?topic=all", "/bare/summary"),
    ]
