"""Priorities over schools as a list, and who leads what at a school (policy RM-5, LD-1)."""

from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.decisions import require
from core.exports import export_response, wanted_format
from core.http import Request
from core.tables import RequestConfig
from planning.filters.improvement import LeaderFilter, PriorityFilter
from planning.policies import improvement as policies
from planning.selectors import improvement as selectors
from planning.tables.priorities import LEADER_COLUMNS, PRIORITY_COLUMNS, LeaderTable, PriorityTable
from planning.views.finding import find_school, frame, hub_name

PER_PAGE = 25


def priority_list(request: Request) -> HttpResponseBase:
    """List every priority that the reader may see, with search, filters, sorting and export."""
    found = PriorityFilter(request.GET, queryset=selectors.priorities_seen(request.user), actor=request.user)
    if wanted := wanted_format(request.GET):
        return export_response(
            found.qs, PRIORITY_COLUMNS, "priorities", wanted, actor=request.user, code="planning.priority"
        )
    table = PriorityTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request, "planning/priority_list.html", {"filter": found, "table": table, "hub": hub_name(request.user)}
    )


def leader_list(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """List who leads which action at a school in a year, for those who plan for it."""
    school = find_school(request, school_id, year)
    require(policies.can_see_leaders(request.user, school))
    found = LeaderFilter(request.GET, queryset=selectors.led_actions(request.user, school, year))
    if wanted := wanted_format(request.GET):
        return export_response(
            found.qs, LEADER_COLUMNS, f"who leads what {school.name}", wanted,
            actor=request.user, code="planning.leader", about=school,
        )  # fmt: skip
    table = LeaderTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = frame(request.user, school, year, "priorities", "planning:leader-list")
    return render(request, "planning/leader_list.html", context | {"filter": found, "table": table})
