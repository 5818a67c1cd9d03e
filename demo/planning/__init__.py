"""The demo's planning: priorities, needs, plans, budgets and surveys, a module a part."""
