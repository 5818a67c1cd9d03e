"""Skills audits of a board: what it asks, what each member answers, and the needs that come of gaps (policy GV-3)."""

from django.db import models
from django.urls import reverse

from core.calendar import today, year_label
from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from core.trust_settings import ours
from governance.audits.areas import Area
from governance.audits.querysets import SelfAssessmentQuerySet, SkillsAuditQuerySet, StatementQuerySet


class Statement(PublicIdModel):
    """Something that a member of a board may know or be able to do. Put out of use rather than deleted.

    An audit keeps its own copy of the words, so that what was answered stays an answer to what was asked.
    """

    class For(models.TextChoices):
        LOCAL = "local", ours("Local governing boards")
        TRUST = "trust", ours("The trust board")

    board_kind = models.CharField("which boards", max_length=8, choices=For)
    code = models.CharField("code", max_length=10)
    area = models.CharField("area", max_length=16, choices=Area)
    text = models.CharField("statement", max_length=200)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    is_in_use = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ("board_kind", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["board_kind", "code"],
                name="governance_statement_code_once",
                violation_error_message="Another statement for these boards has this code. Choose another code.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Return the page on which it is changed."""
        return reverse("governance:statement-edit", args=[self.public_id])


class AuditStatus(models.TextChoices):
    """How far a skills audit is."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class SkillsAudit(PublicIdModel, HasStatus):
    """A board's skills audit of one academic year. Closed it stays closed: its picture never changes again."""

    Status = AuditStatus

    FLOW = Flow({Status.DRAFT: {Status.OPEN}, Status.OPEN: {Status.CLOSED}})

    board = models.ForeignKey("governance.Board", models.PROTECT, related_name="skills_audits")
    year = models.PositiveSmallIntegerField("academic year")
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT, editable=False)
    closes_on = models.DateField("closing date")
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SkillsAuditQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["board", "year"],
                name="governance_skillsaudit_once_a_year",
                violation_error_message="This board has a skills audit for this year already.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=AuditStatus.values), name="governance_skillsaudit_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft", opened_at=None, closed_at=None)
                | models.Q(status="open", opened_at__isnull=False, closed_at=None)
                | models.Q(status="closed", opened_at__isnull=False, closed_at__isnull=False),
                name="governance_skillsaudit_moments_fit",
            ),
        ]
        indexes = [models.Index(fields=["status", "closes_on"], name="governance_skillsaudit_due")]

    def __str__(self) -> str:
        return f"Skills audit {year_label(self.year)}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("governance:audit-detail", args=[self.public_id])

    @property
    def answer_url(self) -> str:
        """Return the address at which a member of the board answers it."""
        return reverse("governance:audit-answer", args=[self.public_id])

    @property
    def takes_answers(self) -> bool:
        """Return whether it takes answers today: open, and its last day has not passed, swept or not."""
        return self.status == self.Status.OPEN and self.closes_on >= today()

    @property
    def state_words(self) -> str:
        """Return today's state in words: from the end of its last day it is closed to answers, swept or not."""
        if self.status == self.Status.OPEN and not self.takes_answers:
            return "Closing"
        return self.Status(self.status).label


class AuditItem(models.Model):
    """A statement as one audit asks it, in the words of that day, and how much the board needs it."""

    class Wanted(models.TextChoices):
        MUST = "must", "Must have"
        SHOULD = "should", "Should have"

    audit = models.ForeignKey(SkillsAudit, models.CASCADE, related_name="items")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="items")
    area = models.CharField(max_length=16, choices=Area)
    text = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    wanted = models.CharField(max_length=8, choices=Wanted, blank=True)

    class Meta:
        ordering = ("audit", "position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["audit", "statement"], name="governance_audititem_once"),
            models.CheckConstraint(
                condition=models.Q(wanted__in=["", "must", "should"]), name="governance_audititem_wanted_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SelfAssessment(PublicIdModel):
    """What one member of a board says of their own skills in one audit.

    Read by themselves and the chair; by the clerk who shares it. `is_counted`: it is in the board's picture.
    """

    audit = models.ForeignKey(SkillsAudit, models.PROTECT, related_name="assessments")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="self_assessments")
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_shared = models.BooleanField(default=False, editable=False)
    is_counted = models.BooleanField(default=False, editable=False)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("audit", "pk")
        constraints = [
            models.UniqueConstraint(fields=["audit", "person"], name="governance_selfassessment_once"),
            models.CheckConstraint(
                condition=models.Q(is_counted=False) | models.Q(finished_at__isnull=False),
                name="governance_selfassessment_counted_is_finished",
            ),
            models.CheckConstraint(
                condition=models.Q(is_shared=False) | models.Q(shared_at__isnull=False),
                name="governance_selfassessment_shared_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Self-assessment {self.public_id}"

    def get_absolute_url(self) -> str:
        """Return the page on which it is read."""
        return reverse("governance:assessment-detail", args=[self.public_id])


class Rating(models.Model):
    """How one member rates themselves on one statement, 1 to 5."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="ratings")
    item = models.ForeignKey(AuditItem, models.PROTECT, related_name="ratings")
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("assessment", "item")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "item"], name="governance_rating_once"),
            models.CheckConstraint(
                condition=models.Q(value__gte=1, value__lte=5), name="governance_rating_from_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"Rating {self.pk}"


class AreaNote(models.Model):
    """What a member adds in their own words on an area."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="notes")
    area = models.CharField(max_length=16, choices=Area)
    words = models.TextField(max_length=1000)

    class Meta:
        ordering = ("assessment", "pk")
        constraints = [models.UniqueConstraint(fields=["assessment", "area"], name="governance_areanote_once")]

    def __str__(self) -> str:
        return f"Note {self.pk}"


class GapNeed(models.Model):
    """That a training need came of a gap: of one statement of one audit. It names no one."""

    item = models.OneToOneField(AuditItem, models.PROTECT, related_name="gap_need")
    need = models.OneToOneField("planning.Need", models.PROTECT, related_name="from_skills_audit")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Need {self.need_id} out of statement {self.item_id}"
