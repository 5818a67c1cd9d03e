"""Reads over priorities, needs, plans and the ledger."""
