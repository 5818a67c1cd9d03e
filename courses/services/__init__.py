"""The verbs about courses, requests and bookings, the only code that writes them."""
