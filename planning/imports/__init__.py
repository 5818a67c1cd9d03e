"""Reading what schools keep in spreadsheets, and saying what it would change before it does."""
