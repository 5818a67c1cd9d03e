"""What people are told about feedback on their training. Neither a subject nor a key says who or what it is about."""

from django.urls import reverse

from core.formatting import long_date
from notifications.models import Notice, Topic
from notifications.services import tell
from training.records.models import Record

GIVE_FEEDBACK = "training.feedback"


def asked(record: Record) -> Notice | None:
    """Ask the person of a record for feedback on it (policy IM-2)."""
    return _tell(
        record,
        "asked",
        "How was your training? Please give feedback",
        f"You attended “{record.title}” on {long_date(record.ends_on)}. Tell us what you learned and who else would "
        "find it useful. It takes a few minutes.",
    )


def reminded(record: Record) -> Notice | None:
    """Remind the person of a record once."""
    return _tell(
        record,
        "reminded",
        "Reminder: please give feedback on your training",
        f"You attended “{record.title}” on {long_date(record.ends_on)}. A few lines are enough.",
    )


def prompted(record: Record, day: str) -> Notice | None:
    """Tell the person of a record that a leader asks for the feedback; once a day."""
    return _tell(
        record,
        f"prompted:{day}",
        "Please give feedback on your training",
        f"A school leader would like your feedback on “{record.title}” ({long_date(record.ends_on)}).",
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
