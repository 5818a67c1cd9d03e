"""What the database itself refuses in planning, subject by subject (policy AP-2, AP-3, AP-4, AP-6, AP-10, R-3)."""

from django.db import migrations

from core.folding import KeepFolded
from core.triggers import RefuseTrigger, RefuseTruncate, refuse_on_write

EMPTIED_AWAY = "What was entered or answered is never emptied away."

# --- Improvement plans -----------------------------------------------------------------------------------------------

OF_ANOTHER_PLAN = """(
    NOT EXISTS (
        SELECT 1 FROM planning_improvementplan p
        WHERE p.id = NEW.plan_id AND p.school_id = NEW.school_id AND p.year = NEW.year
    )
    OR (NEW.carried_from_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_priority c
        WHERE c.id = NEW.carried_from_id AND c.school_id = NEW.school_id AND c.year = NEW.year - 1
    ))
)"""

IMPROVEMENT = [
    *refuse_on_write(
        name="planning_priority_plan",
        table="planning_priority",
        when=OF_ANOTHER_PLAN,
        message="A priority stands in its plan’s school and year, and comes from that school’s year before.",
    ),
    KeepFolded(table="planning_priority", columns=["title", "detail"]),
]

# --- Needs -----------------------------------------------------------------------------------------------------------

SERVES_ANOTHER_SCHOOL = """NEW.priority_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM planning_priority p JOIN people_school s ON s.id = p.school_id
    WHERE p.id = NEW.priority_id AND (p.school_id = NEW.school_id OR s.kind = 'central')
)"""

