"""Asking for a course, deciding on it twice, booking it: the heart of the system."""
