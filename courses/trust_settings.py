"""Numbers about requests that a trust may set."""

from decimal import Decimal

from core.plugins import register
from core.trust_settings import Setting, trust_setting

register(
    Setting(
        "courses.cost_tolerance_percent",
        "Price increase allowed after approval (%)",
        10,
        kind="number",
        group="Approvals",
        help="We use the larger of the two limits. Above that, the request goes back for approval.",
    ),
    Setting(
        "courses.cost_tolerance_pounds",
        "Price increase allowed after approval (£)",
        25,
        kind="money",
        group="Approvals",
        help="We use the larger of the two limits. Above that, the request goes back for approval.",
    ),
    Setting(
        "courses.remind_after_school_days",
        "When to remind an approver (school days)",
        5,
        kind="number",
        group="Approvals",
    ),
    Setting(
        "courses.escalate_after_school_days",
        "When the next approver can also decide (school days)",
        10,
        kind="number",
        group="Approvals",
        help="Requests are never approved automatically. A long wait only means more people can approve.",
    ),
    Setting(
        "courses.most_out",
        "When to warn that many are out on one day (more than this many people)",
        3,
        kind="number",
        group="Approvals",
        help="Shown in the calendar of who is out.",
    ),
    Setting(
        "courses.certificate_missing_after_days",
        "When to list a missing certificate (days after the course)",
        14,
        kind="number",
        group="Booking",
    ),
    Setting(
        "courses.confirmation_missing_after_days",
        "When to list a missing confirmation (days after booking)",
        7,
        kind="number",
        group="Booking",
    ),
    Setting(
        "courses.free_cancellation_warning_days",
        "When to list free cancellations ending (days before)",
        7,
        kind="number",
        group="Booking",
    ),
)


def is_over_tolerance(agreed: Decimal, cost: Decimal) -> bool:
    """Return whether `cost` exceeds what was agreed by more than the trust tolerates; less is never too much."""
    percent = agreed * Decimal(str(trust_setting("courses.cost_tolerance_percent"))) / 100
    pounds = Decimal(str(trust_setting("courses.cost_tolerance_pounds")))
    return cost - agreed > max(percent, pounds)
