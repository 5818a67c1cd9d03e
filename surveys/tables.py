"""The list of surveys, as table and as export."""

from core.tables import Column, Table
from core.templatetags.kit import status

TONES = {"open": "success", "closed": "neutral"}


class SurveyTable(Table):
    """A row a survey."""

    title = Column("Survey", linkify=True)
    school = Column("School", "school__name")
    audience = Column("Who is asked")
    state = Column(
        "State",
        "state_words",
        "status",
        draw=lambda survey: status(survey.state_words, TONES.get(survey.state, "waiting")),
        order_by=("status", "closes_on"),
    )
    closes_on = Column("Last day", kind="date", with_label=True)
    answered = Column("Answered", kind="number")

    caption = "Surveys"
    one, many = "survey", "surveys"
    code, file_name = "surveys.survey", "surveys"
    empty_text = "No surveys here yet"
    empty_hint = "Make one to ask your staff, governors, parents or pupils, or clear the filters."
