"""Finding courses, requests and bookings in their lists."""
