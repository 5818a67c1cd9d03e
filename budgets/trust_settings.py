"""Words and numbers of budgets that a trust may set."""

from core.plugins import register
from core.trust_settings import Setting

REFUSE, EXECUTIVE = "refuse", "executive"

register(
    Setting(
        "budgets.overspend",
        "When a budget line has not enough left for a request",
        EXECUTIVE,
        kind="choice",
        group="Money",
        choices=(
            (REFUSE, "It cannot be approved before money is moved to the line"),
            (EXECUTIVE, "The Executive Lead may approve it all the same, with a reason"),
        ),
    ),
    Setting(
        "budgets.warnings",
        "Shares of a line, in per cent, at which its Headteacher is warned",
        [80, 100],
        kind="numbers",
        group="Money",
        help="Counted on what is held and spent together.",
    ),
)
