"""Why something was asked for, booked or done, in words: the same on every page, in every list and export (policy R-4).

Where a duty is the reason it is named, and a recommendation is not called statutory.
"""

from typing import Any

from certificates.models import Requirement
from core.components import Onward
from planning.models import Reason


def kind_of_reason(row: Any) -> str:
    """Return the reason of a request, a record or a need, without the duty that it is for."""
    duty: Requirement | None = row.requirement
    if row.reason == Reason.STATUTORY and duty and duty.statutory == Requirement.Statutory.RECOMMENDED:
        return "Recommended training"
    return str(row.get_reason_display())


def reason_words(row: Any) -> str:
    """Return the reason of a request, a record or a need, with the duty that it is for."""
    if row.reason != Reason.STATUTORY or row.requirement is None:
        return kind_of_reason(row)
    return f"{kind_of_reason(row)}: {row.requirement}"


def duty_of(row: Any) -> Onward | None:
    """Return the duty that is the reason of a request, a record or a need, as a link; None for another reason."""
    if row.reason != Reason.STATUTORY:
        return None
    return Onward(reason_words(row), row.requirement.get_absolute_url() if row.requirement else "")
