"""What was booked for whom: the register, the calendar, and how bookings and records of training know each other."""
