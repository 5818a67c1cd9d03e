"""Training that somebody on a board did elsewhere, as the clerk entered it."""

from django.db import models
from django.urls import reverse

from core.models import PublicIdModel
from governance.board_training.querysets import OutsideTrainingQuerySet


class OutsideTraining(PublicIdModel):
    """That a record is training elsewhere of somebody on a board. What it was stands in the record.

    Its person may say that it is wrong; then the clerk withdraws it or says why it stays.
    """

    board = models.ForeignKey("governance.Board", models.PROTECT, related_name="outside_training")
    record = models.OneToOneField("training.Record", models.PROTECT, related_name="outside_training")
    disputed_at = models.DateTimeField(null=True, blank=True, editable=False)
    disputed_because = models.CharField("what is wrong", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    AUDIT_SUBJECT = "record.person_id"
    objects = OutsideTrainingQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = "training elsewhere"
        verbose_name_plural = "training elsewhere"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(disputed_at=None, disputed_because="")
                | (models.Q(disputed_at__isnull=False) & ~models.Q(disputed_because="")),
                name="governance_outsidetraining_disputed_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.record.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("governance:outside-detail", args=[self.public_id])

    @property
    def is_disputed(self) -> bool:
        """Return whether its person says that it is wrong."""
        return self.disputed_at is not None

    @property
    def is_withdrawn(self) -> bool:
        """Return whether it was withdrawn."""
        return self.record.withdrawn_at is not None
