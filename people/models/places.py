"""Where and when people work: schools (and the central team), posts, absences, responsibilities, terms, INSET days."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.models import PublicIdModel
from core.trust_settings import ours, own_word
from people.querysets import DatedQuerySet, LongAbsenceQuerySet, SchoolQuerySet
from people.working_days import FULL_WEEK, WorkingDays, WorkingDaysField


class School(PublicIdModel):
    """A school of the trust, known to the DfE register by its URN, or the trust's central team, which has none."""

    class Kind(models.TextChoices):
        SCHOOL = "school", "School"
        CENTRAL = "central", "Central team"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SCHOOL)
    name = models.CharField(max_length=150)
    urn = models.CharField("URN", max_length=6, null=True, blank=True, unique=True)
    local_authority = models.CharField(max_length=80, blank=True)
    establishment_number = models.CharField("DfE number", max_length=7, blank=True)
    phase = models.CharField(max_length=40, blank=True)
    low_age = models.PositiveSmallIntegerField("lowest age", null=True, blank=True)
    high_age = models.PositiveSmallIntegerField("highest age", null=True, blank=True)
    has_early_years = models.BooleanField("has a nursery or Reception class", default=True)
    street = models.CharField(max_length=150, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    board_name = models.CharField(
        "name of the board",
        max_length=80,
        blank=True,
        help_text="As it appears in the school's documents.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="central"), name="people_school_one_central_team"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="school") | models.Q(urn=None), name="people_school_central_team_has_no_urn"
            ),
        ]

    @property
    def board(self) -> str:
        """Return the name of the school's board: its own, or what the trust calls its boards."""
        return self.board_name or own_word("people.word.board")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the school's page."""
        return reverse("people:school-detail", args=[self.public_id])

    @property
    def is_central(self) -> bool:
        """Return whether this is the central team."""
        return self.kind == self.Kind.CENTRAL


