"""The booking desk of the central booking officer: to book, change, cancel, and give a place to a colleague."""
