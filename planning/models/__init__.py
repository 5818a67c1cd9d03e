"""Improvement plans with priorities, needs and conversations, surveys, action plans, budgets with their ledger."""

from planning.models.budget import Budget, BudgetLine, Entry
from planning.models.improvement import ImprovementPlan, Priority, Target
from planning.models.needs import Conversation, Need
from planning.models.plans import Action, ActionPlan, Evaluation
from planning.models.surveys import Answer, Participation, Question, Response, Survey
from planning.models.vocabulary import Approach, Area, Evidence, Mode, Reason, Source

__all__ = [
    "Action",
    "ActionPlan",
    "Answer",
    "Approach",
    "Area",
    "Budget",
    "BudgetLine",
    "Conversation",
    "Entry",
    "Evaluation",
    "Evidence",
    "ImprovementPlan",
    "Mode",
    "Need",
    "Participation",
    "Priority",
    "Question",
    "Reason",
    "Response",
    "Source",
    "Survey",
    "Target",
]
