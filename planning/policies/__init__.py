"""Who may do what with priorities, needs, surveys, plans and budgets. Each answer carries its reason."""
