"""The yearly action plan of a school: its actions, who leads them, their evaluation, what goes on next year."""
