"""What people are told about a register. Nothing here names anybody else."""

from django.db.models import QuerySet
from django.urls import reverse

from core.formatting import long_date
from notifications.models import Notice, Topic
from notifications.services import tell, tell_many
from people.models import Person
from training.attendance.models import Attendance, CatchUp
from training.events.models import Event

CATCH_UP = "training.catch_up"
FOUND = "you'll find it under My certificates."


def register_closed(event: Event, attended: "QuerySet[Attendance]") -> None:
    """Tell everybody who was there that it is in their record."""
    tell_many(
        people=Person.objects.filter(attendances__in=attended),
        topic=Topic.EVENT,
        key=f"training.attendance.recorded:{event.public_id}",
        subject=f"Added to your CPD record: “{event.title}”",
        body="If you attended enough of it for a certificate, you'll find that under My certificates."
        if event.requirements.exists()
        else "",
        path=reverse("training:my-record"),
    )


def attendance_corrected(attendance: Attendance) -> Notice | None:
    """Tell somebody that their attendance was corrected."""
    if attendance.person is None:
        return None
    event = attendance.event
    return tell(
        person=attendance.person,
        topic=Topic.EVENT,
        key=f"training.attendance.corrected:{attendance.public_id}:{attendance.version}",
        subject=f"Attendance corrected: “{event.title}”",
        body=(
            f"Your attendance on {long_date(event.day)} is now “{attendance.get_mark_display()}”. We've updated your "
            "CPD record and certificates. If that's wrong, contact the organiser."
        ),
        path=reverse("training:my-record"),
    )


def catch_up_asked(catch_up: CatchUp) -> Notice | None:
    """Ask somebody to catch up on required training that they missed."""
    return _tell(catch_up, f"asked:{catch_up.asked_at.isoformat()}", "Training you missed: please catch up")


def catch_up_reminded(catch_up: CatchUp, day: str) -> Notice | None:
    """Remind somebody of it."""
    return _tell(catch_up, f"reminded:{day}", "Reminder: please catch up on training you missed")


def _tell(catch_up: CatchUp, what: str, subject: str) -> Notice | None:
    attendance = catch_up.attendance
    if attendance.person is None:
        return None
    title, next_event = attendance.event.title, catch_up.next_event
    body = (
        f"You missed some or all of “{title}”. You can go on {long_date(next_event.day)} instead."
        if next_event
        else f"You missed some or all of “{title}”. Read the material, then confirm that you've read it."
    )
    return tell(
        person=attendance.person,
        topic=Topic.CERTIFICATE,
        key=f"training.catch_up.{what}:{catch_up.public_id}",
        subject=subject,
        body=body,
        path=reverse("training:catch-up", args=[catch_up.public_id]),
        asks=CATCH_UP,
        about=catch_up.public_id,
    )
