"""What the notices of planning ask for, and whether it still waits (`notifications.waiting`)."""

from typing import Any

from django.db.models import QuerySet

from core.calendar import today
from notifications.waiting import asked_in, register_waiting
from people.models import Person
from planning.models import ActionPlan, Conversation, Need, Survey
from planning.participation import answered_by

ARRANGE = "planning.conversation"
READ_NEED = "planning.need"
AGREE_PLAN = "planning.plan"
ANSWER_SURVEY = "planning.survey"


def _surveys(reader: Person | None) -> "QuerySet[Any]":
    """Return the surveys that take answers. Who answered is kept nowhere by name, so only the reader learns it."""
    surveys = Survey.objects.open_on(today())
    return surveys.exclude(pk__in=answered_by(reader, surveys)) if reader else surveys


def register() -> None:
    """Say what still waits to be arranged, read, agreed or answered."""
    register_waiting(ARRANGE, asked_in(Conversation, status=Conversation.Status.ASKED))
    register_waiting(READ_NEED, asked_in(Need, status=Need.Status.OPEN))
    register_waiting(AGREE_PLAN, asked_in(ActionPlan, status=ActionPlan.Status.DRAFT))
    register_waiting(ANSWER_SURVEY, _surveys)
