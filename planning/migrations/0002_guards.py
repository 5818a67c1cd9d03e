"""What the database itself refuses in planning (policy AP-4, AP-6, R-3)."""

from django.db import migrations

from core.triggers import RefuseTrigger

LAST_PLAN_UNSETTLED = """NEW.override_reason = '' AND EXISTS (
    SELECT 1 FROM planning_action a WHERE a.school_id = NEW.school_id AND a.year = NEW.year - 1
    AND a.status NOT IN ('evaluated', 'carried_forward')
)"""

SERVES_ANOTHER_SCHOOL = """(
    NOT EXISTS (
        SELECT 1 FROM planning_actionplan p
        WHERE p.id = NEW.plan_id AND p.school_id = NEW.school_id AND p.year = NEW.year
    )
    OR (NEW.priority_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_priority p JOIN people_school s ON s.id = p.school_id
        WHERE p.id = NEW.priority_id AND (p.school_id = NEW.school_id OR s.kind = 'central')
    ))
    OR (NEW.review_need_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_need n WHERE n.id = NEW.review_need_id AND n.school_id = NEW.school_id
    ))
    OR (NEW.budget_line_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_budgetline l WHERE l.id = NEW.budget_line_id AND l.school_id = NEW.school_id
    ))
)"""

NEED_OF_ANOTHER_SCHOOL = """NEW.priority_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM planning_priority p JOIN people_school s ON s.id = p.school_id
    WHERE p.id = NEW.priority_id AND (p.school_id = NEW.school_id OR s.kind = 'central')
)"""


def moved_less(less: str, more: str) -> str:
    """Return the condition that an entry gives back more than was moved for the same thing on the same line."""
    # Rounded, because SQLite sums as floats.
    return f"""NEW.kind = '{less}' AND ROUND(NEW.amount - COALESCE((
        SELECT SUM(CASE e.kind WHEN '{more}' THEN e.amount ELSE -e.amount END) FROM planning_entry e
        WHERE e.line_id = NEW.line_id AND e.source_key = NEW.source_key AND e.kind IN ('{more}', '{less}')
    ), 0), 2) > 0"""


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial"), ("people", "0001_initial")]

    operations = [
        RefuseTrigger(
            name="planning_entry_no_update",
            table="planning_entry",
            event="UPDATE",
            when="TRUE",
            message="An entry of the ledger is never changed.",
        ),
        RefuseTrigger(
            name="planning_entry_no_delete",
            table="planning_entry",
            event="DELETE",
            when="TRUE",
            message="An entry of the ledger is never deleted.",
        ),
        RefuseTrigger(
            name="planning_entry_released_was_held",
            table="planning_entry",
            event="INSERT",
            when=moved_less("released", "committed"),
            message="No more can be set free than is held.",
        ),
        RefuseTrigger(
            name="planning_entry_refunded_was_spent",
            table="planning_entry",
            event="INSERT",
            when=moved_less("refunded", "spent"),
            message="No more can come back than was spent.",
        ),
        RefuseTrigger(
            name="planning_actionplan_gate_update",
            table="planning_actionplan",
            event="UPDATE",
            when=f"NEW.status = 'agreed' AND OLD.status <> 'agreed' AND {LAST_PLAN_UNSETTLED}",
            message="An action of the last plan is neither evaluated nor carried forward.",
        ),
        RefuseTrigger(
            name="planning_actionplan_starts_as_draft",
            table="planning_actionplan",
            event="INSERT",
            when="NEW.status <> 'draft'",
            message="A plan starts as a draft.",
        ),
        RefuseTrigger(
            name="planning_action_thread_insert",
            table="planning_action",
            event="INSERT",
            when=SERVES_ANOTHER_SCHOOL,
            message="An action serves and charges its own school or the trust, in its plan's year.",
        ),
        RefuseTrigger(
            name="planning_action_thread_update",
            table="planning_action",
            event="UPDATE",
            when=SERVES_ANOTHER_SCHOOL,
            message="An action serves and charges its own school or the trust, in its plan's year.",
        ),
        RefuseTrigger(
            name="planning_action_evaluated_says_how",
            table="planning_action",
            event="UPDATE",
            when="""NEW.status = 'evaluated' AND OLD.status <> 'evaluated'
                AND NOT EXISTS (SELECT 1 FROM planning_evaluation e WHERE e.action_id = NEW.id)""",
            message="An action is evaluated by an evaluation.",
        ),
        RefuseTrigger(
            name="planning_need_thread_insert",
            table="planning_need",
            event="INSERT",
            when=NEED_OF_ANOTHER_SCHOOL,
            message="A need serves a priority of its own school or of the trust.",
        ),
        RefuseTrigger(
            name="planning_need_thread_update",
            table="planning_need",
            event="UPDATE",
            when=NEED_OF_ANOTHER_SCHOOL,
            message="A need serves a priority of its own school or of the trust.",
        ),
        RefuseTrigger(
            name="planning_need_carried_lives_on",
            table="planning_need",
            event="UPDATE",
            when="""NEW.status = 'carried_forward' AND OLD.status <> 'carried_forward'
                AND NOT EXISTS (SELECT 1 FROM planning_need n WHERE n.carried_from_id = NEW.id)""",
            message="A need that is carried forward lives on as another.",
        ),
        RefuseTrigger(
            name="planning_response_while_open",
            table="planning_response",
            event="INSERT",
            when="NOT EXISTS (SELECT 1 FROM planning_survey s WHERE s.id = NEW.survey_id AND s.status = 'open')",
            message="This survey takes no answers.",
        ),
        RefuseTrigger(
            name="planning_question_is_fixed",
            table="planning_question",
            event="UPDATE",
            when="EXISTS (SELECT 1 FROM planning_survey s WHERE s.id = NEW.survey_id AND s.status <> 'draft')",
            message="The questions of a survey that was opened do not change.",
        ),
    ]
