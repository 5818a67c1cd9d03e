"""What of feedback stands on a first page: the training on which it was asked for and waits."""

from django.urls import reverse

from core.first_page import Task
from core.formatting import short_date
from core.reading import Steps
from people.models import Person
from training.records.selectors import FEW, waiting_of


def feedback_tasks(person: Person) -> Steps[list[Task]]:
    """Return the training on which feedback was asked for and waits: the newest by name, the rest in one line."""
    rows = yield waiting_of(person)[: FEW + 1]
    tasks = [
        Task(
            f"Give feedback on “{record.title}”",
            reverse("training:feedback-give", args=[record.public_id]),
            hint=f"You were there on {short_date(record.starts_on)}",
            button="Write",
        )
        for record in rows[:FEW]
    ]
    if len(rows) > FEW:
        tasks.append(Task("More training to give feedback on", reverse("training:my-record"), button="View"))
    return tasks
