"""What of planning waits for somebody, a function a part."""

from django.urls import reverse

from core.calendar import academic_year, today
from home.task import Task
from people.models import Person
from planning.mending import counts
from planning.selectors.surveys import count_to_answer, count_to_show
from planning.standing import plans_everywhere, plans_somewhere, schools_to_plan


def planning_tasks(person: Person) -> list[Task]:
    """Return what of planning waits for the person."""
    return [*survey_tasks(person), *thread_tasks(person)]


def survey_tasks(person: Person) -> list[Task]:
    """Return surveys to answer, and those that have closed and whose results nobody has looked at (AP-3)."""
    closed = f"{reverse('planning:survey-list')}?state=closed"
    return [
        Task("Surveys to answer", reverse("planning:survey-mine"), count_to_answer(person)),
        Task("Surveys with results to look at", closed, count_to_show(person)),
    ]


def thread_tasks(person: Person) -> list[Task]:
    """Return the links that are missing this year at the schools that one leads (R-4).

    Those who plan for every school find the numbers in planning: on a first page they would count the whole trust.
    """
    if plans_everywhere(person) or not plans_somewhere(person):
        return []
    year = academic_year(today())
    schools = schools_to_plan(person)
    number = sum(counts(person, year).values())
    if len(schools) == 1:
        url = reverse("planning:missing-links", args=[schools[0].public_id, year])
    else:
        url = reverse("planning:hub")
    return [Task("Links missing between priorities, needs and training", url, number)]
