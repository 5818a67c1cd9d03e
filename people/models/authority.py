"""Roles are grants with dates, and an approver can name a deputy for some days."""

from django.db import models
from django.db.models.functions import Coalesce

from core.models import PublicIdModel
from core.trust_settings import own_word
from people.querysets import DatedQuerySet


class Role(models.TextChoices):
    """What a grant lets a person be. The words shown are settings of the trust; these are the policy's."""

    HEADTEACHER = "headteacher", "Headteacher"
    HEAD_OF_SCHOOL = "head_of_school", "Head of School"
    SENIOR_LEADER = "senior_leader", "Senior leader"
    CENTRAL_HEAD = "central_head", "Head of the central team"
    EXECUTIVE_LEAD = "executive_lead", "Executive Lead"
    CEO = "ceo", "Chief executive"
    BOOKING_OFFICER = "booking_officer", "Central booking officer"
    ADMINISTRATOR = "administrator", "Trust administrator"
    GOVERNOR = "governor", "Governor"
    CHAIR_OF_GOVERNORS = "chair_of_governors", "Chair of governors"
    CLERK = "clerk", "Clerk"
    TRUSTEE = "trustee", "Trustee"
    CHAIR_OF_TRUSTEES = "chair_of_trustees", "Chair of trustees"
    MEMBER = "member", "Member"

    @classmethod
    def of_a_school(cls) -> list[str]:
        """Return the roles that belong to one school; a clerk may be that of the trust's own boards instead."""
        return [
            cls.HEADTEACHER,
            cls.HEAD_OF_SCHOOL,
            cls.SENIOR_LEADER,
            cls.GOVERNOR,
            cls.CHAIR_OF_GOVERNORS,
            cls.CLERK,
        ]

    @classmethod
    def school_leaders(cls) -> list[str]:
        """Return the roles that lead a school and decide first on its requests (policy IM-5)."""
        return [cls.HEADTEACHER, cls.HEAD_OF_SCHOOL]

    @classmethod
    def heads(cls) -> list[str]:
        """Return the roles that head a school or the central team."""
        return [*cls.school_leaders(), cls.CENTRAL_HEAD]

    @classmethod
    def with_deputies(cls) -> list[str]:
        """Return the roles whose holders decide or book, and may name a deputy for some days."""
        return [
            *cls.school_leaders(),
            cls.CENTRAL_HEAD,
            cls.EXECUTIVE_LEAD,
            cls.CEO,
            cls.BOOKING_OFFICER,
            cls.CHAIR_OF_GOVERNORS,
            cls.CHAIR_OF_TRUSTEES,
        ]

    @classmethod
    def governing(cls) -> list[str]:
        """Return the roles of those who govern (policy GV)."""
        return [cls.GOVERNOR, cls.CHAIR_OF_GOVERNORS, cls.TRUSTEE, cls.CHAIR_OF_TRUSTEES, cls.MEMBER]

    @classmethod
    def of_boards(cls) -> list[str]:
        """Return the roles that come with an appointment to a board, and in no other way (policy R-1)."""
        return [*cls.governing(), cls.CLERK]

    @classmethod
    def trust_wide_readers(cls) -> list[str]:
        """Return the roles that see the people and requests of every school."""
        return [cls.EXECUTIVE_LEAD, cls.CEO, cls.BOOKING_OFFICER, cls.ADMINISTRATOR]


class Grant(PublicIdModel):
    """A role that a person holds at a school, or in the whole trust, from a day to a day."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    school = models.ForeignKey("people.School", models.PROTECT, null=True, blank=True, related_name="grants")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("role", "school", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.of_a_school(), school__isnull=False)
                | (~models.Q(role__in=Role.of_a_school()) & models.Q(school__isnull=True))
                | models.Q(role=Role.CLERK),
                name="people_grant_school_fits_role",
                violation_error_message="Choose a school for a school role. Leave it blank for a trust-wide role.",
            ),
            models.UniqueConstraint(
                "person",
                "role",
                Coalesce("school", 0),  # SQLite cannot treat two empty schools as the same
                # Those of boards come with appointments, of which somebody may have two that give the same.
                condition=models.Q(ends_on=None) & ~models.Q(role__in=Role.of_boards()),
                name="people_grant_once_open",
                violation_error_message="This person already has this role.",
            ),
        ]
        indexes = [models.Index(fields=["role", "school", "ends_on"], name="people_grant_holders")]

    @property
    def title(self) -> str:
        """Return what the trust calls the role."""
        return own_word(f"people.title.{self.role}")

    def __str__(self) -> str:
        where = f" of {self.school}" if self.school else ""
        return f"{self.title}{where}"


class Delegation(PublicIdModel):
    """An approver's deputy for some days. A deputy decides as "A for B" and never reaches further than B."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="delegations_given")
    deputy = models.ForeignKey("people.Person", models.PROTECT, related_name="delegations_held")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    # Somebody else, where the person was away and could not name a deputy; never the deputy (a trigger says so too).
    named_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="people_delegation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~models.Q(deputy=models.F("person")),
                name="people_delegation_to_somebody_else",
                violation_error_message="Choose someone else as stand-in.",
            ),
        ]

    def __str__(self) -> str:
        return f"Stand-in from {self.starts_on} to {self.ends_on}"
