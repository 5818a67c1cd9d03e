"""A talk about one's development that somebody asks their line manager for."""
