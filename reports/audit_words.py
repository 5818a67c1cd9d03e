"""What the history says of this app's audit codes, and what they are about."""

from core.history import EventTopic, EventWords
from core.plugins import register

register(
    EventTopic("reports.report", "Report", is_open=True),
    EventWords("reports.report.drafted", "Report drafted"),
    EventWords("reports.report.worded", "Report text changed"),
    EventWords("reports.report.refreshed", "Figures updated"),
    EventWords("reports.report.published", "Report published"),
)
