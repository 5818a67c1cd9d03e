"""Requirements as editable data, certificates as a history, qualifications, exemptions."""

from typing import Any

from django.db import models
from django.urls import reverse

from certificates.querysets import (
    CertificateQuerySet,
    ExemptionQuerySet,
    NamedHolderQuerySet,
    QualificationQuerySet,
    RequirementQuerySet,
)
from core.models import PublicIdModel
from core.trust_settings import ours

# How long a title may be that heads a narrow column.
SHORT_TITLE = 24


class Requirement(PublicIdModel):
    """Training that must be valid: who needs it, for how long it holds, on whose authority, checked when.

    Nothing here is law by itself: label, interval and source are the trust's to edit, and every page shows the
    source and the day on which somebody checked it.
    """

    class Statutory(models.TextChoices):
        YES = "yes", "Statutory"
        CONDITIONAL = "conditional", "Statutory for some roles"
        CONDITION = "condition", "Required by an insurer or standard"
        RECOMMENDED = "recommended", "Recommended"

    class Expiry(models.TextChoices):
        NONE = "none", "Does not expire"
        INTERVAL = "interval", "A set number of months after completion"
        PRINTED = "printed", "On the date shown on the certificate"
        ACADEMIC_YEAR = "academic_year", "At the end of the academic year it was completed"

    class Coverage(models.TextChoices):
        EACH_PERSON = "each_person", "Everyone"
        EACH_HOLDER = "each_holder", "Everyone with the role"
        ONE_PER_SCHOOL = "one_per_school", "A minimum number at each school"
        ONE_PER_BOARD = "one_per_board", "A minimum number on each board"
        NAMED = "named", "People you choose"

    class Audience(models.TextChoices):
        STAFF = "staff", "Staff"
        GOVERNANCE = "governance", ours("Governors and trustees")
        BOTH = "both", ours("Staff, governors and trustees")

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    short_title = models.CharField(max_length=SHORT_TITLE)
    statutory = models.CharField("statutory or recommended", max_length=12, choices=Statutory)
    authority = models.CharField(max_length=250, blank=True)
    source = models.CharField(max_length=250, blank=True)
    source_checked_on = models.DateField("source last checked", null=True, blank=True)
    source_checked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    notes = models.TextField(blank=True)
    evidence = models.CharField(max_length=80, blank=True)

    audience = models.CharField(max_length=12, choices=Audience, default=Audience.STAFF)
    coverage = models.CharField(max_length=16, choices=Coverage, default=Coverage.EACH_PERSON)
    minimum_holders = models.PositiveSmallIntegerField("minimum number", default=1)
    # Lists of StaffGroup, Responsibility.Kind and Role values. All empty means the whole audience.
    staff_groups: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    responsibilities: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    roles: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    early_years_only = models.BooleanField("only schools with a nursery or Reception class", default=False)

    expiry = models.CharField(max_length=14, choices=Expiry, default=Expiry.INTERVAL)
    interval_months = models.PositiveSmallIntegerField(null=True, blank=True)
    first_due_days = models.PositiveSmallIntegerField("first due, days after starting", null=True, blank=True)
    early_renewal_months = models.PositiveSmallIntegerField(
        "months before expiry when renewing keeps the same expiry date", default=0
    )
    satisfied_by = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="satisfies")
    is_active = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(expiry="interval") | models.Q(interval_months__gte=1),
                name="certificates_requirement_interval_has_months",
                violation_error_message="Enter the number of months.",
            ),
            models.CheckConstraint(
                condition=~models.Q(expiry="academic_year") | models.Q(early_renewal_months__lte=11),
                name="certificates_requirement_year_ahead_within_a_year",
                violation_error_message="Enter at most 11 months for an academic year.",
            ),
            models.CheckConstraint(
                condition=~models.Q(short_title=""), name="certificates_requirement_has_a_short_title"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the requirement's page."""
        return reverse("certificates:requirement-detail", args=[self.public_id])


class Certificate(PublicIdModel):
    """One award to one person. A history: a renewal is a new row, never an edit of the old one.

    `is_current` marks, for a person and a requirement, the award that is valid longest, so that a page about 120
    people costs the same after one year and after thirty. The service that records an award moves the mark.
    """

    class Source(models.TextChoices):
        COURSE = "course", "From a booked course"
        EVENT = "event", "Training within the trust"
        UPLOAD = "upload", "Added from a certificate"
        IMPORT = "import", "Imported from earlier records"

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="certificates")
    school = models.ForeignKey(
        "people.School", models.PROTECT, related_name="+", help_text="The person’s school when it was awarded."
    )
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="certificates")
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=150, blank=True)
    number = models.CharField("certificate number", max_length=60, blank=True)
    awarded_on = models.DateField()
    printed_expiry = models.DateField("expiry date on the certificate", null=True, blank=True)
    # The last day on which it is valid (Europe/London), computed by the requirement's rule; empty: for good.
    expires_on = models.DateField(null=True, blank=True)
    is_current = models.BooleanField(default=True, editable=False)
    source = models.CharField(max_length=8, choices=Source)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    verified_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=250, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ("-awarded_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "requirement"],
                condition=models.Q(is_current=True),
                name="certificates_certificate_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on=None) | models.Q(expires_on__gte=models.F("awarded_on")),
                name="certificates_certificate_expires_after_award",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None) | models.Q(is_current=False),
                name="certificates_certificate_revoked_not_current",
            ),
            models.UniqueConstraint(
                fields=["person", "requirement", "awarded_on", "source"],
                condition=models.Q(revoked_at=None),
                name="certificates_certificate_once_a_source",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by=None) | ~models.Q(verified_by=models.F("person")),
                name="certificates_certificate_not_verified_by_oneself",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-awarded_on"], name="certificates_cert_person"),
            models.Index(fields=["expires_on"], condition=models.Q(is_current=True), name="certificates_cert_expiring"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the certificate's page."""
        return reverse("certificates:certificate-detail", args=[self.public_id])

    @property
    def is_own_word(self) -> bool:
        """Return whether nobody but the person has vouched for it so far."""
        return self.source == self.Source.UPLOAD and self.entered_by_id == self.person_id and self.verified_at is None


class Qualification(PublicIdModel):
    """A professional qualification and who paid for it, for the reports (policy RM-8)."""

    class PaidBy(models.TextChoices):
        SCHOOL = "school", "The school"
        TRUST = "trust", "The trust"
        GRANT = "grant", "A grant or scholarship"
        PERSON = "person", "Self-funded"

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="qualifications")
    school = models.ForeignKey("people.School", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    awarding_body = models.CharField(max_length=150, blank=True)
    awarded_on = models.DateField()
    paid_by = models.CharField(max_length=8, choices=PaidBy)
    agrees_to_be_named = models.BooleanField("can be named in reports", default=False)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = QualificationQuerySet.as_manager()

    class Meta:
        ordering = ("-awarded_on", "-pk")

    def __str__(self) -> str:
        return self.title


class Exemption(PublicIdModel):
    """A person need not meet a requirement, for a reason, until a day or without end. It stays when it is ended."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="exemptions")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="exemptions")
    reason = models.CharField(max_length=250)
    until = models.DateField(null=True, blank=True)
    # From this day on it does not hold any more, because somebody ended it or gave another one.
    ended_on = models.DateField(null=True, blank=True, editable=False)
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "requirement"],
                condition=models.Q(ended_on=None),
                name="certificates_exemption_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(given_by=models.F("person")), name="certificates_exemption_not_by_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"Exempt from {self.requirement.code}"


class ReminderMark(models.Model):
    """How far down the reminder ladder somebody was told about a certificate (or a first due date) that ends on a day.

    `threshold` is the days that were left: 90, 60, ... 0, then -7, -14 and so on. It only ever sinks, so a clock that
    goes back tells nothing twice, and thresholds missed while nothing ran count as passed (policy CX-1).
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="+")
    ends_on = models.DateField()
    recipient = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    threshold = models.SmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "requirement", "ends_on", "recipient"], name="certificates_remindermark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ends_on}: {self.threshold}"


class NamedHolder(PublicIdModel):
    """Somebody named by hand for a requirement whose audience no rule can tell. It stays when it is ended."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="named_for")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="named_holders")
    since = models.DateField()
    # From this day on the person is not named any more.
    ended_on = models.DateField(null=True, blank=True, editable=False)
    named_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    objects = NamedHolderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "requirement"],
                condition=models.Q(ended_on=None),
                name="certificates_namedholder_once",
            )
        ]

    def __str__(self) -> str:
        return f"Named for {self.requirement.code}"
