"""Policy documents: their versions and reviews, and who has been asked to read them (policy OD-1)."""
