"""Everybody's first page, search, and the calendar: what the apps below have to say, put together for one person."""
