"""What the database itself refuses in planning, subject by subject (policy AP-2, AP-4, AP-10, R-3)."""

from django.db import migrations

from core.folding import KeepFolded
from core.triggers import RefuseTrigger, RefuseTruncate, refuse_on_write

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
        message="A need comes out of its own school.",
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
        message="An action serves its own school or the trust, in its plan's year.",
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
    RefuseTrigger(
        name="planning_evaluation_no_delete",
        table="planning_evaluation",
        event="DELETE",
        when="TRUE",
        message="An evaluation is never deleted.",
    ),
    RefuseTruncate(tables=["planning_evaluation"], message="An evaluation is never deleted."),
    KeepFolded(table="planning_action", columns=["title"]),
]


class Migration(migrations.Migration):
    dependencies = [("core", "0003_guards"), ("people", "0001_initial"), ("planning", "0001_initial")]

    operations = [*IMPROVEMENT, *NEEDS, *PLANS]
