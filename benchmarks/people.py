"""100 schools and 12,000 people; the list of people, a search in it, a profile."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from benchmarks.floor.views import SHOWN, View, reader, table
from benchmarks.measuring import Page
from benchmarks.rows import insert
from core.models import AuditEvent
from people.models import Grant, Person, Post, School

SCHOOLS = 100
PEOPLE = 12_000
CENTRAL_ROLES = [
    "executive_lead", "ceo", "booking_officer", "administrator", "central_head", "trustee", "chair_of_trustees",
    "member",
]  # fmt: skip
# Held at each school by somebody of another one, so that nobody holds two.
SCHOOL_ROLES = ["governor", "chair_of_governors", "clerk", "senior_leader"]


def build() -> None:
    """Write schools, people, posts and roles: 120 people at each school, the first of whom leads it."""
    insert(
        School,
        f"generate_series(1, {SCHOOLS}) n",
        name="'School ' || lpad(n::text, 3, '0')",
        urn="(910000 + n)::text",
    )
    insert(School, "(SELECT 1) one", kind="'central'", name="'Central team'", has_early_years="false")
    insert(
        Person,
        f"generate_series(1, {PEOPLE}) n",
        email="'p' || n || '@example.org'",
        first_name="'First' || (n % 997)",
        last_name="'Last' || n",
        joined_on="date '2018-09-01'",
        password="'!'",
    )
    insert(
        Post,
        "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_person) p "
        "JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM people_school WHERE kind = 'school') s "
        f"ON s.place = 1 + (p.n % {SCHOOLS})",
        person_id="p.id",
        school_id="s.id",
        job_title="'Class teacher'",
        staff_group="(ARRAY['teacher', 'teaching_assistant', 'auxiliary', 'leader'])[1 + (p.n / 100) % 4]",
        staff_number="p.n::text",
        starts_on="date '2018-09-01'",
    )
    insert(
        Grant,
        "people_post GROUP BY school_id",
        person_id="min(person_id)",
        role="'headteacher'",
        school_id="school_id",
        starts_on="date '2018-09-01'",
    )
    for place, role in enumerate(SCHOOL_ROLES, start=5):
        insert(
            Grant,
            "people_post GROUP BY school_id",
            person_id=f"max(person_id) - {100 * place}",
            role=f"'{role}'",
            school_id="school_id",
            starts_on="date '2018-09-01'",
        )
    for place, role in enumerate(CENTRAL_ROLES):
        insert(
            Grant,
            f"(SELECT id FROM people_person ORDER BY id DESC OFFSET {place} LIMIT 1) p",
            person_id="p.id",
            role=f"'{role}'",
            starts_on="date '2018-09-01'",
        )


def listed(request: HttpRequest, rows: QuerySet[Person]) -> HttpResponse:
    """Count the people and show a page of them: name, work and roles, email, since when, whether they can sign in."""
    shown = rows.order_by("last_name", "first_name", "pk").prefetch_related("posts__school", "grants__school")[:SHOWN]
    cells = [
        (
            person.full_name,
            [f"{post.job_title}, {post.school.name}" for post in person.posts.all()],
            [(grant.get_role_display(), grant.school) for grant in person.grants.all()],
            person.email,
            person.joined_on,
            "Invited" if person.invited_at else "Not invited",
        )
        for person in shown
    ]
    return table(request, [(rows.count(),), *cells])


def here_now() -> Any:
    """Return the people who have not left."""
    return Person.objects.filter(Q(left_on=None) | Q(left_on__gte=timezone.localdate()))


def people(request: HttpRequest) -> HttpResponse:
    """List the people who are here."""
    return listed(request, here_now())


def search(request: HttpRequest) -> HttpResponse:
    """List those in whose name the word stands, or whose email begins with it."""
    return listed(request, here_now().matching(request.GET["q"]))


def profile(request: HttpRequest) -> HttpResponse:
    """Show one person's details, posts, roles and duties, and what was changed here."""
    found = Person.objects.get(public_id=request.GET["id"])
    posts = [
        (p.job_title, p.school.name, p.get_staff_group_display(), p.fte, p.starts_on, p.ends_on, p.line_manager)
        for p in found.posts.select_related("school", "line_manager")
    ]
    grants = [(g.get_role_display(), g.school, g.starts_on, g.ends_on) for g in found.grants.select_related("school")]
    duties = [
        (d.get_kind_display(), d.school.name, d.starts_on, d.ends_on)
        for d in found.responsibilities.select_related("school")
    ]
    events = AuditEvent.objects.filter(object_type="people.person", object_id=str(found.public_id))[:20]
    trail = [(event.code, event.at, event.actor, event.note) for event in events.select_related("actor")]
    details = (found.full_name, found.email, found.joined_on, found.teacher_number, found.is_active, found.invited_at)
    return table(request, [details, *posts, *grants, *duties, *trail, (reader(request).pk,)])


VIEWS: dict[str, View] = {"people": people, "search": search, "profile": profile}


def pages() -> list[Page]:
    """Return what is measured."""
    somebody = Person.objects.order_by("pk")[4000]
    people_list = reverse("people:person-list")
    return [
        Page("People list", "administrator", people_list, "/people"),
        Page("Search people", "administrator", f"{people_list}?q=Last40", "/search?q=Last40"),
        Page("Profile", "administrator", somebody.get_absolute_url(), f"/profile?id={somebody.public_id}"),
    ]
