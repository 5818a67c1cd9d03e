"""What the history says of this app's audit codes."""

from core.history import EventWords
from core.plugins import register

register(
    EventWords("budgets.budget.opened", "Budget opened"),
    EventWords("budgets.budget.changed", "Budget changed"),
    EventWords("budgets.line.added", "Budget line added"),
    EventWords("budgets.line.changed", "Budget line changed"),
    EventWords("budgets.line.allocated", "Money allocated"),
    EventWords("budgets.line.transferred", "Money moved to another line"),
)
