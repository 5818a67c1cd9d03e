"""What people log of their own CPD, who confirms it, and the transcript of all that somebody did (policy R-6)."""
