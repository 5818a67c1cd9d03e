"""The lists of reviews: one's own and those that one leads; those that one looks after, and who has none yet."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from appraisal import policies, selectors
from appraisal.filters import OwnReviewFilter, StaffReviewFilter, WithoutReviewFilter
from appraisal.services.reviews import note_readings
from appraisal.tables import OwnReviewTable, StaffReviewTable, WithoutReviewTable
from core.calendar import academic_year, today, year_label
from core.components import Tab
from core.decisions import require
from core.http import Request
from core.tables import prepare
from planning.thread.selectors import served_by


@require_safe
def review_list(request: Request) -> HttpResponseBase:
    """List one's own reviews and those that one leads."""
    mine = selectors.reviews_of(request.user)
    found = OwnReviewFilter(request.GET, queryset=mine, actor=request.user)
    table = OwnReviewTable(found.qs, actor=request.user)
    return prepare(request, table) or render(
        request,
        "appraisal/review_list.html",
        {
            "filter": found,
            "table": table,
            "looks_after": policies.can_see_list(request.user),
        },
    )


@require_safe
def review_staff(request: Request) -> HttpResponseBase:
    """List the reviews that the reader looks after: a school's, or those of the schools' leaders."""
    require(policies.can_see_list(request.user))
    rows = selectors.reviews_listed(request.user)
    served = served_by(request.user, {"priority": request.GET.get("priority", "")})
    if served:
        rows = selectors.serving(rows, request.user, served.obj)
    found = StaffReviewFilter(request.GET, queryset=rows)
    table = StaffReviewTable(found.qs)
    answer = prepare(request, table)
    if served:
        shown = found.qs if answer else [row.record for row in table.paginated_rows]
        note_readings(reviews=shown, actor=request.user)
    return answer or render(
        request,
        "appraisal/review_staff.html",
        _frame(request, "appraisal:review-staff") | {"filter": found, "table": table, "served": served},
    )


@require_safe
def review_none(request: Request) -> HttpResponseBase:
    """List the staff whose review of this year the reader would open and who have none yet."""
    require(policies.can_see_list(request.user))
    year = academic_year(today())
    found = WithoutReviewFilter(request.GET, queryset=selectors.posts_without_review(request.user, year))
    table = WithoutReviewTable(found.qs)
    return prepare(request, table) or render(
        request,
        "appraisal/review_none.html",
        _frame(request, "appraisal:review-none") | {"filter": found, "table": table},
    )


def _frame(request: Request, current: str) -> dict[str, Any]:
    """Return what both lists of those who look after reviews show."""
    year = academic_year(today())
    without = selectors.posts_without_review(request.user, year).count()
    return {
        "year_label": year_label(year),
        "without": without,
        "headed": selectors.schools_headed(request.user) if without else [],
        "tabs": [
            Tab("Reviews", reverse("appraisal:review-staff"), current == "appraisal:review-staff"),
            Tab("Not started", reverse("appraisal:review-none"), current == "appraisal:review-none", without),
        ],
    }
