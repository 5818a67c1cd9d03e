"""What’s on: the dates of courses and the events that somebody may go to, by day, week and month and as a list."""
