"""What the system reminds the desk of by itself."""

from django.urls import reverse

from core.calendar import today
from courses.desk.selectors import CONFIRMATIONS, queue_of
from notifications.models import Topic
from notifications.services import tell
from people.models import Role
from people.selectors import away_on, holders


def chase_confirmations() -> int:
    """Tell the central booking officers once a week how many confirmations are missing; return how many were told.

    Not whoever is away for long.
    """
    count = queue_of(CONFIRMATIONS).order_by().count()
    if not count:
        return 0
    year, week, _ = today().isocalendar()
    told = [
        tell(
            person=person,
            topic=Topic.BOOKING,
            key=f"courses.confirmations.missing:{year}-{week}:{person.public_id}",
            subject=f"{count} booking{' has' if count == 1 else 's have'} no confirmation yet",
            body="Ask the providers, and add each confirmation at the booking desk.",
            path=reverse("courses:desk-queue", args=[CONFIRMATIONS]),
        )
        for person in holders(Role.BOOKING_OFFICER).exclude(pk__in=away_on(today()))
    ]
    return sum(notice is not None for notice in told)
