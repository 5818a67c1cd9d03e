"""Conversations about one's development (policy RM-3)."""

from django.db import models
from django.urls import reverse

from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from planning.conversations.querysets import ConversationQuerySet


class ConversationStatus(models.TextChoices):
    """How far a conversation is."""

    ASKED = "asked", "Requested"
    ARRANGED = "arranged", "Arranged"
    HELD = "held", "Took place"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Conversation(PublicIdModel, HasStatus):
    """A talk about one's development that somebody asks their line manager for, at any time (policy RM-3).

    Only the two of them read it; what comes out of it becomes needs, which leaders do see.
    """

    Status = ConversationStatus

    FLOW = Flow(
        {
            Status.ASKED: {Status.ARRANGED, Status.HELD, Status.WITHDRAWN},
            Status.ARRANGED: {Status.HELD, Status.WITHDRAWN},
        }
    )

    school = models.ForeignKey("people.School", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="conversations_asked")
    manager = models.ForeignKey("people.Person", models.PROTECT, related_name="conversations_led")
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED, editable=False)
    topic = models.TextField("topic")
    arranged_for = models.DateTimeField("date and time", null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    outcome = models.TextField("what was agreed", blank=True)
    held_on = models.DateField("date it took place", null=True, blank=True)
    asked_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ConversationStatus.values),
                name="planning_conversation_status_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("manager")), name="planning_conversation_of_two"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="held") | (models.Q(held_on__isnull=False) & ~models.Q(outcome="")),
                name="planning_conversation_held_has_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="arranged") | models.Q(arranged_for__isnull=False),
                name="planning_conversation_arranged_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Conversation requested on {self.asked_at:%d %B %Y}"

    def get_absolute_url(self) -> str:
        """Return the address of the conversation's page."""
        return reverse("planning:conversation-detail", args=[self.public_id])