class FormerUrn(models.Model):
    """A URN that a school had before it converted: the same school goes on under a new one, with all its history."""

    school = models.ForeignKey(School, models.PROTECT, related_name="former_urns")
    urn = models.CharField("URN", max_length=6, unique=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("school", "-until", "pk")
        verbose_name = "former URN"

    def __str__(self) -> str:
        return self.urn


class StaffGroup(models.TextChoices):
    """The published groups of the school workforce census, and those who are not employed."""

    LEADER = "leader", "Teaching leaders"
    TEACHER = "teacher", "Classroom teachers"
    TEACHING_ASSISTANT = "teaching_assistant", "Teaching assistants"
    BUSINESS = "business", "School business professionals"
    NON_TEACHING_LEADER = "non_teaching_leader", "Non-teaching leaders"
    ADMINISTRATIVE = "administrative", "Administrative staff"
    TECHNICIAN = "technician", "Technicians"
    OTHER_SUPPORT = "other_support", "Other school support staff"
    AUXILIARY = "auxiliary", "Auxiliary staff"
    TRAINEE = "trainee", "Trainee teachers"

    @classmethod
    def teachers(cls) -> list[str]:
        """Return the groups whose members teach."""
        return [cls.LEADER, cls.TEACHER]


class CareerStage(models.TextChoices):
    """Where a teacher stands (policy AP-7, EC-1, EC-2)."""

    NONE = "", "Not set"
    TRAINEE = "trainee", "Trainee teacher (ITT)"
    ECT_1 = "ect_1", "Early career teacher, first year"
    ECT_2 = "ect_2", ours("Early career teacher, second year")

    @classmethod
    def early(cls) -> list[str]:
        """Return the stages that the policy gives priority (AP-7)."""
        return [cls.ECT_1, cls.ECT_2]


class Post(PublicIdModel):
    """A person's work at a school, from a day to a day. Somebody can hold several."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="posts")
    school = models.ForeignKey(School, models.PROTECT, related_name="posts")
    job_title = models.CharField(max_length=120)
    staff_group = models.CharField(max_length=24, choices=StaffGroup)
    career_stage = models.CharField(max_length=10, choices=CareerStage, blank=True, default="")
    staff_number = models.CharField("staff or payroll number", max_length=40, blank=True)
    fte = models.DecimalField("FTE", max_digits=4, decimal_places=3, default=1)
    # Empty: nobody said them, and full weeks are assumed.
    working_days: "models.PositiveSmallIntegerField[Any, Any]" = WorkingDaysField(null=True, blank=True)
    line_manager = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    KEPT_FOLDED = ("job_title",)
    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("person", "starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_post_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(line_manager=None) | ~models.Q(line_manager=models.F("person")),
                name="people_post_not_own_line_manager",
            ),
            models.CheckConstraint(
                condition=models.Q(working_days=None) | models.Q(working_days__range=(1, FULL_WEEK)),
                name="people_post_working_days",
            ),
            models.UniqueConstraint(
                fields=["school", "staff_number", "job_title", "starts_on"],
                condition=~models.Q(staff_number=""),
                name="people_post_once",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "ends_on"], name="people_post_school"),
            models.Index(fields=["person", "ends_on"], name="people_post_person"),
        ]

    def __str__(self) -> str:
        return f"{self.job_title} at {self.school}"

    @property
    def assumes_full_weeks(self) -> bool:
        """Return whether this is part-time work whose days nobody has said, so that it counts as every day."""
        return self.working_days is None and self.fte < 1

    def works_on(self, day: date, half: str = "") -> bool:
        """Return whether the post is worked on a day, or on its "am" or "pm"; without days set, Monday to Friday."""
        if day < self.starts_on or (self.ends_on is not None and day > self.ends_on):
            return False
        week = WorkingDays(FULL_WEEK) if self.working_days is None else self.working_days
        return bool(week.include(day, half))


class LongAbsence(PublicIdModel):
    """Somebody is away from all their work, from a day to a day or with no end known; nothing says why.

    Two may overlap where two records of one person were merged: whoever is away twice is away.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LongAbsenceQuerySet.as_manager()

    class Meta:
        ordering = ("person", "starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_longabsence_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return "Away"


class Responsibility(PublicIdModel):
    """A named duty at a school that asks for training of its own, such as designated safeguarding lead."""

    class Kind(models.TextChoices):
        DSL = "dsl", "Designated safeguarding lead"
        DEPUTY_DSL = "deputy_dsl", "Deputy designated safeguarding lead"
        SENCO = "senco", "SENCO"
        DESIGNATED_TEACHER = "designated_teacher", "Designated teacher for looked-after children"
        MENTAL_HEALTH_LEAD = "mental_health_lead", "Senior mental health lead"
        FIRST_AIDER = "first_aider", "First aider"
        PAEDIATRIC_FIRST_AIDER = "paediatric_first_aider", "Paediatric first aider"
        MEDICINES = "medicines", "Administers medicines"
        FIRE_WARDEN = "fire_warden", "Fire warden"
        EVC = "evc", "Educational visits coordinator"
        VISIT_LEADER = "visit_leader", "Visit leader"
        MINIBUS_DRIVER = "minibus_driver", "Minibus driver"
        SITE = "site", "Site and premises duties"
        CATERING = "catering", "Prepares or serves food"
        EARLY_YEARS = "early_years", "Works in Nursery or Reception"
        PE_LEAD = "pe_lead", "PE lead"
        HEALTH_AND_SAFETY_LEAD = "health_and_safety_lead", "Health and safety lead"
        DATA_PROTECTION_LEAD = "data_protection_lead", "Data protection lead"
        ECT_MENTOR = "ect_mentor", "ECT mentor"
        INDUCTION_TUTOR = "induction_tutor", "Induction tutor"
        REVIEWER = "reviewer", ours("Leads performance reviews")
        RECRUITER = "recruiter", "Sits on recruitment panels"
        SAFEGUARDING_LINK = "safeguarding_link", ours("Safeguarding link governor")
        SEND_LINK = "send_link", ours("SEND link governor")
        HEALTH_AND_SAFETY_LINK = "health_and_safety_link", ours("Health and safety link governor")
        EXCLUSION_PANEL = "exclusion_panel", "Sits on exclusion panels"
        APPRAISAL_PANEL = "appraisal_panel", ours("Sits on the Headteacher's appraisal panel")

        @classmethod
        def of_boards(cls) -> "list[Responsibility.Kind]":
            """Return the duties that come with a link role on a board, and in no other way."""
            return [cls.SAFEGUARDING_LINK, cls.SEND_LINK, cls.HEALTH_AND_SAFETY_LINK]

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="responsibilities")
    school = models.ForeignKey(School, models.PROTECT, related_name="responsibilities")
    kind = models.CharField(max_length=30, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("school", "kind", "pk")
        verbose_name_plural = "responsibilities"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_responsibility_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["person", "school", "kind"],
                # Those of boards come with link roles, of which somebody may have two that give the same.
                condition=models.Q(ends_on=None)
                & ~models.Q(kind__in=["safeguarding_link", "send_link", "health_and_safety_link"]),
                name="people_responsibility_once_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.school}"


class Term(models.Model):
    """A stretch between two holidays. A school's own terms, or the trust's where the school has none."""

    class Name(models.TextChoices):
        AUTUMN = "autumn", "Autumn"
        SPRING = "spring", "Spring"
        SUMMER = "summer", "Summer"

    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="terms")
    year = models.PositiveSmallIntegerField("academic year", help_text="The year it started, such as 2026.")
    name = models.CharField(max_length=8, choices=Name)
    half = models.PositiveSmallIntegerField(choices=((1, "First half"), (2, "Second half")), default=1)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="people_term_ends_after_start"
            ),
            # Coalesce, because SQLite cannot treat two empty schools as the same.
            models.UniqueConstraint(
                Coalesce("school", 0),
                "year",
                "name",
                "half",
                name="people_term_once",
                violation_error_message="This half term has already been added.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()} {self.year}, half {self.half}"


class TrainingDay(models.Model):
    """A day in term without pupils (INSET). A school's own, or the whole trust's."""

    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="training_days")
    day = models.DateField()
    title = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("day", "pk")
        constraints = [
            models.UniqueConstraint(
                Coalesce("school", 0),
                "day",
                name="people_trainingday_once",
                violation_error_message="There's already an INSET day on this date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.title}"
