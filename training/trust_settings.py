"""Numbers about events and feedback on training that a trust may set."""

from typing import Any

from core.plugins import register
from core.trust_settings import Setting


def _days(value: Any) -> str:
    return "" if 1 <= int(value) <= 400 else "Enter a number from 1 to 400."


def _percent(value: Any) -> str:
    return "" if 0 <= int(value) <= 100 else "Enter a number from 0 to 100."


def _hours(value: Any) -> str:
    return "" if 1 <= int(value) <= 336 else "Enter a number from 1 to 336."


register(
    Setting(
        "training.least_share",
        "Share of an event to attend for a certificate (%)",
        80,
        kind="number",
        group="Events",
        help="For each new event; you can change it there. People who attend less get their hours, but no certificate.",
        check=_percent,
    ),
    Setting(
        "training.place_offer_hours",
        "Hours for which a free place at an event is offered to the next person in line",
        48,
        kind="number",
        group="Events",
        help="No offer lasts beyond the start of the event.",
        check=_hours,
    ),
    Setting(
        "training.feedback_not_older_than_days",
        "Days after training beyond which no one is asked for feedback",
        60,
        kind="number",
        group="Feedback",
        help="What is recorded or imported later than that asks no one.",
        check=_days,
    ),
    Setting(
        "training.feedback_remind_after_school_days",
        "School days after which someone is reminded of feedback, once",
        10,
        kind="number",
        group="Feedback",
        help="We send one reminder. After that, leaders see the feedback as overdue.",
        check=_days,
    ),
    Setting(
        "training.catch_up_remind_days",
        "Days between reminders of required training that someone missed",
        7,
        kind="number",
        group="Training events",
        help="We remind them until they've caught up.",
        check=_days,
    ),
)
