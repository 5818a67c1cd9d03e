"""Planning's own places on the thread, and what its objects, requests and records may be linked to."""
