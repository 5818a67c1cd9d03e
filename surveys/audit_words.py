"""What the history says of this app's audit codes, and what they are about."""

from core.history import EventTopic, EventWords
from core.plugins import register

register(
    EventTopic("surveys.survey", "Survey", is_open=True),
    EventTopic("surveys.survey_results", "Survey results"),
    EventWords("surveys.survey.made", "Survey created"),
    EventWords("surveys.survey.changed", "Survey changed"),
    EventWords("surveys.survey.removed", "Draft deleted"),
    EventWords("surveys.survey.opened", "Survey opened"),
    EventWords("surveys.survey.last_day_set", "Closing date changed"),
    EventWords("surveys.survey.closed", "Survey closed"),
    EventWords("surveys.survey.reopened", "Survey reopened"),
    EventWords("surveys.survey.results_shown", "Results released"),
)
