"""Who works, learns and governs where, with which role, from when to when."""
