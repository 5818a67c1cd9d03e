"""Meetings of boards: dates, places, who comes, and what to bring. Papers and minutes are links, nothing more."""
