"""Numbers of surveys that a trust may set."""

from core.plugins import register
from core.trust_settings import Setting

register(
    Setting(
        "surveys.parent_answers_an_hour",
        "Maximum parent survey responses per hour from one internet connection",
        30,
        kind="number",
        group="Feedback",
        help="People at a parents' evening share the school's connection, so don't set this too low.",
        check=lambda value: "" if 1 <= int(value) <= 1000 else "Enter a number from 1 to 1000.",
    ),
)
