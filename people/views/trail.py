"""The audit trail, for the trust's administrator."""

from typing import Any

from django.db.models import Q
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import Request, whole_number
from core.models import AuditEvent
from core.tables import download
from people import policies
from people.filters import TrailFilter
from people.models import School
from people.tables import TrailTable

PAGE = 50


@require_safe
def audit_trail(request: Request) -> HttpResponseBase:
    """Show who did what, for whom and when, newest first. It is not there for anybody but the administrator.

    A page begins after the last event of the page before, not at a number of rows: with a million events each page
    costs the same, and nothing is counted.
    """
    if not policies.can_administer(request.user):
        raise Http404
    found = TrailFilter(request.GET, queryset=AuditEvent.objects.all(), actor=request.user)
    events = found.qs.select_related("actor", "on_behalf_of", "subject")
    rows = list(_after(events, request.GET.get("after", ""))[: PAGE + 1])
    table = TrailTable(rows[:PAGE], schools=dict(School.objects.values_list("pk", "name")))
    if answer := download(request, table, events):
        return answer
    context = {"filter": found, "table": table, "last": rows[PAGE - 1].pk if rows[PAGE:] else None}
    return render(request, "people/audit_trail.html", context)


def _after(events: Any, last: str) -> Any:
    """Return the events that come after the last one of a page; all where the address names none that there is."""
    event = AuditEvent.objects.filter(pk=whole_number(last) or 0).first() if last else None
    return events.filter(Q(at__lt=event.at) | Q(at=event.at, pk__lt=event.pk)) if event else events
