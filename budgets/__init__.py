"""What development may cost: budgets, their lines and the ledger (policy AP-6, PM-2, RM-4)."""
