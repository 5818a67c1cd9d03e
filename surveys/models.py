"""Surveys to staff, boards, parents and pupils. Answers carry no name: who took part stands apart (policy AP-3)."""

import secrets
import uuid
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse

from core.calendar import today
from core.flow import Flow, HasStatus
from core.models import PublicIdModel
from core.trust_settings import ours
from surveys.querysets import SurveyQuerySet


def new_survey_token() -> str:
    """Return an unguessable token for the address at which parents answer."""
    return secrets.token_urlsafe(18)


class SurveyStatus(models.TextChoices):
    """How far a survey is."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class Survey(PublicIdModel, HasStatus):
    """Some questions to one audience, open until a day. The central team's surveys go to the whole trust."""

    Status = SurveyStatus

    FLOW = Flow({Status.DRAFT: {Status.OPEN}, Status.OPEN: {Status.CLOSED}, Status.CLOSED: {Status.OPEN}})

    class Audience(models.TextChoices):
        STAFF = "staff", "Staff"
        GOVERNORS = "governors", ours("Governors")
        TRUSTEES = "trustees", ours("Trustees and members")
        PARENTS = "parents", "Parents and carers"
        PUPILS = "pupils", "Pupils, with an adult"

    school = models.ForeignKey("people.School", models.PROTECT, related_name="surveys")
    title = models.CharField(max_length=150)
    introduction = models.TextField("introduction", blank=True)
    audience = models.CharField("audience", max_length=10, choices=Audience)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT, editable=False)
    closes_on = models.DateField("closing date")
    # The address of a survey to parents, who have no sign-in. Empty for every other audience.
    token = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # From here on its results are seen, and it is never open again: a late answer could be found by comparing.
    results_shown_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=SurveyStatus.values), name="surveys_survey_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(opened_at__isnull=False),
                name="surveys_survey_opened_has_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(token="") & (models.Q(token=None) | models.Q(audience="parents")),
                name="surveys_survey_link_for_parents_only",
            ),
            models.CheckConstraint(
                condition=models.Q(results_shown_at=None) | models.Q(status="closed"),
                name="surveys_survey_results_when_closed",
            ),
        ]
        indexes = [models.Index(fields=["school", "status"], name="surveys_survey_school")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the survey's page, for those who run it."""
        return reverse("surveys:survey-detail", args=[self.public_id])

    @property
    def answer_url(self) -> str:
        """Return the address at which those who sign in answer it."""
        return reverse("surveys:survey-answer", args=[self.public_id])

    @property
    def state(self) -> str:
        """Return the status as it is today: an open survey is closed from the end of its last day, swept or not."""
        if self.status == self.Status.OPEN and self.closes_on < today():
            return self.Status.CLOSED
        return self.status

    @property
    def state_words(self) -> str:
        """Return today's state in words."""
        return self.Status(self.state).label

    @property
    def asks_by_sign_in(self) -> bool:
        """Return whether it is answered by people who sign in."""
        return self.audience in (self.Audience.STAFF, self.Audience.GOVERNORS, self.Audience.TRUSTEES)

    def takes_answers_on(self, day: date) -> bool:
        """Return whether it takes answers on `day`."""
        return self.status == self.Status.OPEN and self.closes_on >= day


class Question(models.Model):
    """One question of a survey. Fixed when the survey opens, so that all answers are to the same words."""

    class Kind(models.TextChoices):
        SCALE = "scale", "How far do you agree? (1 to 5)"
        YES_NO = "yes_no", "Yes or no"
        ONE = "one", "Choose one"
        SEVERAL = "several", "Choose any"
        TEXT = "text", "In your own words"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField("question", max_length=250)
    # The choices of "choose one" and "choose any", in their order.
    choices: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField("required", default=False)

    class Meta:
        ordering = ("survey", "position", "pk")

    def __str__(self) -> str:
        return self.text


class Participation(models.Model):
    """That somebody signed in has answered, so that nobody answers twice. It says neither who nor what.

    The mark is made of the survey, the person and the installation's secret key: whoever asks "has this person
    answered?" with the key gets an answer, and the table by itself names nobody (decision 10).
    """

    mark = models.CharField(primary_key=True, max_length=64, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="participations")

    def __str__(self) -> str:
        return f"Participation in {self.survey_id}"


class Response(models.Model):
    """One set of answers, of nobody in particular: a random key, no time, no person, at most a broad group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses")
    # "Teachers and leaders" and so on, and only where so many belong to it that it points at nobody.
    group = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("survey", "id")

    def __str__(self) -> str:
        return f"Response {self.id}"


class Answer(models.Model):
    """The answer to one question: a number (1 to 5, or 1 and 0 for yes and no), choices, or words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    number = models.SmallIntegerField(null=True, blank=True)
    chosen: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("question", "id")
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="surveys_answer_once")]

    def __str__(self) -> str:
        return f"Answer {self.id}"


class SurveyNeed(models.Model):
    """That a need came out of a survey: of the answers to a question, or of one answer in somebody's own words."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="needs")
    need = models.OneToOneField("planning.Need", models.PROTECT, related_name="from_survey")
    question = models.OneToOneField(Question, models.PROTECT, null=True, blank=True, related_name="need")
    answer = models.OneToOneField(Answer, models.PROTECT, null=True, blank=True, related_name="need")

    class Meta:
        ordering = ("survey", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(question__isnull=False, answer=None) | models.Q(question=None, answer__isnull=False),
                name="surveys_surveyneed_of_one_source",
            ),
        ]

    def __str__(self) -> str:
        return f"Need {self.need_id} out of survey {self.survey_id}"
