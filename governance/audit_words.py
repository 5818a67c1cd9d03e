"""What the history says of this app's audit codes, and what they are about."""

from core.history import EventTopic, EventWords
from core.plugins import register

register(
    EventTopic("governance.board", "Board", is_open=True),
    EventTopic("governance.appointment", "Appointment to a board", is_open=True),
    EventWords("governance.board.added", "Board added"),
    EventWords("governance.board.changed", "Board changed"),
    EventWords("governance.board.school_added", "School added"),
    EventWords("governance.board.school_ended", "School moved to another board"),
    EventWords("governance.board.closed", "Board closed"),
    EventWords("governance.appointment.made", "Appointed"),
    EventWords("governance.appointment.changed", "Appointment changed"),
    EventWords("governance.appointment.ended", "Appointment ended early"),
    EventWords("governance.appointment.taken_back", "Appointment removed before it began"),
    EventWords("governance.appointment.reopened", "Appointment reopened"),
)
