"""Numbers about requests that a trust may set."""

from decimal import Decimal

from core.plugins import register
from core.trust_settings import Setting, trust_setting

GROUP = "Requests for courses"

register(
    Setting(
        "courses.cost_tolerance_percent",
        "How much the cost may grow after an approval, in per cent",
        10,
        kind="number",
        group=GROUP,
        help="The larger of the two counts. Beyond it the request goes back to the approvers.",
    ),
    Setting(
        "courses.cost_tolerance_pounds",
        "How much the cost may grow after an approval, in pounds",
        25,
        kind="money",
        group=GROUP,
        help="The larger of the two counts. Beyond it the request goes back to the approvers.",
    ),
    Setting(
        "courses.remind_after_school_days",
        "School days after which a waiting request reminds its approver",
        5,
        kind="number",
        group=GROUP,
    ),
    Setting(
        "courses.escalate_after_school_days",
        "School days after which the next role up may decide too",
        10,
        kind="number",
        group=GROUP,
        help="Nothing is approved by silence: a longer wait only widens who may decide.",
    ),
    Setting(
        "courses.certificate_missing_after_days",
        "Days after a course on which a missing certificate shows on the booking desk",
        14,
        kind="number",
        group=GROUP,
    ),
    Setting(
        "courses.confirmation_missing_after_days",
        "Days after booking on which a missing confirmation shows on the booking desk",
        7,
        kind="number",
        group=GROUP,
    ),
    Setting(
        "courses.free_cancellation_warning_days",
        "Days before free cancellation ends on which it shows on the booking desk",
        7,
        kind="number",
        group=GROUP,
    ),
)


def is_over_tolerance(agreed: Decimal, cost: Decimal) -> bool:
    """Return whether `cost` exceeds what was agreed by more than the trust tolerates; less is never too much."""
    percent = agreed * Decimal(str(trust_setting("courses.cost_tolerance_percent"))) / 100
    pounds = Decimal(str(trust_setting("courses.cost_tolerance_pounds")))
    return cost - agreed > max(percent, pounds)
