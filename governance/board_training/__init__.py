"""What a board’s members have learned: how they stand with what their office asks, and what they did (GV-4, GV-5)."""
