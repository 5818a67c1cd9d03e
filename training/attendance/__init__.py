"""The register of an event: who was there, what came of it, and who still has to catch up (policy HS-1, GV-4)."""
