"""Improvement plans with priorities, needs and conversations, action plans."""

from planning.models.improvement import ImprovementPlan, Priority, Target
from planning.models.needs import Conversation, Need
from planning.models.plans import Action, ActionPlan, Evaluation
from planning.models.vocabulary import Approach, Area, Evidence, Mode, Reason, Source

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
    "Source",
    "Target",
]
