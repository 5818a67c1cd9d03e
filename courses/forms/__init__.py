"""The forms about courses, requests and bookings."""
