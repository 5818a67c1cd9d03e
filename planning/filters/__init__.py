"""Finding rows in the lists of planning."""
