"""Why something was asked for, booked or done, in words: the same on every page, in every list and export (policy R-4).

Where a duty is the reason it is named, and a recommendation is not called statutory.
"""

from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When

from certificates.models import Requirement
from core.components import Onward
from planning.models import Reason

RECOMMENDED = "recommended"
# What reports split by: the four reasons, and apart from the statutory ones what is only recommended.
KINDS: dict[str, str] = {
    Reason.STATUTORY.value: Reason.STATUTORY.label,
    RECOMMENDED: "Recommended training",
    **dict(Reason.choices),
}


def kind_of_reason(row: Any) -> str:
    """Return the reason of a request, a record or a need, without the duty that it is for."""
    duty: Requirement | None = row.requirement
    if row.reason == Reason.STATUTORY and duty and duty.statutory == Requirement.Statutory.RECOMMENDED:
        return KINDS[RECOMMENDED]
    return str(row.get_reason_display())


def reason_kind(path: str = "") -> Case:
    """Return the same in the database, as a key of `KINDS`; `path` leads to the row, such as "request__"."""
    recommended = {
        f"{path}reason": Reason.STATUTORY,
        f"{path}requirement__statutory": Requirement.Statutory.RECOMMENDED,
    }
    return Case(When(Q(**recommended), then=Value(RECOMMENDED)), default=F(f"{path}reason"), output_field=CharField())


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
