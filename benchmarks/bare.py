"""The bare views beside which our pages are measured: plain Django on the same rows, with no rules and no frame.

Each reads what its page shows and puts it into the simplest table that is still a page. What a page costs above this
is what our rules, filters, navigation and templates cost.
"""

import datetime as dt
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_GET

from certificates.models import Certificate, Requirement
from courses.models import Booking, Request
from people.models import Person, Post
from training.models import Record

TABLE = (
    "<html><body><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
)
SHOWN = 25


def table(rows: object) -> HttpResponse:
    """Return rows as the simplest page."""
    return HttpResponse(engines["django"].from_string(TABLE).render({"rows": rows}))


def person(request: HttpRequest) -> Person:
    """Return who is signed in: every page pays for that."""
    user = request.user
    assert isinstance(user, Person)
    return user


def people(request: HttpRequest) -> HttpResponse:
    """Count and show a page of people."""
    person(request)
    rows = Person.objects.order_by("last_name", "first_name", "pk")
    shown = rows[:SHOWN]
    posts = {p.person_id: p for p in Post.objects.filter(person__in=[r.pk for r in shown]).select_related("school")}
    cells = [(r.full_name, posts[r.pk].job_title, posts[r.pk].school.name, r.email, r.joined_on) for r in shown]
    return table([(rows.count(),), *cells])


def search(request: HttpRequest) -> HttpResponse:
    """Find people by a name."""
    person(request)
    words = request.GET["q"]
    return table([(p.full_name, p.email) for p in Person.objects.filter(last_name__istartswith=words)[:SHOWN]])


def profile(request: HttpRequest) -> HttpResponse:
    """Show one person's posts and roles."""
    found = Person.objects.get(public_id=request.GET["id"])
    posts = [(p.job_title, p.school.name, p.starts_on) for p in found.posts.select_related("school", "line_manager")]
    grants = [(g.role, g.starts_on) for g in found.grants.select_related("school")]
    duties = [(d.kind,) for d in found.responsibilities.select_related("school")]
    return table([(found.full_name, found.email, person(request).pk), *posts, *grants, *duties])


def queue(request: HttpRequest) -> HttpResponse:
    """Show a page of the requests that wait for the Executive Lead."""
    person(request)
    rows = Request.objects.filter(
        status="deciding", stages__role="executive_lead", stages__outcome="waiting", undecided_stages=1
    ).order_by("rank", "waiting_since", "pk")
    shown = rows.select_related("applicant", "school")[:SHOWN]
    return table([(rows.count(),), *[(r.title, r.applicant.full_name, r.school.name, r.total_cost) for r in shown]])


def register(request: HttpRequest) -> HttpResponse:
    """Show a page of bookings."""
    person(request)
    rows = Booking.objects.order_by("-starts_on", "-pk").select_related("person", "school", "request")[:SHOWN]
    cells = [(b.request.title, b.person.full_name, b.school.name, b.starts_on, b.cost, b.status) for b in rows]
    return table([(Booking.objects.count(),), *cells])


def records(request: HttpRequest) -> HttpResponse:
    """Show a page of records."""
    person(request)
    rows = Record.objects.order_by("-starts_on", "-pk").select_related("person", "school")[:SHOWN]
    return table([(r.title, r.person.full_name, r.school.name, r.starts_on, r.hours) for r in rows])


def matrix(request: HttpRequest) -> HttpResponse:
    """Show one school's people and requirements."""
    person(request)
    posts = Post.objects.filter(school__public_id=request.GET["school"], ends_on=None).select_related("person")
    staff = [post.person for post in posts]
    requirements = list(Requirement.objects.filter(is_active=True))
    held = {
        (c.person_id, c.requirement_id): c.expires_on
        for c in Certificate.objects.filter(person__in=[p.pk for p in staff], is_current=True)
    }
    return table([(p.full_name, *[held.get((p.pk, r.pk)) for r in requirements]) for p in staff])


def summary(request: HttpRequest) -> HttpResponse:
    """Count who holds what at each school."""
    from django.db.models import Count

    person(request)
    staff = dict(Post.objects.filter(ends_on=None).values_list("school").annotate(n=Count("person", distinct=True)))
    held = (
        Certificate.objects.filter(is_current=True, expires_on__gte=dt.date.today(), person__posts__ends_on=None)  # noqa: DTZ011, TID251
        .values_list("person__posts__school", "requirement")
        .annotate(n=Count("pk"))
    )
    return table([(school, requirement, n, staff.get(school)) for school, requirement, n in held])


@login_not_required
@require_GET
def nothing(request: HttpRequest) -> HttpResponse:
    """Answer at once: the cost of a request itself."""
    return HttpResponse("")


VIEWS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "people": people,
    "search": search,
    "profile": profile,
    "queue": queue,
    "register": register,
    "records": records,
    "matrix": matrix,
    "summary": summary,
}
urlpatterns = [path(f"bare/{name}", view) for name, view in VIEWS.items()]
