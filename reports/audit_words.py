"""What the history says of this app's audit codes."""

from core.history import EventWords

WORDS = {
    "reports.report.drafted": EventWords("Report drafted"),
    "reports.report.worded": EventWords("Report text changed"),
    "reports.report.refreshed": EventWords("Figures updated"),
    "reports.report.published": EventWords("Report published"),
}
