"""The person: one record for everybody in the trust, whatever they do and wherever (policy R-1)."""

import secrets
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac

from core.calendar import today
from core.models import PublicIdModel
from people.querysets import PersonManager

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from people.authority import Authority


def new_calendar_token() -> str:
    """Return an unguessable token for a private calendar feed."""
    return secrets.token_urlsafe(32)


class Person(PublicIdModel, AbstractBaseUser):
    """A member of staff, trainee, governor, trustee or member; often several at once.

    What somebody may do comes from dated grants and posts, never from a field of the person. Somebody without a
    work email (lunchtime staff) has a record all the same and simply cannot sign in.
    """

    email = models.EmailField("work email", null=True, blank=True, max_length=254)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    teacher_number = models.CharField("teacher reference number", max_length=7, blank=True)
    joined_on = models.DateField("joined the trust", null=True, blank=True)
    left_on = models.DateField("left the trust", null=True, blank=True)
    # What the leaving day ended or took away, as it was before: a corrected day reopens that and nothing else.
    ended_by_leaving: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict, encoder=DjangoJSONEncoder, editable=False
    )
    is_active = models.BooleanField("can sign in", default=True)
    # Another record of the same person, which has taken this one over: this one stays as a name for history.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from", editable=False)
    calendar_token = models.CharField(max_length=60, unique=True, null=True, blank=True, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Who asked for an invitation that a worker is still to send.
    invitation_asked_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]
    KEPT_FOLDED = ("first_name", "last_name", "email")

    objects = PersonManager()

    class Meta:
        ordering = ("last_name", "first_name", "pk")
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="people_person_email_once",
                violation_error_message="Someone else already uses this email address.",
            ),
            models.UniqueConstraint(
                fields=["teacher_number"],
                condition=~models.Q(teacher_number=""),
                name="people_person_teacher_number_once",
            ),
            models.CheckConstraint(condition=~models.Q(email=""), name="people_person_email_null_not_empty"),
            models.CheckConstraint(
                condition=models.Q(left_on=None)
                | models.Q(joined_on=None)
                | models.Q(left_on__gte=models.F("joined_on")),
                name="people_person_left_after_joined",
            ),
        ]
        indexes = [
            models.Index(fields=["last_name", "first_name"], name="people_person_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}"

    def get_full_name(self) -> str:
        """Return the name that sign-in pages greet with."""
        return self.full_name

    def get_absolute_url(self) -> str:
        """Return the address of the person's profile."""
        return reverse("people:person-detail", args=[self.public_id])

    @cached_property
    def authority(self) -> "Authority":
        """Return what this person holds today: grants, posts and responsibilities, read once.

        A request loads its person afresh, so a grant that ended is gone at the next request.
        """
        from people.authority import Authority

        return Authority(self)

    def get_session_auth_hash(self) -> str:
        """Return what a session must match: a new password or a new email ends all sessions."""
        return next(self._session_hashes([settings.SECRET_KEY]))

    def get_session_auth_fallback_hash(self) -> "Iterator[str]":
        """Yield the same under the keys that were in use before."""
        return self._session_hashes(settings.SECRET_KEY_FALLBACKS)

    def _session_hashes(self, secrets_known: "Iterable[str | bytes]") -> "Iterator[str]":
        signs_in_by = f"{self.password}{self.email or ''}"
        for secret in secrets_known:
            yield salted_hmac("people.session", signs_in_by, secret=secret, algorithm="sha256").hexdigest()

    def forget_authority(self) -> None:
        """Let the next question about rights ask the database again."""
        self.__dict__.pop("authority", None)

    @property
    def has_left(self) -> bool:
        """Return whether the leaving day is over; on the day itself the person is still here."""
        return self.left_on is not None and self.left_on < today()

    @property
    def may_sign_in(self) -> bool:
        """Return whether the person is let in today: not switched off, and not gone."""
        return self.is_active and not self.has_left

    def works_on(self, day: date) -> bool:
        """Return whether the person is in the trust on `day`, as far as the dates of joining and leaving tell."""
        return (self.joined_on is None or self.joined_on <= day) and (self.left_on is None or day <= self.left_on)

    def save_calendar_token(self) -> Any:
        """Give the person a new private calendar token; the old one stops working. Called by a service only."""
        self.calendar_token = new_calendar_token()
        self.save(update_fields=["calendar_token"])
        return self.calendar_token
