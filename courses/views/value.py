"""What training cost and what it gave: the comparison over a year, and what is on (policy AP-10, IM-1)."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.calendar import today, year_bounds
from core.decisions import require
from core.exports import export_response, wanted_format
from core.http import Request
from core.tables import RequestConfig
from courses.filters.catalogue import CourseFilter
from courses.forms.agreements import ValueForm
from courses.models import Course, CourseDate
from courses.policies.agreements import can_compare_value
from courses.selectors.value import recorded, value_rows, value_totals
from courses.tables.agreements import ValueTable, value_columns
from courses.views.register import register_tabs, schools_in_register


@require_GET
def value(request: Request) -> HttpResponseBase:
    """Compare what training cost by course, provider, way of learning, reason or school, for an academic year."""
    require(can_compare_value(request.user))
    form = ValueForm(request.GET, schools=schools_in_register(request.user))
    by, year, school, words = form.chosen()
    first, last = year_bounds(year)
    done = recorded(request.user, first=first, last=last, school=school, words=words)
    rows = value_rows(done, by)
    if (wanted := wanted_format(request.GET)) is not None:
        return export_response(
            rows.order_by("-total_cost"),
            value_columns(by),
            f"value by {by}",
            wanted,
            actor=request.user,
            code="courses.value",
        )
    table = ValueTable(rows, by=by)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"form": form, "table": table, "totals": value_totals(done), "tabs": register_tabs("value")}
    return render(request, "courses/value.html", context)


@require_GET
def whats_on(request: Request) -> HttpResponse:
    """Show the coming dates of the catalogue as a calendar, with the catalogue's filters (policy IM-1, RM-2)."""
    offered = Course.objects.visible_to(request.user).on_offer()
    found = CourseFilter(request.GET, queryset=offered, actor=request.user)
    wanted = found.form.cleaned_data if found.form.is_valid() else {}
    dates = CourseDate.objects.coming(max(wanted.get("first") or today(), today()))
    if last := wanted.get("last"):
        dates = dates.filter(starts_on__lte=last)
    dates = (
        dates.filter(course__in=found.qs.order_by().values("pk"))
        .select_related("course__provider")
        .order_by("starts_on", "starts_at", "pk")
    )
    page = Paginator(dates, 25).get_page(request.GET.get("page"))
    return render(request, "courses/whats_on.html", {"filter": found, "page": page})
