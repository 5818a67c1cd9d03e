"""Meetings of a board as a list, and who came to them."""

from core.components import Tone
from core.formatting import long_date
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from governance.meetings.models import Meeting


def state_of(row: Meeting) -> tuple[str, Tone]:
    """Return how a meeting stands in words, and their tone."""
    if row.is_cancelled:
        return "Cancelled", "danger"
    if row.recorded_at:
        return "Held", "neutral"
    return ("Attendance not recorded", "waiting") if row.has_started else ("Planned", "info")


class MeetingTable(Table):
    """A row a meeting."""

    day = Column(
        "Date", kind="date", draw=lambda row: long_date(row.day), linkify=True, order_by=("day", "starts", "pk")
    )
    kind = Column("Meeting", "title", order_by=("name", "kind", "day", "pk"))
    times = Column("Time", order_by=("starts", "day", "pk"))
    place = Column("Place")
    papers = FileColumn("Papers")
    state = Column(
        "Status", lambda row: state_of(row)[0], "status", draw=lambda row: status(*state_of(row)), orderable=False
    )
    cancelled_because = FileColumn("Reason for cancelling")

    caption = "Meetings"
    one, many = "meeting", "meetings"
    code, file_name = "governance.meeting", "board-meetings"
    empty = Empty(
        "No meetings planned",
        "The chair or the clerk plans the year’s meetings here, and everyone on the board has them in their calendar.",
        icon="calendar",
    )


class AttendanceTable(Table):
    """A row a person, with how many meetings were held in their term and to how many they came."""

    name = Column("Name", "full_name", order_by=("last_name", "first_name", "pk"))
    since = Column("On the board since", kind="date", with_label=True, order_by=("since", "pk"))
    held = Column("Meetings", kind="number", order_by=("held", "pk"))
    present = Column("Attended", kind="number", order_by=("present", "pk"))
    apologies = Column("Apologies", kind="number", order_by=("apologies", "pk"))
    absent = Column("Absent", kind="number", order_by=("absent", "pk"))

    caption = "Attendance"
    one, many = "person", "people"
    code, file_name = "governance.meeting_attendance", "board-attendance"
    empty = Empty("No one is on the board yet", "Attendance shows here for everyone on the board.", icon="users")
