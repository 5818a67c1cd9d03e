"""The models of every room, gathered for Django and for other apps."""

from courses.bookings.models import Booking
from courses.catalogue.models import Audience, Course, CourseDate, ForStage, Provider
from courses.requests.models import Comment, CostLine, DeclineReason, Outcome, Request, Stage, StageDecision
from courses.value.models import ServiceAgreement

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
