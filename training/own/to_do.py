"""What of people's logs stands on a first page: to confirm, and to change because it was sent back."""

from django.urls import reverse

from core.first_page import Task
from core.formatting import short_date
from core.reading import Steps
from people.models import Person
from training.records.models import Record
from training.records.policies import can_confirm_some
from training.records.selectors import FEW

# The line of what is to be confirmed counts no further.
COUNTED = 50


def tasks(person: Person) -> Steps[list[Task]]:
    """Return one's own logs that were sent back, by name, and those of others to confirm, in one line."""
    asked = [Record.objects.of(person).own_word().filter(sent_back_at__isnull=False)[:FEW]]
    if can_confirm_some(person):
        asked.append(Record.objects.awaiting(person).order_by("starts_on", "pk")[: COUNTED + 1])
    back, *others = yield asked
    found = [
        Task(
            f"Change “{row.title}” in your CPD record",
            row.get_absolute_url(),
            hint=f"Sent back: {row.sent_back_because}",
            button="Change",
        )
        for row in back
    ]
    waiting = others[0] if others else []
    if waiting:
        number = f"{COUNTED}+" if len(waiting) > COUNTED else str(len(waiting))
        what = "entry" if number == "1" else "entries"
        found.append(
            Task(
                f"{number} CPD {what} to confirm",
                reverse("training:log-list"),
                hint=f"The earliest is from {short_date(waiting[0].starts_on)}",
                button="Confirm",
            )
        )
    return found
