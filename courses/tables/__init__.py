"""The lists of courses, requests and bookings, and their columns as files."""
