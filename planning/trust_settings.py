"""Words and numbers of planning that a trust may set."""

from core.plugins import register
from core.trust_settings import Setting

register(
    # Code, the trust's own name and whether it is in use, of each type of training in order (`planning.approaches`).
    Setting("planning.approaches", "Types of training", [], kind="page"),
    Setting(
        "planning.trainer_day_cost",
        "Typical cost of a trainer per day",
        600,
        kind="money",
        group="Money",
        help="Compared with the cost of external places when several schools need the same training.",
    ),
    Setting(
        "planning.smallest_group",
        "Smallest group of people in figures for boards and in survey results",
        5,
        kind="number",
        group="Feedback",
        help="Smaller groups are put together or left out, so that no one can tell who is meant. Five is the least.",
        check=lambda value: "" if int(value) >= 5 else "Enter 5 or more, so that no one can be identified.",
    ),
)
