"""One's own requests, and those of a school or the trust."""

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.exports import export_response, wanted_format
from core.http import Request as HttpRequest
from core.tables import RequestConfig
from courses.filters.asking import OwnRequestFilter, SchoolRequestFilter
from courses.models import Request
from courses.policies import asking as policies
from courses.stations import NOT_ON_THE_THREAD
from courses.tables.asking import OWN_COLUMNS, SCHOOL_COLUMNS, OwnRequestTable, SchoolRequestTable
from planning.own import own_tabs
from planning.selectors.served import served_by

PER_PAGE = 25


@require_safe
def request_list(request: HttpRequest) -> HttpResponseBase:
    """List one's own requests, drafts too."""
    mine = Request.objects.visible_to(request.user).filter(applicant=request.user).with_current_stage()
    if served := served_by(request.user, request.GET):
        mine = served.narrow(mine)
    found = OwnRequestFilter(request.GET, queryset=mine)
    if wanted := wanted_format(request.GET):
        return export_response(found.qs, OWN_COLUMNS, "my requests", wanted, actor=request.user, code="courses.request")
    table = OwnRequestTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": found,
        "table": table,
        "tabs": own_tabs("courses:request-list"),
        "has_any": served is not None or mine.exists(),
        "may_ask": policies.can_ask(request.user),
        "may_list": policies.can_list_requests(request.user),
        "served": served,
    }
    return render(request, "courses/request_list.html", context)


@require_safe
def request_school_list(request: HttpRequest) -> HttpResponseBase:
    """List what was asked in the schools that one leads, by the people one manages, or in the whole trust."""
    if not (decision := policies.can_list_requests(request.user)):
        raise PermissionDenied(decision.reason)
    sent = Request.objects.visible_to(request.user).filter(sent_at__isnull=False).with_current_stage()
    if served := served_by(request.user, request.GET):
        sent = served.narrow(sent).exclude(status__in=NOT_ON_THE_THREAD)
    found = SchoolRequestFilter(request.GET, queryset=sent, actor=request.user)
    if wanted := wanted_format(request.GET):
        return export_response(found.qs, SCHOOL_COLUMNS, "requests", wanted, actor=request.user, code="courses.request")
    table = SchoolRequestTable(found.qs)
    if "school" not in found.filters:
        table.exclude = ("school",)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "courses/request_school_list.html", {"filter": found, "table": table, "served": served})
