"""Numbers about certificates that a trust may set."""

from typing import Any

from core.plugins import register
from core.trust_settings import Setting, ours, trust_setting


def _ladder_problem(value: Any) -> str:
    if not value or any(not 0 <= number <= 365 for number in value):
        return "Enter numbers from 0 to 365 separated by commas, such as 90, 60, 30, 7, 0."
    return ""


register(
    Setting(
        "certificates.reminder_days",
        "When to remind people about expiring certificates (days before)",
        [90, 60, 30, 7, 0],
        kind="numbers",
        group="Certificates",
        help="After the expiry date we send a reminder every week.",
        check=_ladder_problem,
    ),
    Setting(
        "certificates.tell_manager_from",
        "When to start reminding the line manager too (days before)",
        30,
        kind="number",
        group="Certificates",
    ),
    Setting(
        "certificates.tell_headteacher_from",
        ours("When to start reminding the Headteacher too (days before)"),
        0,
        kind="number",
        group="Certificates",
    ),
    Setting(
        "certificates.due_soon_days",
        "When to show a certificate as “Due soon” (days before it expires)",
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
