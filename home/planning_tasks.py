"""What of planning waits for somebody, a function a part."""

from django.urls import reverse

from core.calendar import academic_year, today
from home.task import Task
from people.models import Person, Role, School, Term
from people.selectors import term_bounds
from planning.mending import counts
from planning.models import Priority
from planning.selectors.surveys import count_to_answer, count_to_show
from planning.standing import heads_central_team, place_name, plans_everywhere, plans_somewhere, schools_to_plan


def planning_tasks(person: Person) -> list[Task]:
    """Return what of planning waits for the person."""
    return [*priority_tasks(person), *survey_tasks(person), *thread_tasks(person)]


def priority_tasks(person: Person) -> list[Task]:
    """Return the schools of a head that have no priorities for this year yet, in the autumn term (AP-2)."""
    led = person.authority.schools_with(Role.school_leaders())
    central = heads_central_team(person)
    if not led and not central:
        return []
    term, year, _, _ = term_bounds(None, today())
    if term != Term.Name.AUTUMN or year != academic_year(today()):
        return []
    schools = School.objects.open_on(today()).filter(pk__in=led)
    if central:
        schools |= School.objects.open_on(today()).filter(kind=School.Kind.CENTRAL)
    without = schools.exclude(pk__in=Priority.objects.in_force().filter(year=year).values("school"))
    return [
        Task(
            "No priorities yet for this year",
            reverse("planning:priorities", args=[school.public_id, year]),
            hint=place_name(school),
        )
        for school in without.order_by("name", "pk")
    ]


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
