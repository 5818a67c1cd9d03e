"""Boards, who is appointed to them and for how long, and what boards do for their own development (policy GV)."""
