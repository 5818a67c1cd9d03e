"""Reads over courses, requests and bookings."""
