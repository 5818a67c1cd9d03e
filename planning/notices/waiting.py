"""What the notices of planning ask for, and whether it still waits (`notifications.waiting`)."""

from notifications.waiting import asked_in, register_waiting
from planning.models import ActionPlan, Conversation, Need

ARRANGE = "planning.conversation"
READ_NEED = "planning.need"
AGREE_PLAN = "planning.plan"


def register() -> None:
    """Say what still waits to be arranged, read or agreed."""
    register_waiting(ARRANGE, asked_in(Conversation, status=Conversation.Status.ASKED))
    register_waiting(READ_NEED, asked_in(Need, status=Need.Status.OPEN))
    register_waiting(AGREE_PLAN, asked_in(ActionPlan, status=ActionPlan.Status.DRAFT))
