"""Policy documents with their versions; what people are asked to read, and that they have read it (policy OD-1)."""

import datetime as dt

from django.db import models
from django.urls import reverse

from core.calendar import LONDON, today
from core.models import PublicIdModel
from core.trust_settings import ours
from governance.documents.querysets import DeclarationQuerySet, DocumentQuerySet, ReadingQuerySet, VersionQuerySet
from people.models import Role


class PolicyDocument(PublicIdModel):
    """A document that the trust or a school keeps. What it says today is its current version."""

    class Subject(models.TextChoices):
        CPD_POLICY = "cpd_policy", "CPD policy"
        SAFEGUARDING = "safeguarding", "Safeguarding"
        HEALTH = "health", "Health, safety and medical needs"
        STAFFING = "staffing", ours("Staffing and performance reviews")
        TEACHING = "teaching", "Teaching and curriculum"
        SEND = "send", "SEND and inclusion"
        EQUALITY = "equality", "Equality"
        DATA = "data", "Data protection and IT"
        FINANCE = "finance", "Finance and premises"
        GOVERNANCE = "governance", "Governance"
        OTHER = "other", "Other"

    class Readers(models.TextChoices):
        EVERYONE = "everyone", ours("Staff, governors and trustees")
        STAFF = "staff", "Staff only"
        BOARD = "board", ours("Governors, trustees and their clerks only")

    title = models.CharField(max_length=150)
    subject = models.CharField(max_length=12, choices=Subject)
    # The central team's are those of the whole trust.
    school = models.ForeignKey("people.School", models.PROTECT, related_name="policy_documents")
    readers = models.CharField("who can see it", max_length=8, choices=Readers, default=Readers.EVERYONE)
    # Whoever holds a role there looks after it, or one person.
    keeper_role = models.CharField("role that looks after it", max_length=20, blank=True, choices=Role)
    keeper = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="policy_documents_kept"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(keeper=None) & ~models.Q(keeper_role="")
                | models.Q(keeper__isnull=False, keeper_role=""),
                name="governance_document_has_one_keeper",
                violation_error_message="Choose a role or a person, not both.",
            ),
            models.CheckConstraint(
                condition=models.Q(readers__in=["everyone", "staff", "board"]), name="governance_document_readers_known"
            ),
            models.UniqueConstraint(
                fields=["school", "title"],
                condition=models.Q(withdrawn_at=None),
                name="governance_document_title_once",
                violation_error_message="There’s already a document with this title here.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the document's page."""
        return reverse("governance:document-detail", args=[self.public_id])

    @property
    def readers_in_words(self) -> str:
        """Return who can see it, beside those who keep it: of what is for boards, of which."""
        if self.readers != self.Readers.BOARD:
            return str(self.get_readers_display())
        if self.school.is_central:
            return str(ours("Trustees, members and their clerks only"))
        return str(ours("The school’s governors and their clerk only"))

    @property
    def is_withdrawn(self) -> bool:
        """Return whether it is no longer in force."""
        return self.withdrawn_at is not None


class DocumentVersion(PublicIdModel):
    """What a document said from one approval to the next. File and link never change; a new version replaces it."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="versions", editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    label = models.CharField("version", max_length=40, blank=True)
    # A board, or who else it was in words.
    board = models.ForeignKey("governance.Board", models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.CharField(max_length=150, blank=True)
    approved_on = models.DateField()
    review_on = models.DateField("review date")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    link = models.URLField(max_length=500, blank=True)
    changes = models.TextField("what has changed", blank=True)
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="governance_version_number_once"),
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(replaced_at=None), name="governance_version_one_current"
            ),
            models.CheckConstraint(
                condition=(models.Q(file=None) & ~models.Q(link="")) | models.Q(file__isnull=False, link=""),
                name="governance_version_file_or_link",
            ),
            models.CheckConstraint(
                condition=(models.Q(board=None) & ~models.Q(approved_by=""))
                | models.Q(board__isnull=False, approved_by=""),
                name="governance_version_one_approver",
                violation_error_message="Choose the board or enter who else approved it, not both.",
            ),
            models.CheckConstraint(
                condition=models.Q(review_on__gt=models.F("approved_on")),
                name="governance_version_reviewed_later",
                violation_error_message="The review date must be after the date of approval.",
            ),
        ]
        indexes = [models.Index(fields=["review_on"], name="governance_version_review")]

    def __str__(self) -> str:
        return f"{self.document}, {self.name}"

    @property
    def name(self) -> str:
        """Return what the version is called."""
        return self.label or f"version {self.number}"

    @property
    def approver(self) -> str:
        """Return who approved it, in words."""
        return self.board.name if self.board else self.approved_by

    @property
    def is_overdue(self) -> bool:
        """Return whether its review date has passed: it is still to be reviewed on the day itself."""
        return self.review_on < today()


class Reading(PublicIdModel):
    """That an audience is asked to read a document by a day. It asks whoever belongs to the audience while it runs."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="readings", editable=False)
    audience = models.ForeignKey("training.Audience", models.PROTECT, related_name="+", editable=False)
    starts_on = models.DateField(editable=False)
    due_on = models.DateField("read by")
    every_year = models.BooleanField("ask again every year", default=False)
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(ended_at=None), name="governance_reading_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("starts_on")),
                name="governance_reading_due_after_start",
                violation_error_message="Choose a day that isn’t in the past.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reading of {self.document} from {self.starts_on}"

    def get_absolute_url(self) -> str:
        """Return the address of the list of who has read it."""
        return reverse("governance:reading-detail", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        """Return whether people are still asked."""
        return self.ended_at is None

    @property
    def last_day(self) -> dt.date:
        """Return the day by which the audience goes: today while it runs, else the day when it ended."""
        return self.ended_at.astimezone(LONDON).date() if self.ended_at else today()


class Declaration(models.Model):
    """That somebody said that they have read a version, and when. Written once and never changed."""

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="declarations")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="documents_read")
    document_version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="declarations")
    read_at = models.DateTimeField()

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ("-read_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["reading", "person"], name="governance_declaration_once"),
        ]

    def __str__(self) -> str:
        return f"Read on {self.read_at:%Y-%m-%d}"
