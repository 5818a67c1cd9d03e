"""The catalogue; the request with its stages and decisions; the booking."""

from courses.models.agreement import ServiceAgreement
from courses.models.booking import Booking
from courses.models.catalogue import Audience, Course, CourseDate, ForStage, Provider
from courses.models.request import Comment, CostLine, DeclineReason, Outcome, Request, Stage, StageDecision

__all__ = [
    "Audience",
    "Booking",
    "Comment",
    "CostLine",
    "Course",
    "CourseDate",
    "DeclineReason",
    "ForStage",
    "Outcome",
    "Provider",
    "Request",
    "ServiceAgreement",
    "Stage",
    "StageDecision",
]
