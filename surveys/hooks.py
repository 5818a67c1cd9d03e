"""What the apps below ask of surveys: tabs, what waits, what is open with a leaver, what a merged person keeps."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count

from notifications.waiting import register_waiting
from people.merge_rules import MOVES, register_relations
from people.models import Person
from people.open_matters import OpenMatter, OpenSource, register_open
from planning.scope import plans_for
from planning.sections import Section, States, counted, register_own_list, register_section
from surveys.models import Survey
from surveys.notices import ANSWER, still_to_answer


def open_by_school(actor: Person, schools: Collection[int], year: int) -> States:
    """Return how many surveys are open at each school, in words."""
    rows = Survey.objects.filter(school__in=schools, status=Survey.Status.OPEN).order_by()
    found = dict(rows.values_list("school").annotate(number=Count("pk")))
    return {pk: counted(found.get(pk, 0), "open survey", "open surveys", "None open") for pk in schools}


def not_closed(person: Person, day: date) -> list[OpenMatter]:
    """Return the surveys that the person made and that have not closed."""
    rows = Survey.objects.filter(made_by=person).exclude(status=Survey.Status.CLOSED)
    return [OpenMatter(str(row), row.get_absolute_url()) for row in rows]


def register() -> None:
    """Register all of it."""
    register_own_list(40, "Surveys", "surveys:survey-mine")
    register_section(50, Section("surveys", "Surveys", "surveys:school-surveys", plans_for, open_by_school))
    register_waiting(ANSWER, still_to_answer)
    register_open(OpenSource("surveys", "Surveys not closed", not_closed))
    register_relations({"surveys.Survey.made_by": MOVES})
