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
from governance.board_training.models import OutsideTraining
from governance.boards.models import (
    AppointingBody,
    Appointment,
    AppointmentGrant,
    Board,
    BoardSchool,
    Category,
    LinkDuty,
    LinkRole,
    Seats,
)
from governance.documents.models import Declaration, DocumentVersion, PolicyDocument, Reading
from governance.meetings.models import Meeting, MeetingAttendance

__all__ = [
    "AppointingBody",
    "Appointment",
    "AppointmentGrant",
    "AreaNote",
    "AuditItem",
    "Board",
    "BoardSchool",
    "Category",
    "Declaration",
    "DocumentVersion",
    "GapNeed",
    "LinkDuty",
    "LinkRole",
    "Meeting",
    "MeetingAttendance",
    "OutsideTraining",
    "PolicyDocument",
    "Rating",
    "Reading",
    "Seats",
    "SelfAssessment",
    "SkillsAudit",
    "Statement",
]
