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
    EventTopic("governance.skills_audit", "Skills audit", is_open=True),
    EventTopic("governance.self_assessment", "Skills audit answers"),
    EventTopic("governance.statement", "Skills audit statement", is_open=True),
    EventTopic("governance.skills_picture", "Skills audit results"),
    EventWords("governance.skills_audit.started", "Skills audit started"),
    EventWords("governance.skills_audit.needs_marked", "What the board needs changed"),
    EventWords("governance.skills_audit.closing_day_set", "Closing date changed"),
    EventWords("governance.skills_audit.opened", "Skills audit opened"),
    EventWords("governance.skills_audit.removed", "Draft deleted"),
    EventWords("governance.skills_audit.closed", "Skills audit closed"),
    EventWords("governance.skills_audit.need_made", "Training need added from a gap"),
    EventWords("governance.self_assessment.shared", "Answers shared with the clerk", on_page=False),
    EventWords("governance.self_assessment.unshared", "Answers no longer shared with the clerk", on_page=False),
    EventWords("governance.statement.added", "Statement added"),
    EventWords("governance.statement.changed", "Statement changed"),
    EventWords("governance.statement.retired", "Statement no longer used"),
    EventWords("governance.statement.restored", "Statement in use again"),
)
