"""Who sees which priorities, needs, surveys, plans and budgets. Every page, export and search starts here."""
