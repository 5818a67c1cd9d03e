"""What a trust may set about its mails."""

from typing import Any

from core.plugins import register
from core.trust_settings import Setting


def _is_hour(value: Any) -> str:
    return "" if 0 <= int(value) <= 23 else "Enter an hour from 0 to 23"


register(
    Setting(
        "notifications.digest_hour",
        "Hour of the daily e-mail",
        7,
        kind="number",
        group="E-mail",
        help="From 0 to 23, in London's time. A person's one e-mail a day, with all that is not urgent, goes then.",
        check=_is_hour,
    ),
)
