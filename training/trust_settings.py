"""Numbers about feedback on training that a trust may set."""

from typing import Any

from core.plugins import register
from core.trust_settings import Setting


def _days(value: Any) -> str:
    return "" if 1 <= int(value) <= 400 else "Enter a number from 1 to 400."


register(
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
)
