"""The models of every room, gathered for Django and for other apps."""

from governance.boards.models import (
    AppointingBody,
    Appointment,
    AppointmentGrant,
    Board,
    BoardSchool,
    Category,
    LinkAppointment,
    LinkRole,
    Seats,
)

__all__ = [
    "AppointingBody",
    "Appointment",
    "AppointmentGrant",
    "Board",
    "BoardSchool",
    "Category",
    "LinkAppointment",
    "LinkRole",
    "Seats",
]
