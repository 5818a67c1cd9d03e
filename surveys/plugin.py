"""What surveys give to the rest."""

from core.plugins import register
from core.tabs import ListTab
from core.to_do import Tasks
from notifications.waiting import Waiting
from people.merge_rules import Fate, Relation
from people.open_matters import OpenSource
from planning.scope import plans_for
from planning.sections import Section
from surveys.notices import ANSWER, still_to_answer
from surveys.selectors import not_closed, open_by_school, survey_tasks

register(
    Tasks(survey_tasks, position=110),
    ListTab("mine", "Surveys", "surveys:survey-mine", position=40),
    Section("surveys", "Surveys", "surveys:school-surveys", plans_for, open_by_school, position=50),
    Waiting(ANSWER, still_to_answer),
    OpenSource("surveys", "Surveys not closed", not_closed),
    Relation("surveys.Survey.made_by", Fate.MOVES),
)