COMES_FROM_ANOTHER_SCHOOL = """(
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

GATHERED_WRONGLY = """NEW.gathered_into_id IS NOT NULL AND (
    NEW.gathered_into_id = NEW.id
    OR NOT EXISTS (
        SELECT 1 FROM planning_need p JOIN people_school s ON s.id = p.school_id
        WHERE p.id = NEW.gathered_into_id AND s.kind = 'central' AND p.gathered_into_id IS NULL
    )
    OR EXISTS (SELECT 1 FROM planning_need g WHERE g.gathered_into_id = NEW.id)
)"""

NEEDS = [
    *refuse_on_write(
        name="planning_need_thread",
        table="planning_need",
        when=SERVES_ANOTHER_SCHOOL,
        message="A need serves a priority of its own school or of the trust.",
    ),
    *refuse_on_write(
        name="planning_need_school",
        table="planning_need",
        when=COMES_FROM_ANOTHER_SCHOOL,
        message="A need comes out of its own school, or of a survey of the trust.",
    ),
    *refuse_on_write(
        name="planning_need_gathered",
        table="planning_need",
        when=GATHERED_WRONGLY,
        message="Needs are gathered into one of the central team, and never in a chain.",
    ),
    RefuseTrigger(
        name="planning_need_carried_lives_on",
        table="planning_need",
        event="UPDATE",
        when="""NEW.status = 'carried_forward' AND OLD.status <> 'carried_forward'
            AND NOT EXISTS (SELECT 1 FROM planning_need n WHERE n.carried_from_id = NEW.id)""",
        message="A need that is carried forward lives on as another.",
    ),
    KeepFolded(table="planning_need", columns=["title", "evidence"]),
]

# --- Action plans ----------------------------------------------------------------------------------------------------

LAST_PLAN_UNSETTLED = """NEW.override_reason = '' AND EXISTS (
    SELECT 1 FROM planning_action a WHERE a.school_id = NEW.school_id AND a.year = NEW.year - 1
    AND a.status NOT IN ('evaluated', 'carried_forward')
)"""

ACTION_OF_ANOTHER_SCHOOL = """(
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

ACTION_FROM_ANOTHER_SCHOOL = """NEW.carried_from_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM planning_action a
    WHERE a.id = NEW.carried_from_id AND a.school_id = NEW.school_id AND a.year < NEW.year
)"""

ANSWERS_ANOTHER_SCHOOL = """NOT EXISTS (
    SELECT 1 FROM planning_action a JOIN planning_need n ON n.school_id = a.school_id
    WHERE a.id = NEW.action_id AND n.id = NEW.need_id
)"""

PLANS = [
    RefuseTrigger(
        name="planning_actionplan_starts_as_draft",
        table="planning_actionplan",
        event="INSERT",
        when="NEW.status <> 'draft'",
        message="A plan starts as a draft.",
    ),
    RefuseTrigger(
        name="planning_actionplan_gate_update",
        table="planning_actionplan",
        event="UPDATE",
        when=f"NEW.status = 'agreed' AND OLD.status <> 'agreed' AND {LAST_PLAN_UNSETTLED}",
        message="An action of the last plan is neither evaluated nor carried forward.",
    ),
    *refuse_on_write(
        name="planning_action_thread",
        table="planning_action",
        when=ACTION_OF_ANOTHER_SCHOOL,
        message="An action serves and charges its own school or the trust, in its plan's year.",
    ),
    *refuse_on_write(
        name="planning_action_school",
        table="planning_action",
        when=ACTION_FROM_ANOTHER_SCHOOL,
        message="An action goes on from a year before at its own school.",
    ),
    *refuse_on_write(
        name="planning_action_needs_school",
        table="planning_action_needs",
        when=ANSWERS_ANOTHER_SCHOOL,
        message="An action answers needs of its own school.",
    ),
    RefuseTrigger(
        name="planning_action_evaluated_says_how",
        table="planning_action",
        event="UPDATE",
        when="""NEW.status = 'evaluated' AND OLD.status <> 'evaluated'
            AND NOT EXISTS (SELECT 1 FROM planning_evaluation e WHERE e.action_id = NEW.id)""",
        message="An action is evaluated by an evaluation.",
    ),
    KeepFolded(table="planning_action", columns=["title"]),
]

# --- Surveys ---------------------------------------------------------------------------------------------------------

QUESTIONS_STAY = "The questions of a survey that was opened do not change."
ANSWER_STAYS = "An answer is never changed."
ANSWERS_ARE_KEPT = "The answers of a survey stay. They are written anew once, while it is being closed."


def was_opened(row: str) -> str:
    """Return the condition that the survey of a question (NEW or OLD) is no draft any more."""
    return f"EXISTS (SELECT 1 FROM planning_survey s WHERE s.id = {row}.survey_id AND s.status <> 'draft')"


def not_being_closed(survey: str) -> str:
    """Return the condition that a survey (its id in SQL) is not between the two steps of closing it."""
    return f"""EXISTS (
        SELECT 1 FROM planning_survey s
        WHERE s.id = {survey} AND NOT (s.status = 'open' AND s.closed_at IS NOT NULL)
    )"""


SURVEYS = [
    RefuseTrigger(
        name="planning_survey_seen_stays_closed",
        table="planning_survey",
        event="UPDATE",
        when="OLD.results_shown_at IS NOT NULL AND (NEW.results_shown_at IS NULL OR NEW.status <> 'closed')",
        message="A survey whose results were shown is not opened again.",
    ),
    RefuseTrigger(
        name="planning_question_none_added",
        table="planning_question",
        event="INSERT",
        when=was_opened("NEW"),
        message=QUESTIONS_STAY,
    ),
    RefuseTrigger(
        name="planning_question_is_fixed",
        table="planning_question",
        event="UPDATE",
        when=was_opened("NEW"),
        message=QUESTIONS_STAY,
    ),
    RefuseTrigger(
        name="planning_question_none_removed",
        table="planning_question",
        event="DELETE",
        when=was_opened("OLD"),
        message=QUESTIONS_STAY,
    ),
    RefuseTrigger(
        name="planning_response_while_open",
        table="planning_response",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM planning_survey s WHERE s.id = NEW.survey_id AND s.status = 'open')",
        message="This survey takes no answers.",
    ),
    RefuseTrigger(
        name="planning_response_no_update",
        table="planning_response",
        event="UPDATE",
        when="TRUE",
        message=ANSWER_STAYS,
    ),
    RefuseTrigger(
        name="planning_response_stays",
        table="planning_response",
        event="DELETE",
        when=not_being_closed("OLD.survey_id"),
        message=ANSWERS_ARE_KEPT,
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
        message=ANSWER_STAYS,
    ),
    RefuseTrigger(
        name="planning_answer_stays",
        table="planning_answer",
        event="DELETE",
        when=not_being_closed("(SELECT r.survey_id FROM planning_response r WHERE r.id = OLD.response_id)"),
        message=ANSWERS_ARE_KEPT,
    ),
    RefuseTruncate(tables=["planning_response", "planning_answer", "planning_participation"], message=EMPTIED_AWAY),
]

# --- Budgets and their ledger ----------------------------------------------------------------------------------------

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


def moved_less(less: str, more: str) -> str:
    """Return the condition that an entry gives back more than was moved for the same thing on the same line."""
    # Rounded, because SQLite sums as floats.
    return f"""NEW.kind = '{less}' AND ROUND(NEW.amount - COALESCE((
        SELECT SUM(CASE e.kind WHEN '{more}' THEN e.amount ELSE -e.amount END) FROM planning_entry e
        WHERE e.line_id = NEW.line_id AND e.source_key = NEW.source_key AND e.kind IN ('{more}', '{less}')
    ), 0), 2) > 0"""


BUDGETS = [
    *refuse_on_write(
        name="planning_budgetline_school",
        table="planning_budgetline",
        when=LINE_OF_ANOTHER_SCHOOL,
        message="A budget line is of its budget's school and year, and for a priority of both.",
    ),
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
    RefuseTruncate(tables=["planning_entry"], message=EMPTIED_AWAY),
]


class Migration(migrations.Migration):
    dependencies = [("core", "0003_guards"), ("people", "0001_initial"), ("planning", "0001_initial")]

    operations = [*IMPROVEMENT, *NEEDS, *PLANS, *SURVEYS, *BUDGETS]
