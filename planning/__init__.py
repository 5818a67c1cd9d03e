"""Why people are developed, and with what money: priorities, needs, surveys, action plans, budgets."""
