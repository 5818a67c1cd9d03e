"""Who signs in as a person is changed by two, never by one administrator alone."""

from typing import TYPE_CHECKING, Self

from django.db import models

from core.flow import Flow, FlowQuerySet, HasStatus
from core.models import PublicIdModel

if TYPE_CHECKING:
    from people.models import Person


class AccountChangeQuerySet(FlowQuerySet):
    """Changes of who signs in as somebody."""

    def visible_to(self, actor: "Person") -> Self:
        """Return the actor's own, and all for those who may vouch for an address."""
        from people.models import Role

        if actor.authority.holds_any([Role.ADMINISTRATOR, Role.EXECUTIVE_LEAD, Role.CEO]):
            return self.all()
        return self.filter(person=actor)

    def waiting(self) -> Self:
        """Return those that have not taken effect."""
        return self.filter(status="waiting")


class AccountChangeStatus(models.TextChoices):
    """Whether a change of address waits, or how it ended."""

    WAITING = "waiting", "Waiting to be confirmed"
    DONE = "done", "In effect"
    REFUSED = "refused", "Refused"


class AccountChange(PublicIdModel, HasStatus):
    """A person's new work email that an administrator has entered.

    Until the person has confirmed it with the code sent there, or a second administrator has agreed, they sign in as
    before: whoever can change an address alone could sign in as anybody.
    """

    Status = AccountChangeStatus

    FLOW = Flow({Status.WAITING: {Status.DONE, Status.REFUSED}})

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="account_changes")
    new_email = models.EmailField("new work email", blank=True, help_text="Empty: the address is taken away.")
    code_digest = models.CharField(max_length=64, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(default=0, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, editable=False)
    proposed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")
        verbose_name = "change of a work email"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(status="waiting"), name="people_accountchange_one_waiting"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=AccountChangeStatus.values), name="people_accountchange_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="done")
                | models.Q(settled_by__isnull=False, settled_at__isnull=False)
                & (~models.Q(settled_by=models.F("proposed_by")) | models.Q(settled_by=models.F("person"))),
                name="people_accountchange_settled_by_another",
                violation_error_message="Whoever entered a new address does not confirm it.",
            ),
        ]

    def __str__(self) -> str:
        return f"Change of a work email of {self.proposed_at:%d %B %Y}"
