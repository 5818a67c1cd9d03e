"""The models of every room, gathered for Django and for other apps."""

from planning.conversations.models import Conversation
from planning.improvement.models import ImprovementPlan, Priority, Target
from planning.needs.models import Need
from planning.plans.models import Action, ActionPlan, Evaluation
from planning.vocabulary import Approach, Area, Evidence, Mode, Reason, Route, Source

__all__ = [
    "Action",
    "ActionPlan",
    "Approach",
    "Area",
    "Conversation",
    "Evaluation",
    "Evidence",
    "ImprovementPlan",
    "Mode",
    "Need",
    "Priority",
    "Reason",
    "Route",
    "Source",
    "Target",
]
