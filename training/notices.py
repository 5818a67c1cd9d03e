"""What people are told about feedback on their training. Neither a subject nor a key says who or what it is about."""

from django.urls import reverse

from core.formatting import long_date
from notifications.models import Notice, Topic
from notifications.services import tell
from training.models import Record

GIVE_FEEDBACK = "training.feedback"


def asked(record: Record) -> Notice | None:
    """Ask the person of a record for feedback on it (policy IM-2)."""
    return _tell(
        record,
        "asked",
        "Tell colleagues what you took away from your training",
        f"You were at “{record.title}” on {long_date(record.ends_on)}. What did you learn, and for whom is it of use? "
        "It takes a few minutes.",
    )


def reminded(record: Record) -> Notice | None:
    """Remind the person of a record once."""
    return _tell(
        record,
        "reminded",
        "Your feedback on training is still missing",
        f"“{record.title}” was on {long_date(record.ends_on)}. A few lines are enough.",
    )


def prompted(record: Record, day: str) -> Notice | None:
    """Tell the person of a record that a leader asks for the feedback; once a day."""
    return _tell(
        record,
        f"prompted:{day}",
        "You are asked for your feedback on training",
        f"A leader asks what you took away from “{record.title}” on {long_date(record.ends_on)}.",
    )


def _tell(record: Record, what: str, subject: str, body: str) -> Notice | None:
    return tell(
        person=record.person,
        topic=Topic.FEEDBACK,
        key=f"training.feedback.{what}:{record.public_id}",
        subject=subject,
        body=body,
        path=reverse("training:feedback-give", args=[record.public_id]),
        asks=GIVE_FEEDBACK,
        about=record.public_id,
    )
