"""Improvement plans: a school's priorities for a year with their targets, written by hand or read from a file."""
