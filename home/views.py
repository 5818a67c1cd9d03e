"""The first page, search over everything one may see, and the pages about the service itself."""

from collections.abc import Callable
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import health
from core.calendar import now, today
from core.decisions import require
from core.formatting import greeting, long_date
from core.forms import SearchForm
from core.http import Request
from core.navigation import Place
from core.operations import storage, tasks_waiting, versions
from core.plugins import registered
from core.reading import run_steps, side_by_side
from core.setting_up import setup_steps
from core.sweeps import sweep_states
from governance.documents.policies import can_add
from governance.documents.selectors import cpd_policy_for
from home import search as searching
from home import selectors
from home.guides import PICTURE_HEIGHT, PICTURE_WIDTH, Guide, HowTo
from home.help import anchor_of, guides_for
from home.policies import can_see_attention, can_set_up
from home.policy import CLAUSES
from notifications.selectors import newest_troubled_mails, outbox_counts
from people.forms.places import searched
from people.models import Person
from people.policies import can_administer


@require_safe
def home(request: Request) -> HttpResponse:
    """Show what there is to do, what is coming up, and how the reader, their school or the trust is doing."""
    person = request.user
    setup = setup_steps() if can_set_up(person) else []
    context = {
        "may_raise": bool(person.authority.grants or person.authority.posts),
        "greeting": f"{greeting(now())}, {person.first_name}",
        "today_words": long_date(today()),
        "parts": selectors.parts_for(person),
        "setup": setup,
        "to_set_up": [step for step in setup if not step.is_done],
    }
    return render(request, "home/home.html", context)


@require_safe
def attention(request: Request) -> HttpResponse:
    """Show every school, those that need attention first, to those who look after all of them."""
    require(can_see_attention(request.user))
    found = searched(request, selectors.all_schools(request.user), lambda row: row.school.name)
    return render(request, "home/attention.html", found)


@require_safe
def setting_up(request: Request) -> HttpResponse:
    """Show the administrator every step of setting the trust up, and what each still lacks."""
    require(can_set_up(request.user))
    return render(request, "home/setting_up.html", {"setup": setup_steps()})


@require_safe
def system_health(request: Request) -> HttpResponse:
    """Show the administrator how each part of the system is, what runs when, and what is left to do about it."""
    require(can_administer(request.user))
    parts = health.parts()
    context = {
        "parts": [(check.label, parts[check.key]) for check in registered(health.HealthCheck)],
        "is_well": all(part.status == "ok" for part in parts.values()),
        "jobs": sweep_states(),
        "tasks_waiting": tasks_waiting(),
        "mails": outbox_counts(request.user),
        "troubled_mails": newest_troubled_mails(request.user),
        "storage": storage(),
        "versions": versions(),
    }
    return render(request, "home/system_health.html", context)


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
def help_page(request: Request) -> HttpResponse:
    """Show how to do what the reader comes here for, and the guides of other roles folded below; or what is searched.

    A guide is found by its title too, with all that it says.
    """
    own, others = guides_for(request.user)
    address, form = _addresses(request.user), SearchForm(request.GET)

    def fitting(guide: Guide) -> list[HowTo]:
        return form.fitting(guide.how_tos, lambda h: " ".join([guide.title, h.title, *h.steps]))

    shown = [(guide, [(anchor_of(guide, h), h, address(h.begins)) for h in fitting(guide)]) for guide in own]
    folded = [(guide, [(anchor_of(guide, h), h, "") for h in fitting(guide)]) for guide in others]
    context = {
        "form": form,
        "own": [row for row in shown if row[1]],
        "others": [row for row in folded if row[1]],
        "width": PICTURE_WIDTH,
        "height": PICTURE_HEIGHT,
    }
    return render(request, "home/help.html", context)


@require_safe
def policy(request: Request) -> HttpResponse:
    """Show each clause of the policy with its pages and a live figure, for those who may open them."""
    address, person = _addresses(request.user), request.user
    pages = {clause: [(label, address(name)) for label, name in clause.pages] for clause in CLAUSES}
    figures = {c: c.figure for c, found in pages.items() if c.figure and any(url for _, url in found)}
    asked = list(dict.fromkeys(figures.values()))
    told = dict(zip(asked, run_steps(side_by_side(figure(person) for figure in asked)), strict=True))
    rows = [{"clause": c, "pages": pages[c], "figure": told[figures[c]] if c in figures else ""} for c in CLAUSES]
    by_part = groupby(zip(CLAUSES, rows, strict=True), key=lambda pair: pair[0].part)
    parts = [(name, [row for _, row in found]) for name, found in by_part]
    context = {"rows": rows, "parts": parts, "document": cpd_policy_for(person), "may_add": can_add(person)}
    return render(request, "home/policy.html", context)


def _addresses(person: Person) -> Callable[[str], str]:
    """Return what gives the address of a page by its name, "" where the person may not open it."""
    has_place = bool(person.authority.grants or person.authority.posts)
    places: dict[str, bool] = {}
    for place in registered(Place):  # a page may stand in several groups
        places[place.name] = places.get(place.name, False) or bool(place.is_for(person))
    return lambda name: reverse(name) if places.get(name, has_place) else ""


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
