"""Boards, their schools from a day to a day, and appointments, from which the roles of those who govern come (R-1)."""

from datetime import date

from django.db import models
from django.urls import reverse

from core.calendar import today
from core.models import PublicIdModel
from core.trust_settings import in_own_words, ours
from governance.boards.link_roles import LINK_ROLES
from governance.boards.querysets import AppointmentQuerySet, BoardQuerySet, LinkRoleQuerySet
from people.models import Role
from people.querysets import DatedQuerySet


class Board(PublicIdModel):
    """The trustees, the members, or a local board of one or several schools."""

    class Kind(models.TextChoices):
        TRUST = "trust", "Trust board"
        MEMBERS = "members", "Members"
        LOCAL = "local", ours("Local governing board")

    kind = models.CharField("type of board", max_length=8, choices=Kind)
    name = models.CharField(max_length=120)
    closed_on = models.DateField("last day", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["trust", "members", "local"]), name="governance_board_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="governance_board_has_a_name"),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(kind__in=["trust", "members"], closed_on=None),
                name="governance_board_one_of_the_trust",
                violation_error_message="The trust has this board already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the board's page."""
        return reverse("governance:board-detail", args=[self.public_id])

    @property
    def is_local(self) -> bool:
        """Return whether it is the board of schools, and not of the trust."""
        return self.kind == self.Kind.LOCAL

    @property
    def has_link_roles(self) -> bool:
        """Return whether somebody on it looks after safeguarding and the like: the members do not."""
        return self.kind != self.Kind.MEMBERS

    @property
    def is_open(self) -> bool:
        """Return whether the board is still there today."""
        return self.closed_on is None or self.closed_on >= today()


class BoardSchool(models.Model):
    """A school that a local board governs, from a day to a day. A school has one board at a time (a trigger)."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="board_schools")
    school = models.ForeignKey("people.School", models.PROTECT, related_name="board_schools")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("school__name", "starts_on", "pk")
        verbose_name = "school of a board"
        verbose_name_plural = "schools of boards"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="governance_boardschool_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} from {self.starts_on}"


class Category(models.TextChoices):
    """In which capacity somebody sits on a board, as the DfE's register has it."""

    PARENT = "parent", "Parent"
    STAFF = "staff", "Staff"
    APPOINTED = "appointed", "Appointed by the trust"
    CO_OPTED = "co_opted", "Co-opted"
    FOUNDATION = "foundation", "Foundation or sponsor"
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    EX_OFFICIO = "ex_officio", "Ex officio"
    ASSOCIATE = "associate", "Associate"
    OTHER = "other", "Other"


class AppointingBody(models.TextChoices):
    """Who appoints, as the DfE's register has it."""

    BOARD = "board", "The board"
    MEMBERS = "members", "Academy members"
    FOUNDATION = "foundation", "Foundation or trust"
    STAFF = "staff", "Elected by staff"
    PARENTS = "parents", "Elected by parents"
    NO_CANDIDATES = "no_candidates", "Parent appointed by the board (no candidates)"
    LOCAL_AUTHORITY = "local_authority", "Nominated by the local authority"
    OTHER_BODY = "other_body", "Nominated by another body"
    BY_POST = "by_post", "By virtue of office"
    FOUNDERS = "founders", "Original signatory members"
    SPONSOR = "sponsor", "Foundation body or sponsor"
    NONE = "none", "Not applicable"


class BoardRole(models.TextChoices):
    """What somebody is on a board."""

    GOVERNOR = "governor", ours("Governor")
    TRUSTEE = "trustee", ours("Trustee")
    MEMBER = "member", "Member"
    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice_chair", "Vice chair"
    CLERK = "clerk", ours("Clerk")


# The role that an appointment gives, at each school of a local board or in the trust; what is missing doesn't exist.
GRANTED: dict[str, dict[str, str]] = {
    Board.Kind.LOCAL: {
        BoardRole.GOVERNOR: Role.GOVERNOR,
        BoardRole.CHAIR: Role.CHAIR_OF_GOVERNORS,
        BoardRole.VICE_CHAIR: Role.GOVERNOR,
        BoardRole.CLERK: Role.CLERK,
    },
    Board.Kind.TRUST: {
        BoardRole.TRUSTEE: Role.TRUSTEE,
        BoardRole.CHAIR: Role.CHAIR_OF_TRUSTEES,
        BoardRole.VICE_CHAIR: Role.TRUSTEE,
        BoardRole.CLERK: Role.CLERK,
    },
    Board.Kind.MEMBERS: {BoardRole.MEMBER: Role.MEMBER, BoardRole.CLERK: Role.CLERK},
}


