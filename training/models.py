"""The models of every room, gathered for Django and for other apps."""

from training.events.models import Audience, AudienceLine, Event, EventKind, Material, Series
from training.places.models import Place
from training.records.models import Feedback, FeedbackRequest, Recommends, Record, UsefulFor

__all__ = [
    "Audience",
    "AudienceLine",
    "Event",
    "EventKind",
    "Feedback",
    "FeedbackRequest",
    "Material",
    "Place",
    "Recommends",
    "Record",
    "Series",
    "UsefulFor",
]
