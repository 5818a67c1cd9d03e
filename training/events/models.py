"""Events: what the trust and its schools do themselves, one row a date; their series; for whom they are (R-6, AP-8)."""

import datetime as dt
import uuid

from django.db import models
from django.urls import reverse

from core.calendar import LONDON, now
from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from core.trust_settings import ours
from planning.approaches.selectors import approach_label, offered
from planning.models import Approach, Mode
from training.events.querysets import AudienceLineQuerySet, EventQuerySet, MaterialQuerySet, SeriesQuerySet


class EventKind(models.TextChoices):
    """What kind of meeting or training an event is. One that is a type of training has the trust's name for it."""

    TRAINING_DAY = "training_day", approach_label("training_day")
    STAFF_MEETING = "staff_meeting", approach_label("staff_meeting")
    NETWORK = "network", approach_label("network")
    MODERATION = "moderation", approach_label("moderation")
    COLLABORATIVE_PLANNING = "collaborative_planning", approach_label("collaborative_planning")
    ECT_MEETING = "ect_meeting", "ECT meeting"
    ITT_MEETING = "itt_meeting", "ITT meeting"
    CURRICULUM_MEETING = "curriculum_meeting", "Curriculum meeting"
    GOVERNANCE_EVENING = "governance_evening", approach_label("governance_evening")
    BOARD_TRAINING = "board_training", approach_label("board_training")
    COACHING = "coaching", approach_label("coaching")
    VISIT = "visit", approach_label("visit")
    OTHER = "other", "Other training"

    @classmethod
    def of_boards(cls) -> list[str]:
        """Return the kinds that are for boards, which their chairs and clerks arrange too (policy GV-4, GV-5)."""
        return [cls.GOVERNANCE_EVENING, cls.BOARD_TRAINING]

    @classmethod
    def by_approach(cls, approach: str) -> list[str]:
        """Return the kinds by which people learn in a way."""
        return [kind for kind in cls if kind.approach == approach]

    @classmethod
    def offered(cls, keep: str = "") -> list[tuple[str, str]]:
        """Return the kinds whose type of training is in use, and the one that an event has already."""
        in_use = dict(offered())
        return [(kind.value, kind.label) for kind in cls if kind.approach in in_use or kind == keep]

    @property
    def approach(self) -> str:
        """Return the way of learning that a record of it has."""
        return APPROACHES[self].value if self in APPROACHES else Approach(self.value).value


# The way of learning that a record of each kind has, where the kind is not one itself.
APPROACHES: dict[str, Approach] = {
    EventKind.ECT_MEETING: Approach.INDUCTION,
    EventKind.ITT_MEETING: Approach.INDUCTION,
    EventKind.CURRICULUM_MEETING: Approach.GOOD_PRACTICE,
    EventKind.OTHER: Approach.GOOD_PRACTICE,
}


class Audience(models.Model):
    """For whom events are: the union of its lines. Written once and never changed, so that the dates of a series share
    it; whoever chooses other people for an event gives it another audience.
    """

    def __str__(self) -> str:
        return f"Audience {self.pk}"


class AudienceLine(models.Model):
    """Some people: of one school or of every one (none named), and of a phase where one is named."""

    class Kind(models.TextChoices):
        STAFF = "staff", "All staff"
        BOARD = "board", ours("Governors, trustees and their clerks")
        GROUP = "group", "Staff group"
        STAGE = "stage", "Career stage"
        ROLE = "role", "Role"
        RESPONSIBILITY = "responsibility", "Responsibility"
        PERSON = "person", "One person"

    audience = models.ForeignKey(Audience, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=14, choices=Kind)
    # Of StaffGroup, CareerStage, Role or Responsibility.Kind, as the kind asks.
    value = models.CharField(max_length=30, blank=True)
    school = models.ForeignKey("people.School", models.PROTECT, null=True, blank=True, related_name="+")
    # The phase of schools, as the trust writes it.
    phase = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")

    objects = AudienceLineQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="person", person__isnull=False, school=None, phase="", value="")
                | (~models.Q(kind="person") & models.Q(person=None) & (models.Q(school=None) | models.Q(phase=""))),
                name="training_audienceline_names_one_thing",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind__in=["group", "stage", "role", "responsibility"]) & ~models.Q(value=""))
                | models.Q(kind__in=["staff", "board", "person"], value=""),
                name="training_audienceline_value_fits_kind",
            ),
        ]
        indexes = [models.Index(fields=["kind", "value", "school"], name="training_audienceline_for")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}".rstrip()


