"""What surveys give to the rest."""

from core.first_page import FirstPage, of_person
from core.navigation import Place
from core.plugins import register
from notifications.waiting import Waiting
from people.merge_rules import Fate, Relation
from people.open_matters import OpenSource
from planning.scope import plans_everywhere, plans_for, plans_somewhere
from planning.sections import Section
from surveys.notices import ANSWER, still_to_answer
from surveys.selectors import not_closed, open_by_school, survey_tasks

register(
    FirstPage(of_person(survey_tasks), position=110),
    Place(
        "my-cpd",
        "Surveys",
        "surveys:survey-mine",
        also=("surveys:survey-answer", "surveys:survey-pupils"),
        position=55,
    ),
    Section(
        key="surveys",
        label="Surveys",
        name="surveys:survey-list",
        is_for=plans_somewhere,
        lists_all=plans_everywhere,
        url_name="surveys:school-surveys",
        is_at=plans_for,
        tab="Needs",
        states=open_by_school,
        position=84,
    ),
    Waiting(ANSWER, still_to_answer),
    OpenSource("surveys", "Surveys not closed", not_closed),
    Relation("surveys.Survey.made_by", Fate.MOVES),
)
