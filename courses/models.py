"""The models of every room, gathered for Django and for other apps."""

from courses.bookings.models import Booking
from courses.catalogue.models import Audience, Course, CourseDate, ForStage, Provider
from courses.requests.models import Comment, CostLine, CourseRequest, DeclineReason, Outcome, Stage, StageDecision
from courses.value.models import ServiceAgreement

__all__ = [
    "Audience",
    "Booking",
    "Comment",
    "CostLine",
    "Course",
    "CourseDate",
    "CourseRequest",
    "DeclineReason",
    "ForStage",
    "Outcome",
    "Provider",
    "ServiceAgreement",
    "Stage",
    "StageDecision",
]
