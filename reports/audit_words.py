"""What the history says of this app's audit codes."""

from core.history import EventWords
from core.plugins import register

register(
    EventWords("reports.report.drafted", "Report drafted"),
    EventWords("reports.report.worded", "Report text changed"),
    EventWords("reports.report.refreshed", "Figures updated"),
    EventWords("reports.report.published", "Report published"),
)
