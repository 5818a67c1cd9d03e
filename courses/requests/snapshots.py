"""What the approvers saw when a request was sent, kept as text, and what differs from it now."""

from datetime import date
from decimal import Decimal
from typing import Any

from core.formatting import hours, long_date, price
from core.history import Change
from courses.requests.models import CourseRequest
from courses.trust_settings import is_over_tolerance
from people.trust_settings import role_title
from planning.vocabulary import kind_of_reason

LABELS = {
    "school": "School",
    "applies_as": "Asked for as",
    "title": "Course",
    "provider": "Provider",
    "website": "Page of the course",
    "approach": "Kind",
    "mode": "How",
    "days": "Dates",
    "times": "Times",
    "venue": "Place",
    "hours": "Length",
    "reason": "Reason",
    "requirement": "Requirement",
    "priority": "Priority",
    "need": "Need",
    "action": "Action of the plan",
    "why": "Why this course",
    "intended_effect": "What will be different afterwards",
    "costs": "Cost lines",
    "total": "Total cost",
    "cover": "Supply cover",
}


COVER = {True: "Needed", False: "Not needed", None: ""}


def days_text(first: date | None, last: date | None) -> str:
    """Return "Tuesday 24 November 2026", or from one day to another, or nothing without a date."""
    if first is None:
        return ""
    return long_date(first) if last in (None, first) else f"{long_date(first)} to {long_date(last)}"


def times_text(request: Any) -> str:
    """Return "09:00 to 15:30", "from 09:00", or nothing."""
    if request.starts_at and request.ends_at:
        return f"{request.starts_at:%H:%M} to {request.ends_at:%H:%M}"
    return f"from {request.starts_at:%H:%M}" if request.starts_at else ""


def answers_of(request: CourseRequest) -> dict[str, str]:
    """Return every answer of a request as people read it, by the keys of `LABELS`."""
    lines = [
        f"{line.get_heading_display()} {price(line.amount)}{f' ({line.note})' if line.note else ''}"
        for line in request.cost_lines.all()
    ]
    return {
        "school": str(request.school),
        "applies_as": role_title(request.applies_as) if request.applies_as else "Staff",
        "title": request.title,
        "provider": request.provider_name,
        "website": request.website,
        "approach": request.get_approach_display(),
        "mode": request.get_mode_display(),
        "days": days_text(request.starts_on, request.ends_on),
        "times": times_text(request),
        "venue": request.venue,
        "hours": hours(request.hours),
        "reason": kind_of_reason(request),
        "requirement": request.requirement.name if request.requirement else "",
        "priority": str(request.priority or ""),
        "need": str(request.need or ""),
        "action": str(request.action or ""),
        "why": request.why,
        "intended_effect": request.intended_effect,
        "costs": "\n".join(lines),
        "total": request.cost_words,
        "cover": COVER[request.needs_cover],
    }


def changes_between(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    """Return the answers that differ, in the order of the form; none where nothing was kept before."""
    if not before:
        return []
    return [
        Change(label, before.get(key, ""), after.get(key, ""))
        for key, label in LABELS.items()
        if before.get(key, "") != after.get(key, "")
    ]


def terms_of(request: CourseRequest) -> dict[str, Any]:
    """Return what an approval rests on: the course, the cost, the days, the school and capacity."""
    return {
        "title": request.title,
        "provider": request.provider_name,
        "cost": str(request.total_cost),
        "fee_unknown": request.fee_unknown,
        "starts_on": str(request.starts_on),
        "ends_on": str(request.ends_on),
        "school": request.school_id,
        "applies_as": request.applies_as,
    }


def departs_from(agreed: dict[str, Any], request: CourseRequest) -> bool:
    """Return whether a request departs from the terms of an approval: course, dates, school, cost over the tolerance.

    A fee that was known and is not any more departs too; one that became known is looked at as a cost.
    """
    now = terms_of(request)
    if any(agreed.get(key) != now[key] for key in now if key not in ("cost", "fee_unknown")):
        return True
    if request.fee_unknown and not agreed.get("fee_unknown"):
        return True
    return is_over_tolerance(Decimal(agreed["cost"]), request.total_cost)
