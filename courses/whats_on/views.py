"""What’s on: one page for the dates of courses and the events that the reader may go to (policy IM-1, RM-2, CT-1)."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.calendar_page import WITH_LIST, calendar_page
from core.http import Request
from core.tables import prepare
from courses.whats_on.filters import WhatsOnFilter
from courses.whats_on.selectors import WhatsOnList, days_on
from courses.whats_on.tables import WhatsOnTable
from training.models import Event

# So many entries a day are shown by each view, before it leads to the day, and the day to the list.
MOST = {"day": 100, "week": 12, "month": 4}


@require_safe
def whats_on(request: Request) -> HttpResponseBase:
    """Show what is on by day, week or month (unless another is asked for), or as a list from a day on."""
    calendar = calendar_page(request.GET, usual="month", views=WITH_LIST, all_days=True, keeps=True)
    found = WhatsOnFilter(request.GET, queryset=Event.objects.meant_for(request.user), actor=request.user)
    context = {"calendar": calendar, "filter": found}
    if calendar.view == "list":
        events, dates = found.qs.filter(day__gte=calendar.first), found.dates.filter(starts_on__gte=calendar.first)
        own = found.own.filter(starts_on__gte=calendar.first)
        table = WhatsOnTable(WhatsOnList(events, dates, own, request.user), order_by="day")
        if answer := prepare(request, table):
            return answer
        return render(request, "courses/whats_on/whats_on.html", context | {"table": table})
    days = days_on(found.qs, found.dates, found.own, calendar.days, most=MOST[calendar.view], person=request.user)
    fuller = "list" if calendar.view == "day" else "day"
    context |= {
        "days": [(day, calendar.address(fuller, day.day)) for day in days],
        "is_empty": not any(day.entries for day in days),
    }
    return render(request, "courses/whats_on/whats_on.html", context)
