"""What differs from what the approvers saw when a request was sent, and from what they agreed to."""

from decimal import Decimal
from typing import Any

from core.history import Change
from courses.requests.answers import ANSWERS
from courses.requests.models import CourseRequest
from courses.trust_settings import is_over_tolerance


def changes_between(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    """Return the answers that differ, in words and in the order of the form; none where nothing was kept before.

    `before`, `after`: `kept_answers`.
    """
    if not before:
        return []
    return [
        Change(answer.label, answer.read(before.get(answer.key, "")), answer.read(after.get(answer.key, "")))
        for answer in ANSWERS
        if before.get(answer.key, "") != after.get(answer.key, "")
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
