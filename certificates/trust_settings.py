"""Numbers about certificates that a trust may set."""

from typing import Any

from core.plugins import register
from core.trust_settings import Setting, trust_setting


def _ladder_problem(value: Any) -> str:
    if not value or any(not 0 <= number <= 365 for number in value):
        return "Enter numbers of days from 0 to 365, such as 90, 60, 30, 7, 0."
    return ""


register(
    Setting(
        "certificates.reminder_days",
        "Remind of a certificate so many days before it expires",
        [90, 60, 30, 7, 0],
        kind="numbers",
        group="Certificates",
        help="After the last day it is every week.",
        check=_ladder_problem,
    ),
    Setting(
        "certificates.tell_manager_from",
        "Remind the line manager too, from so many days before",
        30,
        kind="number",
        group="Certificates",
    ),
    Setting(
        "certificates.tell_headteacher_from",
        "Remind the Headteacher too, from so many days before",
        0,
        kind="number",
        group="Certificates",
    ),
    Setting(
        "certificates.due_soon_days",
        "Show a certificate as “due soon” so many days before it expires",
        90,
        kind="number",
        group="Certificates",
    ),
)


def ladder() -> tuple[int, ...]:
    """Return the days before expiry on which a reminder goes out, the furthest first."""
    return tuple(sorted({int(number) for number in trust_setting("certificates.reminder_days")}, reverse=True))


def warn_days() -> int:
    """Return how many days before its last day a certificate counts as due soon."""
    return int(trust_setting("certificates.due_soon_days"))
