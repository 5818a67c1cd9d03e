"""Meetings of a board, and who came, sent apologies or stayed away."""

import datetime as dt

from django.db import models
from django.urls import reverse

from core.calendar import LONDON, now
from core.models import PublicIdModel
from core.trust_settings import in_own_words
from governance.boards.models import Board
from governance.meetings.querysets import MeetingQuerySet


class MeetingKind(models.TextChoices):
    """What kind of meeting it is."""

    FULL = "full", "Full board"
    COMMITTEE = "committee", "Committee"
    EXTRAORDINARY = "extraordinary", "Extraordinary meeting"
    ANNUAL_GENERAL = "annual_general", "Annual general meeting"
    TRAINING = "training", "Training"


class Meeting(PublicIdModel):
    """A meeting of a board on a day, by London's clock. One that was cancelled stays so and says why."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="meetings")
    kind = models.CharField("type of meeting", max_length=14, choices=MeetingKind, default=MeetingKind.FULL)
    name = models.CharField(max_length=120, blank=True)
    day = models.DateField("date")
    starts = models.TimeField()
    ends = models.TimeField()
    place = models.CharField(max_length=150)
    papers = models.URLField("link to papers", max_length=500, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_because = models.CharField("reason for cancelling", max_length=200, blank=True, editable=False)
    # When somebody said last who came; without it the meeting counts for nobody.
    recorded_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The day on which the board was told of its day and time.
    announced_on = models.DateField(editable=False)
    # Grows with each change that a calendar shows.
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("day", "starts", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=MeetingKind.values), name="governance_meeting_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="governance_meeting_ends_after_start",
                violation_error_message="The end time must be after the start time",
            ),
            models.CheckConstraint(
                condition=models.Q(papers="") | models.Q(papers__startswith="https://"),
                name="governance_meeting_papers_by_https",
                violation_error_message="Enter a link that begins with https://",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None, cancelled_because="")
                | (models.Q(cancelled_at__isnull=False, recorded_at=None) & ~models.Q(cancelled_because="")),
                name="governance_meeting_cancelled_says_why",
            ),
        ]
        indexes = [models.Index(fields=["board", "day"], name="governance_meeting_board")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the meeting's page."""
        return reverse("governance:meeting-detail", args=[self.public_id])

    @property
    def title(self) -> str:
        """Return its name, or else its type in the trust's own words."""
        return self.name or in_own_words(self.get_kind_display())

    @property
    def times(self) -> str:
        """Return "18:00 to 20:00"."""
        return f"{self.starts:%H:%M} to {self.ends:%H:%M}"

    @property
    def starts_at(self) -> dt.datetime:
        """Return when it starts by the clock on the wall."""
        return dt.datetime.combine(self.day, self.starts, LONDON)

    @property
    def ends_at(self) -> dt.datetime:
        """Return when it ends by the clock on the wall."""
        return dt.datetime.combine(self.day, self.ends, LONDON)

    @property
    def has_started(self) -> bool:
        """Return whether its time has come."""
        return self.starts_at <= now()

    @property
    def is_cancelled(self) -> bool:
        """Return whether it was called off."""
        return self.cancelled_at is not None


class MeetingAttendance(models.Model):
    """Whether somebody came to a meeting. Apologies may be sent before it, everything else is said afterwards."""

    class State(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="meeting_attendance")
    state = models.CharField(max_length=9, choices=State)

    class Meta:
        verbose_name_plural = "attendance at meetings"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["present", "apologies", "absent"]),
                name="governance_meetingattendance_state_known",
            ),
            models.UniqueConstraint(fields=["meeting", "person"], name="governance_meetingattendance_once"),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
