"""What the history says of this app's audit codes, and what they are about."""

from core.history import EventTopic, EventWords
from core.plugins import register

register(
    EventTopic("budgets.budget", "Budget", is_open=True),
    EventTopic("budgets.line", "Budget line", is_open=True),
    EventTopic("budgets.budgets", "Budgets of all schools", is_open=True),
    EventTopic("budgets.board", "Budget for the board", is_open=True),
    EventWords("budgets.budget.opened", "Budget opened"),
    EventWords("budgets.budget.changed", "Budget changed"),
    EventWords("budgets.line.added", "Budget line added"),
    EventWords("budgets.line.changed", "Budget line changed"),
    EventWords("budgets.line.allocated", "Money allocated"),
    EventWords("budgets.line.transferred", "Money moved to another line"),
)
