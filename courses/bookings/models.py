"""A booking: made by the central booking officer alone, for a request that has every approval (policy IM-4)."""

import uuid

from django.db import models
from django.urls import reverse

from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from courses.bookings.querysets import BookingQuerySet


class Booking(PublicIdModel, HasStatus):
    """What was booked with a provider for one request: reference, order number, real cost, place, papers."""

    class Status(models.TextChoices):
        BOOKED = "booked", "Booked"
        ATTENDED = "attended", "Attended"
        NOT_ATTENDED = "not_attended", "Not attended"
        CANCELLED = "cancelled", "Cancelled"

    class CancelledBy(models.TextChoices):
        US = "us", "By us"
        PROVIDER = "provider", "By the provider"
        NAME_CHANGE = "name_change", "Attendee swapped"
        CHANGED = "changed", "Request sent back for approval"

    FLOW = Flow({Status.BOOKED: {Status.ATTENDED, Status.NOT_ATTENDED, Status.CANCELLED}})

    request = models.ForeignKey("courses.CourseRequest", models.PROTECT, related_name="bookings")
    # The school and person of the request, so that registers need no join to be scoped and sorted.
    school = models.ForeignKey("people.School", models.PROTECT, related_name="bookings")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="bookings")
    status = models.CharField(max_length=12, choices=Status, default=Status.BOOKED, editable=False)
    provider_reference = models.CharField("booking reference", max_length=80, blank=True)
    order_number = models.CharField("purchase order number", max_length=40, blank=True)
    cost = models.DecimalField("real cost in pounds", max_digits=10, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    venue = models.CharField("place or link", max_length=250, blank=True)
    joining_instructions = models.TextField(blank=True)
    confirmation = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    # The service-level agreement whose credits paid for it, and how many of them (policy GV-2).
    agreement = models.ForeignKey(
        "courses.ServiceAgreement", models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    credits_used = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    # Given for somebody who leaves before the course is over (`leaving_of`); the database asks for it too.
    leaver_reason = models.TextField("why someone who leaves before is booked", blank=True, default="")
    cancel_free_until = models.DateField("can be cancelled free until", null=True, blank=True)
    booked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=12, choices=CancelledBy, blank=True)
    cancellation_charge = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    cancellation_note = models.TextField(blank=True)
    attendance_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    attendance_at = models.DateTimeField(null=True, blank=True)
    absence_note = models.TextField("why not attended", blank=True)
    record = models.OneToOneField(
        "training.Record", models.PROTECT, null=True, blank=True, editable=False, related_name="booking"
    )
    # The identity of the calendar entry; the sequence grows with each change, so that calendars update it.
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=~models.Q(status="cancelled"),
                name="courses_booking_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="courses_booking_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(cost__gte=0) & models.Q(cancellation_charge__gte=0),
                name="courses_booking_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(agreement=None, credits_used=None)
                | models.Q(agreement__isnull=False, credits_used__gte=0),
                name="courses_booking_credits_of_an_agreement",
            ),
            models.CheckConstraint(
                condition=models.Q(attendance_by=None) | ~models.Q(attendance_by=models.F("person")),
                name="courses_booking_attendance_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="cancelled") | models.Q(cancelled_at__isnull=False),
                name="courses_booking_cancelled_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(record=None) | models.Q(status="attended"),
                name="courses_booking_record_of_what_was_attended",
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_on", "-id"], name="courses_booking_register"),
            models.Index(fields=["school", "-starts_on"], name="courses_booking_school"),
            models.Index(fields=["person", "-starts_on"], name="courses_booking_person"),
            models.Index(fields=["status", "ends_on"], name="courses_booking_attendance"),
        ]

    def __str__(self) -> str:
        return f"Booking {self.provider_reference or self.public_id}"

    def get_absolute_url(self) -> str:
        """Return the address of the booking's page."""
        return reverse("courses:booking-detail", args=[self.public_id])
