"""What of planning waits for somebody, a function a part."""

from django.urls import reverse

from home.task import Task
from people.models import Person
from planning.selectors.surveys import count_to_answer, count_to_show


def planning_tasks(person: Person) -> list[Task]:
    """Return what of planning waits for the person."""
    return survey_tasks(person)


def survey_tasks(person: Person) -> list[Task]:
    """Return surveys to answer, and those that have closed and whose results nobody has looked at (AP-3)."""
    closed = f"{reverse('planning:survey-list')}?state=closed"
    return [
        Task("Surveys to answer", reverse("planning:survey-mine"), count_to_answer(person)),
        Task("Surveys with results to look at", closed, count_to_show(person)),
    ]
