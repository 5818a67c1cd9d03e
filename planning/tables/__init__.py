"""The lists of planning."""
