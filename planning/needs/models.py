"""Needs: what somebody, a group, a school or a board needs to learn (policy R-3, AP-3)."""

from django.db import models
from django.urls import reverse

from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from core.trust_settings import ours
from people.models import StaffGroup
from planning.needs.querysets import NeedQuerySet
from planning.vocabulary import Area, Reason, Source


class NeedStatus(models.TextChoices):
    """Whether a need is open, or how it ended."""

    OPEN = "open", "Open"
    MET = "met", "Met"
    CARRIED_FORWARD = "carried_forward", "Carried forward"
    CLOSED = "closed", "Closed"


class Need(PublicIdModel, HasStatus):
    """What somebody, a group, a school or a board needs to learn. It ends as met, carried forward or closed.

    An action that answers it hangs on the action's side (`actions`), a request that answers it on the request's.
    """

    Status = NeedStatus

    # A need that was ended by mistake is opened again; one that was carried forward lives on as its successor.
    FLOW = Flow(
        {
            Status.OPEN: {Status.MET, Status.CARRIED_FORWARD, Status.CLOSED},
            Status.MET: {Status.OPEN},
            Status.CLOSED: {Status.OPEN},
        }
    )

    class For(models.TextChoices):
        PERSON = "person", "One person"
        GROUP = "group", "A group of staff"
        SCHOOL = "school", "The whole school"
        GOVERNORS = "governors", ours("Governors or trustees")

    school = models.ForeignKey("people.School", models.PROTECT, related_name="needs")
    year = models.PositiveSmallIntegerField("academic year", help_text="The planning year it belongs to.")
    status = models.CharField(max_length=16, choices=Status, default=Status.OPEN, editable=False)
    title = models.CharField("training needed", max_length=200)
    area = models.CharField("topic", max_length=20, choices=Area)
    evidence = models.TextField("why it's needed", blank=True)
    source = models.CharField("source", max_length=12, choices=Source)
    needed_by = models.CharField("who it's for", max_length=10, choices=For, default=For.PERSON)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="needs")
    staff_group = models.CharField("group", max_length=24, choices=StaffGroup, blank=True)
    people_count = models.PositiveSmallIntegerField("number of people", default=1)
    reason = models.CharField("linked to", max_length=10, choices=Reason)
    priority = models.ForeignKey("planning.Priority", models.PROTECT, null=True, blank=True, related_name="needs")
    requirement = models.ForeignKey(
        "certificates.Requirement", models.PROTECT, null=True, blank=True, related_name="needs"
    )
    wanted_by = models.DateField("needed by", null=True, blank=True)
    estimated_cost = models.DecimalField(
        "estimated cost in pounds", max_digits=9, decimal_places=2, null=True, blank=True
    )
    raised_by = models.ForeignKey("people.Person", models.PROTECT, related_name="needs_raised")
    raised_at = models.DateTimeField()
    conversation = models.ForeignKey(
        "planning.Conversation", models.PROTECT, null=True, blank=True, related_name="needs", editable=False
    )
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", editable=False
    )
    # The provision of the central team that answers this need together with those of other schools (AP-10).
    gathered_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="gathered", editable=False
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    ended_note = models.TextField("outcome", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    KEPT_FOLDED = ("title", "evidence")
    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=NeedStatus.values),
                name="planning_need_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", ended_at=None)
                | (~models.Q(status="open") & models.Q(ended_at__isnull=False)),
                name="planning_need_ended_has_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["closed", "carried_forward"]) | ~models.Q(ended_note=""),
                name="planning_need_ended_says_why",
            ),
            models.CheckConstraint(
                condition=(models.Q(needed_by="person") & models.Q(person__isnull=False))
                | (~models.Q(needed_by="person") & models.Q(person=None)),
                name="planning_need_person_fits",
            ),
            models.CheckConstraint(condition=models.Q(people_count__gte=1), name="planning_need_for_somebody"),
            models.CheckConstraint(
                condition=models.Q(estimated_cost=None) | models.Q(estimated_cost__gte=0),
                name="planning_need_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=~models.Q(priority__isnull=False) | models.Q(reason="priority"),
                name="planning_need_priority_fits_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "status", "-raised_at"], name="planning_need_register"),
            models.Index(fields=["status", "area"], name="planning_need_similar"),
            models.Index(fields=["person", "-raised_at"], name="planning_need_person"),
            models.Index(fields=["raised_by", "-raised_at"], name="planning_need_raised"),
            models.Index(fields=["-raised_at", "-id"], name="planning_need_newest"),
            models.Index(fields=["year", "-raised_at", "-id"], name="planning_need_year"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the need's page."""
        return reverse("planning:need-detail", args=[self.public_id])
