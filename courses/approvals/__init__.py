"""Who decides on a request and what they decide: stages, ranking, queue, decision card, reminders."""
