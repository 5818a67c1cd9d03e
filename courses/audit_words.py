"""What the history says of this app's audit codes."""

from core.history import EventWords
from core.plugins import register

register(
    EventWords("courses.provider.created", "Provider added"),
    EventWords("courses.provider.changed", "Provider changed"),
    EventWords("courses.course.created", "Course added"),
    EventWords("courses.course.changed", "Course changed"),
    EventWords("courses.course.archived", "Course archived"),
    EventWords("courses.course.restored", "Course restored"),
    EventWords("courses.course.date_added", "Course date added"),
    EventWords("courses.course.date_changed", "Course date changed"),
    EventWords("courses.course.date_removed", "Course date removed"),
    EventWords("courses.agreement.created", "Agreement added"),
    EventWords("courses.agreement.changed", "Agreement changed"),
    EventWords("courses.agreement.removed", "Agreement removed"),
    EventWords("courses.request.started", "Started", "neutral"),
    EventWords("courses.request.changed", "Changed", on_page=False),
    EventWords("courses.request.sent", "Sent", "info"),
    EventWords("courses.request.sent_again", "Changed and sent again", "info", lists_changes=True),
    EventWords("courses.request.linked", "Linked with what it serves", "info", lists_changes=True),
    EventWords("courses.request.withdrawn", "Withdrawn", "neutral"),
    EventWords("courses.request.reopened", "Back to the approvers", "warning"),
    EventWords("courses.request.escalated", "Waited too long: the next role up may decide too", "warning"),
    # Off the page: there a decision is told from its own row, which knows the stage.
    EventWords("courses.request.approved", "Approved", "success", on_page=False),
    EventWords("courses.request.returned", "Returned to be changed", "warning", on_page=False),
    EventWords("courses.request.declined", "Declined", "danger", on_page=False),
    EventWords("courses.request.closed", "Closed", on_page=False),
    EventWords("courses.comment.written", "Comment written", on_page=False),
    EventWords("courses.booking.made", "Booked", "success"),
    EventWords("courses.booking.changed", "Changed", "info"),
    EventWords("courses.booking.cancelled", "Cancelled", "danger"),
    EventWords("courses.booking.name_changed", "The place went to a colleague", "info"),
    EventWords("courses.booking.attended", "Attendance confirmed", "success"),
    EventWords("courses.booking.not_attended", "Kept as not attended", "warning"),
    EventWords("courses.calendar.made", "Calendar address created"),
    EventWords("courses.calendar.renewed", "Calendar address renewed"),
    EventWords("courses.calendar.revoked", "Calendar address withdrawn"),
)
