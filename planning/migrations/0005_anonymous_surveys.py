"""Participation without a person, results that end a survey, and questions that stay once it was opened (AP-3)."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import DropRefuseTrigger, RefuseTrigger

OPENED = "EXISTS (SELECT 1 FROM planning_survey s WHERE s.id = {row}.survey_id AND s.status <> 'draft')"
# SQLite makes the survey's table anew for a constraint, and stumbles over triggers that look into it.
RESPONSE_WHILE_OPEN = {
    "name": "planning_response_while_open",
    "table": "planning_response",
    "event": "INSERT",
    "when": "NOT EXISTS (SELECT 1 FROM planning_survey s WHERE s.id = NEW.survey_id AND s.status = 'open')",
    "message": "This survey takes no answers.",
}
QUESTION_IS_FIXED = {
    "name": "planning_question_is_fixed",
    "table": "planning_question",
    "event": "UPDATE",
    "when": OPENED.format(row="NEW"),
    "message": "The questions of a survey that was opened do not change.",
}


class Migration(migrations.Migration):
    dependencies = [("planning", "0004_priority_guards")]

    operations = [
        DropRefuseTrigger(**RESPONSE_WHILE_OPEN),
        DropRefuseTrigger(**QUESTION_IS_FIXED),
        migrations.AddField(
            model_name="survey",
            name="results_shown_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("results_shown_at", None), ("status", "closed"), _connector="OR"),
                name="planning_survey_results_when_closed",
            ),
        ),
        migrations.DeleteModel(name="Participation"),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("mark", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="planning.survey",
                    ),
                ),
            ],
        ),
        RefuseTrigger(**RESPONSE_WHILE_OPEN),
        RefuseTrigger(**QUESTION_IS_FIXED),
        RefuseTrigger(
            name="planning_question_none_added",
            table="planning_question",
            event="INSERT",
            when=OPENED.format(row="NEW"),
            message="The questions of a survey that was opened do not change.",
        ),
        RefuseTrigger(
            name="planning_question_none_removed",
            table="planning_question",
            event="DELETE",
            when=OPENED.format(row="OLD"),
            message="The questions of a survey that was opened do not change.",
        ),
        RefuseTrigger(
            name="planning_answer_while_open",
            table="planning_answer",
            event="INSERT",
            when="""NOT EXISTS (
                SELECT 1 FROM planning_response r
                JOIN planning_survey s ON s.id = r.survey_id
                JOIN planning_question q ON q.survey_id = s.id
                WHERE r.id = NEW.response_id AND q.id = NEW.question_id AND s.status = 'open'
            )""",
            message="An answer is to a question of its own survey, while that is open.",
        ),
        RefuseTrigger(
            name="planning_answer_no_update",
            table="planning_answer",
            event="UPDATE",
            when="TRUE",
            message="An answer is never changed.",
        ),
        RefuseTrigger(
            name="planning_response_no_update",
            table="planning_response",
            event="UPDATE",
            when="TRUE",
            message="An answer is never changed.",
        ),
        RefuseTrigger(
            name="planning_survey_seen_stays_closed",
            table="planning_survey",
            event="UPDATE",
            when="OLD.results_shown_at IS NOT NULL AND (NEW.results_shown_at IS NULL OR NEW.status <> 'closed')",
            message="A survey whose results were shown is not opened again.",
        ),
    ]
