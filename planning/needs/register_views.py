"""The register of needs of a school and year, and of the whole trust (policy AP-1, AP-3)."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from core.calendar import academic_year, today
from core.decisions import require
from core.forms import YearField
from core.http import Request
from core.tables import download, show
from planning.needs import policies, selectors
from planning.needs.filters import RegisterFilter, TrustRegisterFilter
from planning.needs.tables import RegisterTable, TrustRegisterTable
from planning.views import find_school, frame


def needs(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """Show a school's needs of a year: counts by source, search, filters, export."""
    school = find_school(request, school_id, year)
    require(policies.can_read_register(request.user, school))
    rows = selectors.register_of(request.user, school, year)
    found = RegisterFilter(request.GET, queryset=rows)
    table = RegisterTable(found.qs, actor=request.user)
    if answer := download(request, table, lambda: selectors.for_export(found.qs), about=school):
        return answer
    show(request, table)
    counts = selectors.count_by_source(rows)
    plans = policies.can_carry_all(request.user, school)
    is_this_year = year == academic_year(today())
    context: dict[str, Any] = frame(request, school, year, "needs", "planning:needs") | {
        "filter": found,
        "table": table,
        "counts": counts,
        "total": sum(count.total for count in counts),
        "open": sum(count.open for count in counts),
        "unanswered": sum(count.unanswered for count in counts),
        "raise_url": f"{reverse('planning:need-raise')}?school={school.public_id}",
        "may_raise": bool(plans),
        "past": selectors.open_of_past_years(school).count() if plans and is_this_year else 0,
        "sees_similar": policies.can_see_similar(request.user),
    }
    return render(request, "planning/needs/needs.html", context)


def trust_needs(request: Request) -> HttpResponseBase:
    """Show the needs of every school, for the central roles."""
    require(policies.can_read_trust_register(request.user))
    found = TrustRegisterFilter(request.GET, queryset=selectors.register_of(request.user))
    table = TrustRegisterTable(found.qs, actor=request.user)
    if answer := download(request, table, lambda: selectors.for_export(found.qs)):
        return answer
    show(request, table)
    counts = selectors.count_by_source(selectors.register_of(request.user, year=_year_asked(found)))
    context = {
        "filter": found,
        "table": table,
        "counts": counts,
        "total": sum(count.total for count in counts),
        "open": sum(count.open for count in counts),
        "unanswered": sum(count.unanswered for count in counts),
    }
    return render(request, "planning/needs/trust_needs.html", context)


def _year_asked(found: TrustRegisterFilter) -> int | None:
    """Return the year that the filter asks for, or nothing for every year."""
    if not found.form.is_valid():
        return academic_year(today())
    asked = found.form.cleaned_data["year"]
    return int(asked) if asked and asked != YearField.ALL else None
