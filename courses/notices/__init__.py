"""What people are told about requests and bookings: an in-app notice each, mailed as each person wants it."""
