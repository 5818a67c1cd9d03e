"""Words and numbers of planning that a trust may set."""

from core.trust_settings import Setting, declare

GROUP = "Planning and budgets"
REFUSE, EXECUTIVE = "refuse", "executive"

declare(
    Setting(
        "planning.overspend",
        "When a budget line has not enough left for a request",
        EXECUTIVE,
        kind="choice",
        group=GROUP,
        choices=(
            (REFUSE, "It cannot be approved before money is moved to the line"),
            (EXECUTIVE, "The Executive Lead may approve it all the same, with a reason"),
        ),
    ),
    Setting(
        "planning.budget_warnings",
        "Shares of a line, in per cent, at which its Headteacher is warned",
        [80, 100],
        kind="numbers",
        group=GROUP,
        help="Counted on what is held and spent together.",
    ),
    Setting(
        "planning.trainer_day_cost",
        "What a trainer usually costs for a day",
        600,
        kind="money",
        group=GROUP,
        help="Shown beside what it costs to send people out, where several schools need the same.",
    ),
    Setting(
        "planning.smallest_group",
        "Smallest group of people in figures for boards and in survey results",
        5,
        kind="number",
        group=GROUP,
        help="Smaller groups are put together or left out, so that nobody can tell who is meant. Five is the least.",
        check=lambda value: "" if int(value) >= 5 else "Five is the least: smaller groups can be told apart.",
    ),
    Setting(
        "planning.parent_answers_an_hour",
        "Answers of parents that one internet address may send in an hour",
        30,
        kind="number",
        group=GROUP,
        help="A parents’ evening shares one address, so do not set it too low.",
        check=lambda value: "" if 1 <= int(value) <= 1000 else "Enter a number from 1 to 1000.",
    ),
)
