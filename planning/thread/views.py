"""Missing links: counted, listed, and fixed in place (policy R-4)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from core.calendar import academic_year, today, year_label
from core.components import Tab
from core.decisions import require
from core.flow import IllegalMove, StaleVersion
from core.http import Request, whole_number
from core.plugins import by_key, registered
from core.search import has_words
from core.tables import download, show
from people.models import School
from planning.scope import schools_to_plan
from planning.thread import policies
from planning.thread.forms import LinkForm, MissingFilter
from planning.thread.links import LINK_LABELS
from planning.thread.missing_links import Fixable, MissingLink, counts, seen_links
from planning.thread.selectors import served_by
from planning.thread.tables import MissingTable
from planning.thread.trace import trace_of
from planning.views import FIRST_YEAR, LAST_YEAR, find_school, frame


@require_GET
def missing_links(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """List the links that are missing at a school in a year, a kind a tab, each with the form that fixes it."""
    school = find_school(request, school_id, year)
    require(policies.can_fix(request.user, school))
    context = frame(request, school, year, "missing", "planning:missing-links")
    return _list(request, year, MissingFilter(request.GET), context, school)


@require_GET
def trust_missing_links(request: Request) -> HttpResponseBase:
    """List the links that are missing over all schools in a year (`?year=`)."""
    require(policies.can_see_all_missing(request.user))
    year = whole_number(request.GET.get("year", ""), FIRST_YEAR, LAST_YEAR) or academic_year(today())
    schools = School.objects.filter(pk__in=[school.pk for school in schools_to_plan(request.user)]).order_by("name")
    context = {
        "year": year,
        "year_label": year_label(year),
        "years": [(year_label(y), f"{request.path}?year={y}") for y in (year - 1, year + 1)],
    }
    return _list(request, year, MissingFilter(request.GET, schools=schools), context, None)


def _list(
    request: Request, year: int, form: MissingFilter, context: dict[str, Any], school: School | None
) -> HttpResponseBase:
    asked = form.asked()
    place = school or asked.get("school")
    narrowed = {"school": place.pk} if place else {}
    served = served_by(request.user, {"priority": request.GET.get("priority", "")})
    if served:
        narrowed["priority"] = served.obj.pk if served.obj else 0
    found = counts(request.user, year, **narrowed)
    kinds = registered(MissingLink)
    missing = by_key(MissingLink).get(request.GET.get("kind", "")) or next((g for g in kinds if found[g.key]), kinds[0])
    rows = missing.rows(request.user, year).filter(has_words(asked.get("q", ""), *missing.search), **narrowed)
    rows = rows.order_by(missing.when_field, "pk")
    query = request.GET.copy()
    for name in ("page", "sort", "kind"):
        query.pop(name, None)
    fixable = by_key(Fixable)[missing.fixable]
    table = MissingTable(
        rows.prefetch_related(*fixable.prefetch), missing=missing, exclude=("school",) if school else ()
    )
    if answer := download(request, table, rows):
        return answer
    show(request, table)
    shown = [row.record for row in table.paginated_rows]
    offers = fixable.offers(shown, request.user) if shown else {}
    for row in shown:
        row.fixing = _row_form(missing, fixable, row, offers.get(row.pk, {}))
    context |= {
        "form": form,
        "served": served,
        "table": table,
        "missing": missing,
        "total": sum(found.values()),
        "kinds": [
            Tab(g.label, f"?{_with(query, kind=g.key)}", current=g.key == missing.key, count=found[g.key])
            for g in kinds
            if found[g.key] or g.key == missing.key
        ],
        "here": request.get_full_path(),
    }
    return render(request, "planning/thread/missing_links.html", context)


def _with(query: Any, **more: str) -> str:
    changed = query.copy()
    for name, value in more.items():
        changed[name] = value
    return str(changed.urlencode())


def _row_form(missing: MissingLink, fixable: Fixable, row: Any, offered: Any) -> dict[str, Any]:
    """Return what the form in a row shows: its address, what it saw, and a select for each link with choices."""
    return {
        "url": reverse("planning:fix-link", args=[fixable.key, row.public_id]),
        "seen": seen_links(fixable, row),
        "verb": fixable.verb,
        "waits": fixable.waits(row),
        "selects": [(name, LINK_LABELS[name], offered.get(name, [])) for name in missing.links],
        "has_choices": not missing.links or any(offered.get(name) for name in missing.links),
    }


def fix(request: Request, kind: str, public_id: UUID) -> HttpResponse:
    """Link one object with what it serves, on a page of its own or out of a list (`next`)."""
    fixable = by_key(Fixable).get(kind)
    if fixable is None:
        raise Http404
    obj = get_object_or_404(fixable.rows(request.user), public_id=public_id)
    require(fixable.can(request.user, obj))
    back = _back(request, obj)

    def form_of(data: Any) -> LinkForm:
        choices, current = fixable.choices(obj, request.user), fixable.current(obj)
        return LinkForm(data, choices=choices, current=current, initial={"seen": seen_links(fixable, obj)})

    form = form_of(request.POST or None)
    status, stale = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                fixable.fix(obj=obj, actor=request.user, seen=form.cleaned_data["seen"], values=form.values())
            except StaleVersion:
                stale, status = True, 409
                obj = get_object_or_404(fixable.rows(request.user), public_id=public_id)
                form = form_of(None)
            except IllegalMove as problem:
                messages.warning(request, str(problem))
                return HttpResponseRedirect(back)
            except ObjectDoesNotExist:
                form.add_error(None, "This option is no longer available. Choose another")
            except ValidationError as problem:
                form.add_error(None, problem if not hasattr(problem, "error_dict") else problem.messages)
            else:
                messages.success(request, fixable.done)
                return HttpResponseRedirect(back)
    context = {
        "form": form,
        "obj": obj,
        "fixable": fixable,
        "back": back,
        "stale": stale,
        "follows": not fixable.choices(obj, request.user),
        "waits": fixable.waits(obj),
        # This is the page where it is fixed.
        "trace": [replace(step, fix_url="") for step in trace_of(obj, request.user)],
    }
    return render(request, "planning/thread/fix_link.html", context, status=status)


def _back(request: Request, obj: Any) -> str:
    """Return where the form came from, when it is a page of this site; else the object's own page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return str(obj.get_absolute_url())
