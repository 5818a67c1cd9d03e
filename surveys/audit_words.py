"""What the history says of this app's audit codes."""

from core.history import EventWords

WORDS = {
    "surveys.survey.made": EventWords("Survey created"),
    "surveys.survey.changed": EventWords("Survey changed"),
    "surveys.survey.removed": EventWords("Draft deleted"),
    "surveys.survey.opened": EventWords("Survey opened"),
    "surveys.survey.last_day_set": EventWords("Closing date changed"),
    "surveys.survey.closed": EventWords("Survey closed"),
    "surveys.survey.reopened": EventWords("Survey reopened"),
    "surveys.survey.results_shown": EventWords("Results released"),
}
