"""The models of every room, gathered for Django and for other apps."""

from training.attendance.models import Attendance, CatchUp, Mark
from training.events.models import Audience, AudienceLine, Event, EventKind, Material, Series
from training.feedback.models import Feedback, FeedbackRequest, Recommends, UsefulFor
from training.own.models import Transcript
from training.places.models import Place
from training.records.models import Record

__all__ = [
    "Attendance",
    "Audience",
    "AudienceLine",
    "CatchUp",
    "Event",
    "EventKind",
    "Feedback",
    "FeedbackRequest",
    "Mark",
    "Material",
    "Place",
    "Recommends",
    "Record",
    "Series",
    "Transcript",
    "UsefulFor",
]
