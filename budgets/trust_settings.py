"""Words and numbers of budgets that a trust may set."""

from core.plugins import register
from core.trust_settings import Setting, ours

REFUSE, EXECUTIVE = "refuse", "executive"

register(
    Setting(
        "budgets.overspend",
        "If there isn't enough money on a budget line for a request",
        EXECUTIVE,
        kind="choice",
        group="Money",
        choices=(
            (REFUSE, "Don't allow approval until money is transferred"),
            (EXECUTIVE, ours("Allow the Executive Lead to approve it with a reason")),
        ),
    ),
    Setting(
        "budgets.warnings",
        ours("When to warn the Headteacher (% of a budget line used)"),
        [80, 100],
        kind="numbers",
        group="Money",
        help="Counts money committed and spent.",
    ),
)