class Series(PublicIdModel):
    """Events that belong together, such as a weekly CPD session; notes and materials of all dates are kept here."""

    class Repeats(models.TextChoices):
        WEEKLY = "weekly", "Every week"
        FORTNIGHTLY = "fortnightly", "Every two weeks"
        HALF_TERMLY = "half_termly", "Once each half term"
        DATES = "dates", "On dates I choose"

    title = models.CharField(max_length=200)
    repeats = models.CharField(max_length=12, choices=Repeats)
    notes = models.TextField("shared notes", blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title


class EventStatus(models.TextChoices):
    """Whether an event is to come, took place, or was called off."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class Event(PublicIdModel, HasStatus):
    """One date, with everything that is said of it. It is held once its register is closed."""

    Status = EventStatus

    FLOW = Flow({Status.PLANNED: {Status.HELD, Status.CANCELLED}})

    class SignUp(models.TextChoices):
        OPEN = "open", "Open: anyone it's for can sign up"
        AGREED = "agreed", ours("The Headteacher agrees first")
        INVITED = "invited", "By invitation"

    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="events", editable=False)
    # Changed alone: it keeps its change when all the dates are changed, unless that is ticked.
    differs = models.BooleanField(default=False, editable=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.PLANNED, editable=False)
    kind = models.CharField("type of event", max_length=24, choices=EventKind)
    title = models.CharField(max_length=200)
    about = models.TextField("what it's about", blank=True)
    school = models.ForeignKey("people.School", models.PROTECT, related_name="events", verbose_name="host school")
    room = models.CharField("room or place", max_length=150, blank=True)
    online_link = models.URLField("link to join online", max_length=500, blank=True)
    mode = models.CharField("format", max_length=16, choices=Mode, default=Mode.IN_PERSON)
    # The day in London of `starts_at`, by which lists and terms go; the database holds the two together.
    day = models.DateField(editable=False)
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")
    organiser = models.ForeignKey("people.Person", models.PROTECT, related_name="events_organised")
    facilitators = models.ManyToManyField("people.Person", blank=True, related_name="events_facilitated")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="events", editable=False)
    sign_up = models.CharField("signing up", max_length=8, choices=SignUp, default=SignUp.OPEN)
    sign_up_until = models.DateTimeField("sign up by", null=True, blank=True)
    # Empty: as many as come.
    capacity = models.PositiveSmallIntegerField("places", null=True, blank=True)
    cost = models.DecimalField("cost of a place in pounds", max_digits=8, decimal_places=2, default=0)
    requirements = models.ManyToManyField("certificates.Requirement", blank=True, related_name="events")
    priority = models.ForeignKey("planning.Priority", models.PROTECT, null=True, blank=True, related_name="events")
    need = models.ForeignKey("planning.Need", models.PROTECT, null=True, blank=True, related_name="events")
    action = models.ForeignKey("planning.Action", models.PROTECT, null=True, blank=True, related_name="events")
    # The needs of several people that it was planned from, `need` aside.
    needs = models.ManyToManyField("planning.Need", blank=True, related_name="events_planned")
    asks_feedback = models.BooleanField("ask for feedback afterwards", default=False)
    # In percent: below it there is no certificate, and the hours are those attended.
    least_share = models.PositiveSmallIntegerField("share to attend for a certificate, in percent", default=80)
    # Kept of a single event here, and of a series there.
    notes = models.TextField("shared notes", blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", editable=False)
    cancelled_because = models.CharField("reason for cancelling", max_length=250, blank=True)
    register_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    register_closed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    # The identity of the calendar entry; the sequence grows with each change, so that calendars update it.
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    KEPT_FOLDED = ("title", "about", "room")
    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=EventStatus.values), name="training_event_status_known"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="training_event_kind_known"),
            models.CheckConstraint(
                condition=models.Q(sign_up__in=["open", "agreed", "invited"]), name="training_event_sign_up_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="training_event_ends_after_start",
                violation_error_message="An event ends after it starts.",
            ),
            models.CheckConstraint(
                condition=models.Q(sign_up_until=None) | models.Q(sign_up_until__lte=models.F("starts_at")),
                name="training_event_sign_up_ends_before_start",
                violation_error_message="Signing up ends before the event starts.",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(capacity__gte=1), name="training_event_has_places"
            ),
            models.CheckConstraint(condition=models.Q(cost__gte=0), name="training_event_cost_not_negative"),
            models.CheckConstraint(condition=models.Q(least_share__lte=100), name="training_event_share_of_a_hundred"),
            models.CheckConstraint(
                condition=(models.Q(status="cancelled", cancelled_at__isnull=False) & ~models.Q(cancelled_because=""))
                | (~models.Q(status="cancelled") & models.Q(cancelled_at=None)),
                name="training_event_cancelled_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(status="held", register_closed_at__isnull=False)
                | (~models.Q(status="held") & models.Q(register_closed_at=None)),
                name="training_event_held_is_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="training_event_starts"),
            models.Index(fields=["school", "starts_at"], name="training_event_school"),
            models.Index(fields=["audience", "starts_at"], name="training_event_audience"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the event's page."""
        return reverse("training:event-detail", args=[self.public_id])

    def moved_on_text(self) -> str:
        """Return the sentence for somebody who came too late."""
        return f"This event is already {self.get_status_display().lower()}."

    @property
    def approach(self) -> str:
        """Return the way of learning that a record of it has."""
        return EventKind(self.kind).approach

    @property
    def is_online(self) -> bool:
        """Return whether people attend it from where they are."""
        return self.mode in (Mode.ONLINE_LIVE, Mode.ONLINE_OWN_TIME)

    @property
    def has_started(self) -> bool:
        """Return whether its time has come."""
        return self.starts_at <= now()

    @property
    def has_ended(self) -> bool:
        """Return whether its time is over."""
        return self.ends_at <= now()

    @property
    def starts_in_london(self) -> dt.datetime:
        """Return when it starts by the clock on the wall."""
        return self.starts_at.astimezone(LONDON)

    @property
    def ends_in_london(self) -> dt.datetime:
        """Return when it ends by the clock on the wall."""
        return self.ends_at.astimezone(LONDON)


class Material(PublicIdModel):
    """A file or a link that goes with an event, or with all dates of a series."""

    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="materials")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="materials")
    title = models.CharField(max_length=150)
    link = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ("added_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(event=None, series__isnull=False) | models.Q(event__isnull=False, series=None),
                name="training_material_of_one",
            ),
            models.CheckConstraint(
                condition=(models.Q(file=None) & ~models.Q(link="")) | models.Q(file__isnull=False, link=""),
                name="training_material_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title
