"""Who may do what with courses, requests and bookings. Each answer carries its reason."""