class Appointment(PublicIdModel):
    """That somebody holds an office on a board from a day to a day. Re-election is another one, never a longer term.

    `term_ends_on`: the last day as it was appointed, which stays; `ends_on`: the last day as it is now, earlier where
    the appointment ended early. Both are empty for whoever sits ex officio, and for a clerk.
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="appointments")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="board_appointments")
    role = models.CharField(max_length=10, choices=BoardRole)
    category = models.CharField(max_length=15, choices=Category, blank=True)
    appointing_body = models.CharField("appointed by", max_length=15, choices=AppointingBody, blank=True)
    starts_on = models.DateField("first day")
    term_ends_on = models.DateField("end of term", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True, editable=False)
    ended_because = models.CharField("reason for ending early", max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ("board", "person__last_name", "person__first_name", "starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=BoardRole.values), name="governance_appointment_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(category__in=["", *Category.values]), name="governance_appointment_category_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="governance_appointment_ends_after_start",
                violation_error_message="The end of the term must be the same as or after the first day.",
            ),
            models.CheckConstraint(
                condition=models.Q(term_ends_on=None)
                | models.Q(ends_on__isnull=False, ends_on__lte=models.F("term_ends_on")),
                name="governance_appointment_within_its_term",
                violation_error_message="A term is never made longer. Appoint the person again.",
            ),
            models.CheckConstraint(
                condition=models.Q(term_ends_on__isnull=False)
                | models.Q(role="clerk")
                | models.Q(category="ex_officio"),
                name="governance_appointment_has_a_term",
                violation_error_message="Enter the end of the term. It may be empty only where the board sets none.",
            ),
        ]
        indexes = [
            models.Index(fields=["board", "ends_on"], name="governance_appt_board"),
            models.Index(fields=["person", "ends_on"], name="governance_appt_person"),
            models.Index(fields=["ends_on"], name="governance_appt_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.board}"

    def get_absolute_url(self) -> str:
        """Return where it is shown: on the page of its board."""
        return self.board.get_absolute_url()

    @property
    def title(self) -> str:
        """Return the office in the trust's own words."""
        return in_own_words(self.get_role_display())

    @property
    def granted_role(self) -> str:
        """Return the role that it gives."""
        return GRANTED[self.board.kind][self.role]


class AppointmentGrant(models.Model):
    """A role that somebody has by an appointment: one a school of a local board, else one in the trust."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="grant_links")
    board_school = models.ForeignKey(BoardSchool, models.PROTECT, null=True, blank=True, related_name="+")
    grant = models.OneToOneField("people.Grant", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "role by appointment"
        verbose_name_plural = "roles by appointment"
        constraints = [
            models.UniqueConstraint(fields=["appointment", "board_school"], name="governance_appointmentgrant_once"),
        ]

    def __str__(self) -> str:
        return str(self.grant)


class LinkRole(models.Model):
    """A link role of somebody appointed: what they look after for the board, from a day to a day.

    `role`: an entry of the trust's list. `ends_on`: empty where it lasts as long as the appointment, with which it ends
    in any case.
    """

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="link_roles")
    role = models.CharField("link role", max_length=30)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    objects = LinkRoleQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="governance_linkrole_ends_after_start",
                violation_error_message="The last day must be the same as or after the first.",
            ),
        ]

    def __str__(self) -> str:
        return LINK_ROLES.name(self.role)

    @property
    def last_day(self) -> date | None:
        """Return its last day: its own, or that of the appointment where this comes first."""
        return min(filter(None, (self.ends_on, self.appointment.ends_on)), default=None)

    @property
    def is_over(self) -> bool:
        """Return whether it has ended, or never begins because the appointment ends before."""
        last_day = self.last_day
        return last_day is not None and last_day < max(today(), self.starts_on)


class LinkDuty(models.Model):
    """A responsibility that somebody has by a link role: one a school of a local board, else at the central team."""

    link_role = models.ForeignKey(LinkRole, models.PROTECT, related_name="duty_links")
    board_school = models.ForeignKey(BoardSchool, models.PROTECT, null=True, blank=True, related_name="+")
    duty = models.OneToOneField("people.Responsibility", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "responsibility by link role"
        verbose_name_plural = "responsibilities by link role"
        constraints = [
            models.UniqueConstraint(fields=["link_role", "board_school"], name="governance_linkduty_once"),
        ]

    def __str__(self) -> str:
        return str(self.duty)


class Seats(models.Model):
    """How many seats of a category a board has."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="seats")
    category = models.CharField(max_length=15, choices=Category)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("board", "category")
        verbose_name_plural = "seats"
        constraints = [
            models.UniqueConstraint(fields=["board", "category"], name="governance_seats_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_category_display()}"
