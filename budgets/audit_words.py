"""What the history says of this app's audit codes."""

from core.history import EventWords

WORDS = {
    "budgets.budget.opened": EventWords("Budget opened"),
    "budgets.budget.changed": EventWords("Budget changed"),
    "budgets.line.added": EventWords("Budget line added"),
    "budgets.line.changed": EventWords("Budget line changed"),
    "budgets.line.allocated": EventWords("Money allocated"),
    "budgets.line.transferred": EventWords("Money moved to another line"),
}
