"""The ledger never goes under water unseen, nothing joins two schools, and answers stay (policy AP-2, AP-3, AP-6)."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate

# What is left on the line before the entry. Rounded, because SQLite sums as floats.
LEFT = """(SELECT COALESCE(ROUND(SUM(
    CASE WHEN e.kind IN ('allocated', 'released', 'refunded') THEN e.amount ELSE -e.amount END
), 2), 0) FROM planning_entry e WHERE e.line_id = NEW.line_id)"""

# What one source uses more by one settlement: a line that is over its budget already still lets a booking turn what
# is held into what is spent.
MORE_AT_ONCE = """(SELECT NEW.amount + COALESCE(SUM(
    CASE WHEN e.kind IN ('committed', 'spent') THEN e.amount ELSE -e.amount END
), 0) FROM planning_entry e
WHERE e.line_id = NEW.line_id AND e.source_key = NEW.source_key AND e.at = NEW.at)"""

LINE_OF_ANOTHER_SCHOOL = """(
    NOT EXISTS (
        SELECT 1 FROM planning_budget b
        WHERE b.id = NEW.budget_id AND b.school_id = NEW.school_id AND b.year = NEW.year
    )
    OR (NEW.priority_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_priority p
        WHERE p.id = NEW.priority_id AND p.school_id = NEW.school_id AND p.year = NEW.year
    ))
)"""

NEED_FROM_ANOTHER_SCHOOL = """(
    (NEW.conversation_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_conversation c WHERE c.id = NEW.conversation_id AND c.school_id = NEW.school_id
    ))
    OR (NEW.survey_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_survey v JOIN people_school s ON s.id = v.school_id
        WHERE v.id = NEW.survey_id AND (v.school_id = NEW.school_id OR s.kind = 'central')
    ))
    OR (NEW.carried_from_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_need n WHERE n.id = NEW.carried_from_id AND n.school_id = NEW.school_id
    ))
)"""

ACTION_FROM_ANOTHER_SCHOOL = """NEW.carried_from_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM planning_action a
    WHERE a.id = NEW.carried_from_id AND a.school_id = NEW.school_id AND a.year < NEW.year
)"""

ANSWERS_ANOTHER_SCHOOL = """NOT EXISTS (
    SELECT 1 FROM planning_action a JOIN planning_need n ON n.school_id = a.school_id
    WHERE a.id = NEW.action_id AND n.id = NEW.need_id
)"""

KEPT = "The answers of a survey stay. They are written anew once, while it is being closed."


def not_being_closed(survey: str) -> str:
    """Return the condition that a survey (its id in SQL) is not between the two steps of closing it."""
    return f"""EXISTS (
        SELECT 1 FROM planning_survey s
        WHERE s.id = {survey} AND NOT (s.status = 'open' AND s.closed_at IS NOT NULL)
    )"""


def on_write(name: str, table: str, when: str, message: str) -> list[RefuseTrigger]:
    """Return the two triggers that refuse the same on adding and on changing a row."""
    return [
        RefuseTrigger(name=f"{name}_{event.lower()}", table=table, event=event, when=when, message=message)
        for event in ("INSERT", "UPDATE")
    ]


class Migration(migrations.Migration):
    dependencies = [("planning", "0006_need_year_index"), ("people", "0001_initial")]

    operations = [
        RefuseTrigger(
            name="planning_entry_taken_off_was_left",
            table="planning_entry",
            event="INSERT",
            when=f"NEW.kind = 'allocated' AND NEW.amount < 0 AND {LEFT} + NEW.amount < 0",
            message="No more can be taken off a line than is left on it.",
        ),
        RefuseTrigger(
            name="planning_entry_over_budget_is_marked",
            table="planning_entry",
            event="INSERT",
            when=f"""NEW.kind IN ('committed', 'spent') AND NEW.is_over_budget = FALSE
                AND {LEFT} - NEW.amount < 0 AND {MORE_AT_ONCE} > 0""",
            message="An entry that takes a line over its budget says so, and why.",
        ),
        *on_write(
            "planning_budgetline_school",
            "planning_budgetline",
            LINE_OF_ANOTHER_SCHOOL,
            "A budget line is of its budget's school and year, and for a priority of both.",
        ),
        *on_write(
            "planning_need_school",
            "planning_need",
            NEED_FROM_ANOTHER_SCHOOL,
            "A need comes out of its own school, or of a survey of the trust.",
        ),
        *on_write(
            "planning_action_school",
            "planning_action",
            ACTION_FROM_ANOTHER_SCHOOL,
            "An action goes on from a year before at its own school.",
        ),
        *on_write(
            "planning_action_needs_school",
            "planning_action_needs",
            ANSWERS_ANOTHER_SCHOOL,
            "An action answers needs of its own school.",
        ),
        RefuseTrigger(
            name="planning_response_stays",
            table="planning_response",
            event="DELETE",
            when=not_being_closed("OLD.survey_id"),
            message=KEPT,
        ),
        RefuseTrigger(
            name="planning_answer_stays",
            table="planning_answer",
            event="DELETE",
            when=not_being_closed("(SELECT r.survey_id FROM planning_response r WHERE r.id = OLD.response_id)"),
            message=KEPT,
        ),
        RefuseTruncate(
            tables=["planning_entry", "planning_response", "planning_answer", "planning_participation"],
            message="What was entered or answered is never emptied away.",
        ),
    ]
