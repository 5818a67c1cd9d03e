"""Performance management: reviews, their objectives, and the training agreed in them (policy PM-1, PM-4)."""
