"""The list of surveys, as table and as export."""

from django.urls import reverse

from core.tables import Column, Empty, Table
from core.templatetags.kit import status
from planning.scope import schools_to_plan

TONES = {"open": "success", "closed": "neutral"}


class SurveyTable(Table):
    """A row a survey."""

    title = Column("Survey", linkify=True)
    school = Column("School", "school__name")
    audience = Column("Audience")
    state = Column(
        "State",
        "state_words",
        "status",
        draw=lambda survey: status(survey.state_words, TONES.get(survey.state, "waiting")),
        order_by=("status", "closes_on"),
    )
    closes_on = Column("Closing date", kind="date", with_label=True)
    answered = Column("Responses", kind="number")

    caption = "Surveys"
    one, many = "survey", "surveys"
    code, file_name = "surveys.survey", "surveys"
    empty = Empty(
        "No surveys yet",
        "Ask your staff, governors, parents or pupils what they need. Five or six questions are enough.",
        "Create survey",
        lambda reader: reverse("surveys:survey-create") if schools_to_plan(reader) else "",
        otherwise="School leaders create surveys. You’re told when there’s one for you.",
    )
