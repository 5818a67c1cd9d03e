"""What is on offer: providers, courses and their dates (policy R-5, RM-2)."""

from django.db import models
from django.urls import reverse

from core.models import PublicIdModel
from core.trust_settings import ours
from courses.catalogue.querysets import CourseDateQuerySet, CourseQuerySet, ProviderQuerySet
from planning.approaches.selectors import approach_name
from planning.models import Approach, Mode


class Provider(PublicIdModel):
    """Who offers courses: the trust itself, the local authority, a hub, a university, a company (policy R-5)."""

    class Kind(models.TextChoices):
        TRUST = "trust", "Within the trust"
        LOCAL_AUTHORITY = "local_authority", "Local authority"
        TEACHING_HUB = "teaching_hub", "Teaching school hub"
        APPROPRIATE_BODY = "appropriate_body", "Appropriate body"
        UNIVERSITY = "university", "University"
        FURTHER_EDUCATION = "further_education", "Further education college"
        SUBJECT_ASSOCIATION = "subject_association", "Subject association"
        PRIVATE = "private", "Private provider"
        CHARITY = "charity", "Charity"
        OTHER = "other", "Other"

    name = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    website = models.URLField(blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    notes = models.TextField(blank=True)
    is_active = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Audience(models.TextChoices):
    """For whom a course is meant."""

    TEACHERS = "teachers", "Teachers"
    ECTS = "ects", "Early career teachers"
    SUPPORT = "support", "Teaching assistants and support staff"
    OFFICE = "office", "Office and business staff"
    SITE = "site", "Site and catering staff"
    LEADERS = "leaders", "Leaders"
    GOVERNANCE = "governance", ours("Governors and trustees")
    EVERYBODY = "everybody", "Everybody"


class ForStage(models.TextChoices):
    """The stage of a career that a course is meant for (policy IM-1)."""

    TRAINEE = "trainee", "Trainee teachers"
    EARLY = "early", "Early career teachers"
    EXPERIENCED = "experienced", "Experienced teachers"
    SUPPORT = "support", "Experienced support staff"
    MIDDLE_LEADER = "middle_leader", "Subject and phase leaders"
    SENIOR_LEADER = "senior_leader", ours("Senior and aspiring senior leaders")


class Course(PublicIdModel):
    """A course in the catalogue. Dates hang on it; a course without dates is arranged on request."""

    title = models.CharField(max_length=200)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="courses")
    summary = models.TextField(blank=True)
    approach = models.CharField(max_length=24, default=Approach.COURSE)
    mode = models.CharField(max_length=16, choices=Mode, default=Mode.IN_PERSON)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.EVERYBODY)
    # Empty: for every stage.
    career_stage = models.CharField(max_length=14, choices=ForStage, blank=True, default="")
    # Empty: nobody has said what it costs. 0: it is free.
    price = models.DecimalField("price per person in pounds", max_digits=8, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField("length in hours", max_digits=5, decimal_places=2, default=6)
    website = models.URLField("course web page", blank=True)
    credits = models.ManyToManyField("certificates.Requirement", blank=True, related_name="courses")
    leads_to_qualification = models.CharField("qualification", max_length=200, blank=True)
    # Empty: open to every school.
    schools = models.ManyToManyField("people.School", blank=True, related_name="+")
    is_active = models.BooleanField("in the catalogue", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=0), name="courses_course_price_not_negative")
        ]

    def __str__(self) -> str:
        return self.title

    def get_approach_display(self) -> str:
        """Return the type of training as the trust calls it."""
        return approach_name(self.approach)

    def get_absolute_url(self) -> str:
        """Return the address of the course's page."""
        return reverse("courses:course-detail", args=[self.public_id])

    @property
    def is_external(self) -> bool:
        """Return whether somebody outside the trust runs it, so that the chain and the booking officer are needed."""
        return self.provider.kind != Provider.Kind.TRUST


class CourseDate(PublicIdModel):
    """One date on which a course runs."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="dates")
    starts_on = models.DateField()
    ends_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    venue = models.CharField(max_length=200, blank=True)

    objects = CourseDateQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="courses_coursedate_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%d %B %Y}"

    @property
    def place(self) -> str:
        """Return where it is; "" for one that is online, where the course's format says so already."""
        says_online = self.course.mode in (Mode.ONLINE_LIVE, Mode.ONLINE_OWN_TIME)
        return "" if says_online and self.venue.strip().lower() == "online" else self.venue
