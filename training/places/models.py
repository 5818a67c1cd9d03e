"""A place at an event: asked for or offered by invitation, agreed, waited for, confirmed (policy AP-8, CT-1)."""

from django.db import models
from django.urls import reverse

from core.calendar import now
from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from training.places.querysets import PlaceQuerySet


class Place(PublicIdModel, HasStatus):
    """One person's place at one event, from asking or being invited to the day itself.

    Whoever withdraws and signs up again has a second row, at the end of the waiting list.
    """

    class Status(models.TextChoices):
        INVITED = "invited", "Invited"
        ASKED = "asked", "Waiting for agreement"
        WAITING = "waiting", "On the waiting list"
        OFFERED = "offered", "Place offered"
        CONFIRMED = "confirmed", "Going"
        DECLINED = "declined", "Declined"
        LAPSED = "lapsed", "Offer lapsed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CANCELLED = "cancelled", "Event cancelled"

    FLOW = Flow(
        {
            Status.INVITED: {
                Status.ASKED,
                Status.WAITING,
                Status.CONFIRMED,
                Status.DECLINED,
                Status.WITHDRAWN,
                Status.CANCELLED,
            },
            Status.ASKED: {
                Status.WAITING,
                Status.CONFIRMED,
                Status.DECLINED,
                Status.WITHDRAWN,
                Status.CANCELLED,
            },
            Status.WAITING: {Status.OFFERED, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED},
            Status.OFFERED: {
                Status.CONFIRMED,
                Status.LAPSED,
                Status.DECLINED,
                Status.WITHDRAWN,
                Status.CANCELLED,
            },
            Status.CONFIRMED: {Status.WITHDRAWN, Status.CANCELLED},
        }
    )
    # What is still open with its person; the rest has ended.
    OPEN = (Status.INVITED, Status.ASKED, Status.WAITING, Status.OFFERED, Status.CONFIRMED)
    # What takes one of the places that there are.
    TAKEN = (Status.OFFERED, Status.CONFIRMED)
    # What waits for a Headteacher's agreement where the event asks for it and nobody has given it.
    TO_AGREE = (Status.ASKED, Status.WAITING, Status.OFFERED)

    event = models.ForeignKey("training.Event", models.PROTECT, related_name="places")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="event_places")
    # Where the person works or governs, whose Headteacher agrees.
    school = models.ForeignKey("people.School", models.PROTECT, related_name="event_places")
    status = models.CharField(max_length=12, choices=Status, editable=False)
    # By the server's clock: the order of the waiting list.
    asked_at = models.DateTimeField()
    invited_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # Had it when the audience was changed to others: that alone takes nobody off the list.
    is_kept = models.BooleanField(default=False, editable=False)
    # Ended by the person: withdrawn or declined by them, or offered and not accepted in time.
    is_given_up = models.BooleanField(default=False, editable=False)
    agreed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    offered_until = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    reason = models.CharField("why not", max_length=300, blank=True)
    # The entry in the person's own calendar: a fingerprint of what it says ("" where there is none), and its number,
    # which only grows.
    calendar_says = models.CharField(max_length=64, blank=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)

    AUDIT_SUBJECT = "person_id"
    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        "invited",
                        "asked",
                        "waiting",
                        "offered",
                        "confirmed",
                        "declined",
                        "lapsed",
                        "withdrawn",
                        "cancelled",
                    ]
                ),
                name="training_place_status_known",
            ),
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=models.Q(status__in=["invited", "asked", "waiting", "offered", "confirmed"]),
                name="training_place_one_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="offered") | models.Q(offered_until__isnull=False),
                name="training_place_offer_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None, agreed_at=None)
                | models.Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="training_place_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("person")),
                name="training_place_agreed_by_somebody_else",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "status", "asked_at"], name="training_place_line"),
            models.Index(fields=["person", "status"], name="training_place_person"),
            models.Index(fields=["school", "status"], name="training_place_school"),
        ]

    def __str__(self) -> str:
        return f"Place {self.public_id}"

    def get_absolute_url(self) -> str:
        """Return the address of its event, where it is shown."""
        return reverse("training:event-detail", args=[self.event.public_id])

    @property
    def has_lapsed(self) -> bool:
        """Return whether its offer is over, also before the sweep has said so."""
        return self.status == self.Status.OFFERED and self.offered_until is not None and self.offered_until <= now()

    @property
    def words(self) -> str:
        """Return how it stands, in words."""
        return str((self.Status.LAPSED if self.has_lapsed else self.Status(self.status)).label)

    @property
    def tone(self) -> str:
        """Return the tone of the kit in which it is shown."""
        if self.has_lapsed:
            return "neutral"
        return {"confirmed": "success", "offered": "warning", "invited": "warning", "asked": "waiting",
                "waiting": "waiting", "cancelled": "danger"}.get(self.status, "neutral")  # fmt: skip
