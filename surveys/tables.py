"""The list of surveys, as table and as export."""

import django_tables2 as tables

from core.exports import Column
from surveys.models import Survey


class SurveyTable(tables.Table):
    """A row a survey."""

    title = tables.Column(verbose_name="Survey", linkify=True)
    school = tables.Column(verbose_name="School", accessor="school__name")
    audience = tables.Column(verbose_name="Who is asked")
    state = tables.TemplateColumn(
        "{% if record.state == 'open' %}{% status 'Open' tone='success' %}"
        "{% elif record.state == 'closed' %}{% status 'Closed' tone='neutral' %}"
        "{% else %}{% status 'Draft' tone='waiting' %}{% endif %}",
        verbose_name="State",
        order_by=("status", "closes_on"),
    )
    closes_on = tables.DateColumn(verbose_name="Last day", format="j M Y")
    answered = tables.Column(verbose_name="Answered", attrs={"td": {"class": "k-numeric"}})

    class Meta:
        model = Survey
        fields: tuple[str, ...] = ()
        sequence = ("title", "school", "audience", "state", "closes_on", "answered")

    caption = "Surveys"
    one, many = "survey", "surveys"
    exports = True
    empty_text = "No surveys here yet"
    empty_hint = "Make one to ask your staff, governors, parents or pupils, or clear the filters."


SURVEY_COLUMNS = [
    Column("Survey", "title"),
    Column("School", "school.name"),
    Column("Who is asked", lambda row: row.get_audience_display()),
    Column("State", "state_words"),
    Column("Last day", "closes_on", kind="date"),
    Column("Answered", "answered", kind="number"),
]
