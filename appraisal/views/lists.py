"""The lists of reviews: one's own and those that one leads; those that one looks after, and who has none yet."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from appraisal import policies, selectors
from appraisal.filters import OwnReviewFilter, StaffReviewFilter, WithoutReviewFilter
from appraisal.services.reviews import note_readings
from appraisal.tables import (
    STAFF_COLUMNS,
    WITHOUT_COLUMNS,
    OwnReviewTable,
    StaffReviewTable,
    WithoutReviewTable,
)
from core.calendar import academic_year, today, year_label
from core.components import Tab
from core.decisions import require
from core.exports import export_response, wanted_format
from core.http import Request
from core.tables import RequestConfig
from core.tabs import list_tabs
from planning.thread.selectors import served_by

PER_PAGE = 25


@require_safe
def review_list(request: Request) -> HttpResponseBase:
    """List one's own reviews and those that one leads."""
    mine = selectors.reviews_of(request.user)
    found = OwnReviewFilter(request.GET, queryset=mine, actor=request.user)
    if wanted := wanted_format(request.GET):
        return export_response(
            found.qs, STAFF_COLUMNS, "my reviews", wanted, actor=request.user, code="appraisal.review"
        )
    table = OwnReviewTable(found.qs, actor=request.user)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": found,
        "table": table,
        "tabs": list_tabs("appraisal:review-list"),
        "has_any": mine.exists(),
        "looks_after": policies.can_see_list(request.user),
    }
    return render(request, "appraisal/review_list.html", context)


@require_safe
def review_staff(request: Request) -> HttpResponseBase:
    """List the reviews that the reader looks after: a school's, or those of the schools' leaders."""
    require(policies.can_see_list(request.user))
    rows = selectors.reviews_listed(request.user)
    served = served_by(request.user, {"priority": request.GET.get("priority", "")})
    if served:
        rows = selectors.serving(rows, request.user, served.obj)
    found = StaffReviewFilter(request.GET, queryset=rows)
    if wanted := wanted_format(request.GET):
        if served:
            note_readings(reviews=found.qs, actor=request.user)
        return export_response(found.qs, STAFF_COLUMNS, "reviews", wanted, actor=request.user, code="appraisal.review")
    table = StaffReviewTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if served:
        note_readings(reviews=[row.record for row in table.paginated_rows], actor=request.user)
    context = _frame(request, "appraisal:review-staff") | {"filter": found, "table": table, "served": served}
    return render(request, "appraisal/review_staff.html", context)


@require_safe
def review_none(request: Request) -> HttpResponseBase:
    """List the staff whose review of this year the reader would open and who have none yet."""
    require(policies.can_see_list(request.user))
    year = academic_year(today())
    found = WithoutReviewFilter(request.GET, queryset=selectors.posts_without_review(request.user, year))
    if wanted := wanted_format(request.GET):
        return export_response(
            found.qs, WITHOUT_COLUMNS, "staff without a review", wanted, actor=request.user, code="appraisal.review"
        )
    table = WithoutReviewTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = _frame(request, "appraisal:review-none") | {"filter": found, "table": table}
    return render(request, "appraisal/review_none.html", context)


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
            Tab("None yet", reverse("appraisal:review-none"), current == "appraisal:review-none", without),
        ],
    }
