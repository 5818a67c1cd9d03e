"""Boards as a list, and the appointments of one."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.calendar import today
from core.components import Tone
from core.formatting import short_date
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from governance.boards.models import Appointment
from governance.boards.policies import can_keep_boards
from governance.boards.selectors import vacancies_of

NO_END = "No end"


def schools_of(board: Any) -> str:
    """Return the names of the schools that a board governs today, which are read with it."""
    return ", ".join(row.school.name for row in board.schools_now)


class BoardTable(Table):
    """A row a board, with how many are in office and how many seats are empty."""

    name = Column("Board", linkify=True, order_by=("name", "pk"))
    kind = Column("Type", "get_kind_display", order_by=("kind", "name", "pk"))
    schools = Column("Schools", schools_of, orderable=False)
    in_office = Column("In office", kind="number", order_by=("in_office", "name", "pk"))
    vacancies = Column("Vacancies", vacancies_of, kind="number", orderable=False)

    caption = "Boards"
    one, many = "board", "boards"
    code, file_name = "governance.board", "boards"
    empty = Empty(
        "No boards yet",
        "Add the trust board, the members and each local board. Then appoint people to them.",
        "Add board",
        lambda reader: reverse("governance:board-add") if can_keep_boards(reader) else "",
        icon="landmark",
        otherwise="The trust administrator adds boards.",
    )


def state_of(row: Appointment) -> tuple[str, Tone]:
    """Return how an appointment stands in words, and their tone."""
    if row.ended_because and row.ends_on and row.ends_on < today():
        return "Ended early", "neutral"
    if row.ends_on and row.ends_on < today():
        return "Ended", "neutral"
    if row.starts_on > today():
        return "Not started", "info"
    return "In office", "success"


class AppointmentTable(Table):
    """An appointment a row."""

    person = Column("Name", "person__full_name", order_by=("person__last_name", "person__first_name", "pk"))
    role = Column("Role", "title", order_by=("role", "person__last_name", "pk"))
    category = Column("Category", "get_category_display", default="–")
    appointing_body = FileColumn("Appointed or elected by", "get_appointing_body_display")
    starts_on = Column("From", kind="date")
    ends_on = Column("Until", kind="date", empty_last=True, default=NO_END)
    ended_because = FileColumn("Reason for ending early")
    state = Column("Status", lambda row: state_of(row)[0], kind="status", css="k-at-right k-nowrap", orderable=False)

    caption = "Appointments"
    one, many = "appointment", "appointments"
    code, file_name = "governance.appointment", "board-appointments"
    empty = Empty("No one is appointed yet", "Appointments show here, with each term.", icon="users")

    class Meta:
        sequence = ("person", "role", "category", "starts_on", "ends_on", "state")

    def render_person(self, record: Any) -> SafeString:
        """Return the name, which leads to the appointment."""
        url = reverse("governance:appointment-detail", args=[record.public_id])
        return format_html('<a href="{}">{}</a>', url, record.person.full_name)

    def render_starts_on(self, record: Appointment) -> str:
        """Return the first day."""
        return short_date(record.starts_on)

    def render_state(self, record: Appointment) -> SafeString:
        """Return how it stands."""
        return status(*state_of(record))
