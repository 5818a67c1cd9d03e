"""The thread from a priority to its impact: its places, the links that are missing on it, and their pages."""
