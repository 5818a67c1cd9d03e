"""Who was at an event and for how long, and who missed it and has to catch up."""

import hashlib

from django.db import models

from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from training.attendance.querysets import AttendanceQuerySet, CatchUpQuerySet


class Mark(models.TextChoices):
    """What the register says of somebody."""

    PRESENT = "present", "Present"
    LATE = "late", "Late"
    LEFT_EARLY = "left_early", "Left early"
    ABSENT = "absent", "Absent"
    # Of whoever did not work then, or was away for long, and did not come.
    NOT_REQUIRED = "not_required", "Invited, not required"

    @classmethod
    def partly(cls) -> list[str]:
        """Return the marks of those who missed some of it."""
        return [cls.LATE.value, cls.LEFT_EARLY.value]

    @classmethod
    def not_there(cls) -> list[str]:
        """Return the marks of those who were not there."""
        return [cls.ABSENT.value, cls.NOT_REQUIRED.value]

    @classmethod
    def fitting(cls, mark: str, *, is_required: bool) -> str:
        """Return a mark as it fits somebody: of those who were not there only whoever is required is absent."""
        if mark not in cls.not_there():
            return mark
        return (cls.ABSENT if is_required else cls.NOT_REQUIRED).value

    @classmethod
    def choices_for(cls, *, is_required: bool) -> list[tuple[str, str]]:
        """Return what can be marked of somebody."""
        unfit = cls.NOT_REQUIRED if is_required else cls.ABSENT
        return [(mark.value, str(mark.label)) for mark in cls if mark != unfit]


class Attendance(PublicIdModel):
    """One line of a register: a person of the trust, or the name of a guest.

    Until the register is closed it is a note; whoever marked themselves by the code has only their own word. Closing
    confirms it and writes the record. Nobody confirms their own.
    """

    event = models.ForeignKey("training.Event", models.PROTECT, related_name="attendances")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="attendances")
    guest_name = models.CharField("name", max_length=150, blank=True)
    mark = models.CharField(max_length=12, choices=Mark)
    missed_minutes = models.PositiveSmallIntegerField("minutes missed", default=0)
    reason = models.CharField("reason for absence", max_length=200, blank=True)
    marked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    record = models.OneToOneField(
        "training.Record", models.PROTECT, null=True, blank=True, related_name="attendance", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "attendances"
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="training_attendance_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, guest_name="")
                | (models.Q(person=None, record=None) & ~models.Q(guest_name="")),
                name="training_attendance_of_somebody",
            ),
            models.CheckConstraint(condition=models.Q(mark__in=Mark.values), name="training_attendance_mark_known"),
            models.CheckConstraint(
                condition=models.Q(missed_minutes=0) | models.Q(mark__in=["late", "left_early"]),
                name="training_attendance_minutes_of_part",
            ),
            models.CheckConstraint(
                condition=models.Q(reason="") | models.Q(mark="absent"), name="training_attendance_reason_of_absence"
            ),
            models.CheckConstraint(
                condition=models.Q(record=None)
                | (~models.Q(mark__in=["absent", "not_required"]) & models.Q(confirmed_at__isnull=False)),
                name="training_attendance_record_of_presence",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="training_attendance_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | models.Q(person=None)
                | ~models.Q(confirmed_by=models.F("person")),
                name="training_attendance_not_confirmed_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return whose line it is."""
        return self.person.full_name if self.person else self.guest_name

    @property
    def is_own_word(self) -> bool:
        """Return whether nobody but the person says so."""
        return self.confirmed_at is None and self.marked_by_id == self.person_id

    @property
    def sign(self) -> str:
        """Return a sign of what the line says, by which a form knows what it showed."""
        return sign_of(self.mark, self.missed_minutes, self.reason)


def sign_of(mark: str = "", missed_minutes: int = 0, reason: str = "") -> str:
    """Return the sign of a line that says this; of one that is not marked, without arguments."""
    return hashlib.sha256(f"{mark}|{missed_minutes}|{reason}".encode()).hexdigest()[:8]


class CatchUpStatus(models.TextChoices):
    """Whether what was missed is still to be done."""

    OPEN = "open", "To do"
    DONE = "done", "Done"
    DROPPED = "dropped", "Not needed"


class CatchUp(PublicIdModel, HasStatus):
    """How somebody who missed required training makes up for it: on another date, or by reading the material."""

    Status = CatchUpStatus

    # Who was spared, or whose certificate was withdrawn since, may be asked again.
    FLOW = Flow({Status.OPEN: {Status.DONE, Status.DROPPED}, Status.DONE: {Status.OPEN}, Status.DROPPED: {Status.OPEN}})

    attendance = models.OneToOneField(Attendance, models.PROTECT, related_name="catch_up")
    status = models.CharField(max_length=7, choices=CatchUpStatus, default=CatchUpStatus.OPEN, editable=False)
    # Another date to go to; empty: the material is enough.
    next_event = models.ForeignKey("training.Event", models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reminded_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CatchUpQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=CatchUpStatus.values), name="training_catchup_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", ended_at=None)
                | (~models.Q(status="open") & models.Q(ended_at__isnull=False)),
                name="training_catchup_ended_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(status="open"), name="training_catchup_open"),
        ]

    def __str__(self) -> str:
        return f"Catch-up of {self.attendance_id}"
