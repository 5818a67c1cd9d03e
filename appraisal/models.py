"""A performance management review of a year: its objectives, and the training agreed for each (policy PM-1, PM-4).

Nothing below this app points at it: an agreed training names the need that it became, never the other way round
(decision 12).
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse

from appraisal.querysets import AgreedTrainingQuerySet, ObjectiveQuerySet, ReviewQuerySet
from core.calendar import year_label
from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from core.trust_settings import ours
from planning.models import Area

if TYPE_CHECKING:
    from people.models import Person


class ReviewStatus(models.TextChoices):
    """How far a review is."""

    SETTING = "setting", "Setting objectives"
    PROPOSED = "proposed", "Awaiting agreement"
    AGREED = "agreed", "Agreed"
    SET = "set", "Set without agreement"

    @classmethod
    def in_force(cls) -> list["ReviewStatus"]:
        """Return the states in which the objectives hold for the year."""
        return [cls.AGREED, cls.SET]


class Review(PublicIdModel, HasStatus):
    """The review of one person at one school for an academic year, whatever staff group they belong to (PM-4).

    Its text is read by the two, and by the Headteacher of the school unless it is the review of a school's leader.
    """

    Status = ReviewStatus

    FLOW = Flow(
        {
            Status.SETTING: {Status.PROPOSED, Status.SET},
            Status.PROPOSED: {Status.AGREED, Status.SETTING, Status.SET},
            Status.AGREED: {Status.SETTING},
            Status.SET: {Status.SETTING},
        }
    )

    school = models.ForeignKey("people.School", models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField("academic year", help_text="The year it started, such as 2026.")
    reviewee = models.ForeignKey("people.Person", models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey("people.Person", models.PROTECT, related_name="reviews_led")
    # As it was on opening: who leads the school later does not read what its leader agreed with the trust.
    is_of_leader = models.BooleanField("review of a school leader", default=False, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.SETTING, editable=False)
    reason = models.TextField("reason for reopening", blank=True)
    opened_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the reviewee last sent back what was proposed, since the objectives were last in force.
    sent_back_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the objectives were agreed, or set without agreement.
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    AUDIT_SUBJECT = "reviewee_id"
    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "school", "reviewee__last_name", "pk")
        verbose_name = "performance review"
        constraints = [
            models.UniqueConstraint(
                fields=["reviewee", "school", "year"],
                name="appraisal_review_once_a_year",
                violation_error_message="This person already has a review at this school for this year.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=ReviewStatus.values), name="appraisal_review_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(reviewer=models.F("reviewee")), name="appraisal_review_not_of_oneself"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="proposed") | models.Q(proposed_at__isnull=False),
                name="appraisal_review_proposed_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["agreed", "set"]) | models.Q(settled_at__isnull=False),
                name="appraisal_review_settled_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "year", "status"], name="appraisal_review_school"),
            models.Index(fields=["reviewer", "status"], name="appraisal_review_reviewer"),
        ]

    def __str__(self) -> str:
        return f"{ours('Performance review')} {year_label(self.year)}"

    def get_absolute_url(self) -> str:
        """Return the address of the review's page."""
        return reverse("appraisal:review-detail", args=[self.public_id])

    @property
    def is_in_force(self) -> bool:
        """Return whether the objectives hold for the year: agreed, or set without agreement."""
        return self.status in ReviewStatus.in_force()

    def is_led_by(self, person: "Person") -> bool:
        """Return whether the person is the reviewer, and that gives them something still: see `querysets.two_of`."""
        return person.pk == self.reviewer_id and Review.objects.of_two(person).filter(pk=self.pk).exists()

    def is_of_two(self, person: "Person") -> bool:
        """Return whether the person is the reviewee, or the reviewer still."""
        return person.pk == self.reviewee_id or self.is_led_by(person)


class Objective(PublicIdModel):
    """One objective of a review. It changes only while the review's objectives are being set."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="objectives")
    # The review's school and year, so that the database can hold what it may serve.
    school = models.ForeignKey("people.School", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("academic year")
    position = models.PositiveSmallIntegerField()
    title = models.CharField("objective", max_length=200)
    success_criteria = models.TextField("how we'll measure it")
    priority = models.ForeignKey(
        "planning.Priority", models.PROTECT, null=True, blank=True, related_name="objectives", verbose_name="serves"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ObjectiveQuerySet.as_manager()

    AUDIT_SUBJECT = "review.reviewee_id"

    class Meta:
        ordering = ("review", "position")
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="appraisal_objective_position_once"),
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(success_criteria=""),
                name="appraisal_objective_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the objective's page."""
        return reverse("appraisal:objective-detail", args=[self.public_id])


class AgreedTraining(PublicIdModel):
    """Training that the two agree for an objective. When the review is agreed it becomes a need, once (PM-1)."""

    objective = models.ForeignKey(Objective, models.PROTECT, related_name="trainings")
    what = models.CharField("training", max_length=200)
    area = models.CharField("topic", max_length=20, choices=Area)
    wanted_by = models.DateField("needed by", null=True, blank=True)
    estimated_cost = models.DecimalField(
        "estimated cost in pounds", max_digits=9, decimal_places=2, null=True, blank=True
    )
    need = models.OneToOneField(
        "planning.Need", models.PROTECT, null=True, blank=True, related_name="agreed_training", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    AUDIT_SUBJECT = "objective.review.reviewee_id"
    objects = AgreedTrainingQuerySet.as_manager()

    class Meta:
        ordering = ("objective", "pk")
        verbose_name_plural = "agreed training"
        constraints = [
            models.CheckConstraint(condition=~models.Q(what=""), name="appraisal_agreedtraining_says_something"),
            models.CheckConstraint(
                condition=models.Q(estimated_cost=None) | models.Q(estimated_cost__gte=0),
                name="appraisal_agreedtraining_cost_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """Return where it stands: on the page of its objective."""
        return f"{self.objective.get_absolute_url()}#training"


class Agreement(models.Model):
    """What the two agreed on one day, word for word, or what the reviewer set where they did not agree.

    It stays when the objectives are amended and agreed anew. The reviewee writes one reply to what was set.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    settled_at = models.DateTimeField()
    # For each objective: title, criteria, priority, and the words of the training agreed for it.
    objectives: "models.JSONField[Any, Any]" = models.JSONField()
    # Why it was set without agreement; empty where it was agreed.
    reason = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("review", "number")
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="appraisal_agreement_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="appraisal_agreement_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(reply="", replied_at=None)
                | (~models.Q(reply="") & ~models.Q(reason="") & models.Q(replied_at__isnull=False)),
                name="appraisal_agreement_reply_to_what_was_set",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement {self.number}"


class YearNote(PublicIdModel):
    """What one of the two writes while the objectives are in force. Both read it at once, and it is never changed."""

    class Kind(models.TextChoices):
        """What it is about."""

        SELF_REVIEW = "self_review", "Self-review"
        MID_YEAR = "mid_year", "Mid-year conversation"
        PROGRESS = "progress", "Progress"

    review = models.ForeignKey(Review, models.PROTECT, related_name="notes")
    objective = models.ForeignKey(Objective, models.PROTECT, null=True, blank=True, related_name="notes")
    kind = models.CharField(max_length=12, choices=Kind)
    held_on = models.DateField("date")
    text = models.TextField("notes")
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("review", "held_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["self_review", "mid_year"], objective=None)
                | models.Q(kind="progress", objective__isnull=False),
                name="appraisal_yearnote_progress_of_an_objective",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="appraisal_yearnote_says_something"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
