"""The models of every room, gathered for Django and for other apps."""

from governance.audits.models import (
    AreaNote,
    AuditItem,
    GapNeed,
    Rating,
    SelfAssessment,
    SkillsAudit,
    Statement,
)
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
    "AreaNote",
    "AuditItem",
    "Board",
    "BoardSchool",
    "Category",
    "GapNeed",
    "LinkAppointment",
    "LinkRole",
    "Rating",
    "Seats",
    "SelfAssessment",
    "SkillsAudit",
    "Statement",
]
