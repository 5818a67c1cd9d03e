"""The first page, search over everything one may see, and the pages about the service itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.calendar import today
from core.http import Request
from home import search as searching
from home import selectors
from home.policy import CLAUSES
from reports.models import Report


@require_safe
def home(request: Request) -> HttpResponse:
    """Show what needs me, what is coming, and how I stand."""
    person = request.user
    context = {
        "may_raise": bool(person.authority.grants or person.authority.posts),
        "greeting": f"Hello {person.first_name}",
        "today_words": f"{today():%A %-d %B %Y}",
        "tasks": selectors.tasks_for(person),
        "coming": selectors.coming_for(person),
        "out": selectors.colleagues_out(person),
        "reports": Report.objects.visible_to(person)
        .filter(status=Report.Status.PUBLISHED)
        .select_related("school")
        .order_by("-published_at")[:3]
        if person.authority.governs
        else [],
        "my_tiles": selectors.tiles_for(person),
        "lead_tiles": selectors.lead_tiles(person),
    }
    return render(request, "home/home.html", context)


@require_safe
def search(request: Request) -> HttpResponse:
    """Search people, courses, requests and records, each only as far as the reader may see it."""
    words = request.GET.get("q", "").strip()[:100]
    enough = len(words) >= searching.SHORTEST
    groups = searching.search(request.user, words) if enough else []
    meant = searching.suggestion(request.user, words) if enough and not groups else ""
    context = {"search_words": words, "groups": groups, "meant": meant, "shortest": searching.SHORTEST}
    return render(request, "home/search.html", context)


@require_safe
def policy(request: Request) -> HttpResponse:
    """Show each clause of the policy with the pages that carry it out."""
    rows = [{"clause": clause, "pages": [(label, reverse(name)) for label, name in clause.pages]} for clause in CLAUSES]
    return render(request, "home/policy.html", {"rows": rows})


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "home/accessibility.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what is kept of whom, and who sees it."""
    return render(request, "home/privacy.html")
