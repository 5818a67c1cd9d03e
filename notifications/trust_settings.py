"""What a trust may set about its mails."""

from typing import Any

from core.plugins import register
from core.trust_settings import Setting


def _is_hour(value: Any) -> str:
    return "" if 0 <= int(value) <= 23 else "Enter a whole hour from 0 to 23"


register(
    Setting(
        "notifications.digest_hour",
        "Time of the daily email",
        7,
        kind="number",
        group="Sign-in and email",
        help="The hour (0 to 23, UK time) when people get their daily email with everything that isn't urgent.",
        check=_is_hour,
    ),
)
