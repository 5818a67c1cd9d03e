"""What the database itself refuses of surveys and their answers (policy AP-3)."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate, refuse_on_write

QUESTIONS_STAY = "The questions of a survey that was opened do not change."
ANSWER_STAYS = "An answer is never changed."
ANSWERS_ARE_KEPT = "The answers of a survey stay. They are written anew once, while it is being closed."


def was_opened(row: str) -> str:
    """Return the condition that the survey of a question (NEW or OLD) is no draft any more."""
    return f"EXISTS (SELECT 1 FROM surveys_survey s WHERE s.id = {row}.survey_id AND s.status <> 'draft')"


def not_being_closed(survey: str) -> str:
    """Return the condition that a survey (its id in SQL) is not between the two steps of closing it."""
    return f"""EXISTS (
        SELECT 1 FROM surveys_survey s
        WHERE s.id = {survey} AND NOT (s.status = 'open' AND s.closed_at IS NOT NULL)
    )"""


NEED_OF_ANOTHER_SCHOOL = """(
    NOT EXISTS (
        SELECT 1 FROM surveys_survey v JOIN people_school s ON s.id = v.school_id
        JOIN planning_need n ON n.school_id = v.school_id OR s.kind = 'central'
        WHERE v.id = NEW.survey_id AND n.id = NEW.need_id
    )
    OR (NEW.question_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM surveys_question q WHERE q.id = NEW.question_id AND q.survey_id = NEW.survey_id
    ))
    OR (NEW.answer_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM surveys_answer a JOIN surveys_response r ON r.id = a.response_id
        WHERE a.id = NEW.answer_id AND r.survey_id = NEW.survey_id
    ))
)"""


GUARDS = [
    RefuseTrigger(
        name="surveys_survey_seen_stays_closed",
        table="surveys_survey",
        event="UPDATE",
        when="OLD.results_shown_at IS NOT NULL AND (NEW.results_shown_at IS NULL OR NEW.status <> 'closed')",
        message="A survey whose results were shown is not opened again.",
    ),
    RefuseTrigger(
        name="surveys_question_none_added",
        table="surveys_question",
        event="INSERT",
        when=was_opened("NEW"),
        message=QUESTIONS_STAY,
    ),
    RefuseTrigger(
        name="surveys_question_is_fixed",
        table="surveys_question",
        event="UPDATE",
        when=was_opened("NEW"),
        message=QUESTIONS_STAY,
    ),
    RefuseTrigger(
        name="surveys_question_none_removed",
        table="surveys_question",
        event="DELETE",
        when=was_opened("OLD"),
        message=QUESTIONS_STAY,
    ),
    RefuseTrigger(
        name="surveys_response_while_open",
        table="surveys_response",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM surveys_survey s WHERE s.id = NEW.survey_id AND s.status = 'open')",
        message="This survey takes no answers.",
    ),
    RefuseTrigger(
        name="surveys_response_no_update",
        table="surveys_response",
        event="UPDATE",
        when="TRUE",
        message=ANSWER_STAYS,
    ),
    RefuseTrigger(
        name="surveys_response_stays",
        table="surveys_response",
        event="DELETE",
        when=not_being_closed("OLD.survey_id"),
        message=ANSWERS_ARE_KEPT,
    ),
    RefuseTrigger(
        name="surveys_answer_while_open",
        table="surveys_answer",
        event="INSERT",
        when="""NOT EXISTS (
            SELECT 1 FROM surveys_response r
            JOIN surveys_survey s ON s.id = r.survey_id
            JOIN surveys_question q ON q.survey_id = s.id
            WHERE r.id = NEW.response_id AND q.id = NEW.question_id AND s.status = 'open'
        )""",
        message="An answer is to a question of its own survey, while that is open.",
    ),
    RefuseTrigger(
        name="surveys_answer_no_update",
        table="surveys_answer",
        event="UPDATE",
        when="TRUE",
        message=ANSWER_STAYS,
    ),
    RefuseTrigger(
        name="surveys_answer_stays",
        table="surveys_answer",
        event="DELETE",
        when=not_being_closed("(SELECT r.survey_id FROM surveys_response r WHERE r.id = OLD.response_id)"),
        message=ANSWERS_ARE_KEPT,
    ),
    RefuseTrigger(
        name="surveys_participation_no_delete",
        table="surveys_participation",
        event="DELETE",
        when="TRUE",
        message="Who has answered is not forgotten, or they could answer twice.",
    ),
    RefuseTruncate(
        tables=["surveys_response", "surveys_answer", "surveys_participation"],
        message="What was answered is never emptied away.",
    ),
    *refuse_on_write(
        name="surveys_surveyneed_school",
        table="surveys_surveyneed",
        when=NEED_OF_ANOTHER_SCHOOL,
        message="A need comes out of a survey of its own school or of the trust, and of what was asked there.",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("planning", "0001_initial"), ("surveys", "0001_initial")]

    operations = GUARDS
