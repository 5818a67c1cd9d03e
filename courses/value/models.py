"""Service-level agreements: places or credits bought from a provider for a period (policy GV-2, AP-10)."""

from django.db import models
from django.urls import reverse

from core.models import PublicIdModel
from courses.value.querysets import ServiceAgreementQuerySet


class ServiceAgreement(PublicIdModel):
    """What the trust bought from one provider for a period: its cost and its credits. What is used is summed."""

    provider = models.ForeignKey("courses.Provider", models.PROTECT, related_name="agreements")
    title = models.CharField(max_length=150)
    starts_on = models.DateField()
    ends_on = models.DateField()
    cost = models.DecimalField("cost in pounds", max_digits=10, decimal_places=2)
    # Empty: as many places as are wanted.
    credits = models.DecimalField("places or credits", max_digits=7, decimal_places=2, null=True, blank=True)
    # Empty: for every school.
    schools = models.ManyToManyField("people.School", blank=True, related_name="+")
    notes = models.TextField("what it covers", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ServiceAgreementQuerySet.as_manager()

    class Meta:
        ordering = ("-ends_on", "title", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="courses_agreement_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(cost__gte=0) & (models.Q(credits=None) | models.Q(credits__gte=0)),
                name="courses_agreement_cost_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the agreement's page."""
        return reverse("courses:agreement-detail", args=[self.public_id])
