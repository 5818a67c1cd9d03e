"""What people are told about a register. Nothing here names anybody else."""

from django.db.models import QuerySet
from django.urls import reverse

from core.formatting import long_date
from notifications.models import Notice, Topic
from notifications.services import tell, tell_many
from people.models import Person
from training.attendance.models import Attendance, CatchUp, Mark
from training.events.models import Event

CATCH_UP = "training.catch_up"
# What somebody is told of another date, by how their place there stands.
HOW = {
    "confirmed": "You have a place on {day} instead.",
    "invited": "You're invited on {day} instead. Please tell us whether you're coming.",
    "asked": "We've asked for you to go on {day} instead, and we'll let you know when that's agreed.",
    "waiting": "You're on the waiting list for {day}. We'll let you know as soon as a place is free.",
    "offered": "A place is free for you on {day}. Please accept it.",
    "again": "You gave up your place on {day}. Sign up again or ask the organiser.",
    "ask": "You can't catch up on {day} any more. Ask the organiser for another date.",
}
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


def catch_up_asked(catch_up: CatchUp, place: str = "") -> Notice | None:
    """Ask somebody to catch up on required training that they missed; `place`: how theirs on another date stands."""
    what = f"asked:{catch_up.asked_at.isoformat()}"
    return _tell(catch_up, what, "Training you missed: please catch up", place)


def catch_up_reminded(catch_up: CatchUp, day: str, way: str) -> Notice | None:
    """Remind somebody of it; `way`: how they can do it now."""
    return _tell(catch_up, f"reminded:{day}", "Reminder: please catch up on training you missed", way)


def _tell(catch_up: CatchUp, what: str, subject: str, place: str = "") -> Notice | None:
    attendance = catch_up.attendance
    if attendance.person is None:
        return None
    title, next_event = attendance.event.title, catch_up.next_event
    why = f"You missed some or all of “{title}”."
    if attendance.mark == Mark.NOT_REQUIRED:
        why = f"You didn't have to come to “{title}”, but you still need what it covered."
    how = "Read the material, then confirm that you've read it."
    if next_event:
        how = HOW.get(place, "You can go on {day} instead.").format(day=long_date(next_event.day))
    body = f"{why} {how}"
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
