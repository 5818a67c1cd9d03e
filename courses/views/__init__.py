"""The pages about courses, requests and bookings."""
