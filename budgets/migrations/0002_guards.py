"""What the database itself refuses of budgets and their ledger (policy AP-2, AP-6)."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate, refuse_on_write

LINE_OF_ANOTHER_SCHOOL = """(
    NOT EXISTS (
        SELECT 1 FROM budgets_budget b
        WHERE b.id = NEW.budget_id AND b.school_id = NEW.school_id AND b.year = NEW.year
    )
    OR (NEW.priority_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_priority p
        WHERE p.id = NEW.priority_id AND p.school_id = NEW.school_id AND p.year = NEW.year
    ))
)"""

PAYS_FOR_ANOTHER_SCHOOL = """NOT EXISTS (
    SELECT 1 FROM planning_action a JOIN budgets_budgetline l ON l.school_id = a.school_id AND l.year = a.year
    WHERE a.id = NEW.action_id AND l.id = NEW.line_id
)"""
PAYS_AT_HOME = "A budget line pays for actions of its own school and year."

# What is left on the line before the entry. Rounded, because SQLite sums as floats.
LEFT = """(SELECT COALESCE(ROUND(SUM(
    CASE WHEN e.kind IN ('allocated', 'released', 'refunded') THEN e.amount ELSE -e.amount END
), 2), 0) FROM budgets_entry e WHERE e.line_id = NEW.line_id)"""

# What one source uses more by one settlement: a line that is over its budget already still lets a booking turn what
# is held into what is spent.
MORE_AT_ONCE = """(SELECT NEW.amount + COALESCE(SUM(
    CASE WHEN e.kind IN ('committed', 'spent') THEN e.amount ELSE -e.amount END
), 0) FROM budgets_entry e
WHERE e.line_id = NEW.line_id AND e.account_id = NEW.account_id AND e.at = NEW.at)"""


def moved_less(less: str, more: str) -> str:
    """Return the condition that an entry gives back more than was moved for the same thing on the same line."""
    # Rounded, because SQLite sums as floats.
    return f"""NEW.kind = '{less}' AND ROUND(NEW.amount - COALESCE((
        SELECT SUM(CASE e.kind WHEN '{more}' THEN e.amount ELSE -e.amount END) FROM budgets_entry e
        WHERE e.line_id = NEW.line_id AND e.account_id = NEW.account_id AND e.kind IN ('{more}', '{less}')
    ), 0), 2) > 0"""


GUARDS = [
    *refuse_on_write(
        name="budgets_budgetline_school",
        table="budgets_budgetline",
        when=LINE_OF_ANOTHER_SCHOOL,
        message="A budget line is of its budget's school and year, and for a priority of both.",
    ),
    *refuse_on_write(
        name="budgets_actionfunding_school",
        table="budgets_actionfunding",
        when=PAYS_FOR_ANOTHER_SCHOOL,
        message=PAYS_AT_HOME,
    ),
    RefuseTrigger(
        name="budgets_actionfunding_action_stays",
        table="planning_action",
        event="UPDATE",
        when="""(NEW.school_id <> OLD.school_id OR NEW.year <> OLD.year)
            AND EXISTS (SELECT 1 FROM budgets_actionfunding f WHERE f.action_id = NEW.id)""",
        message=PAYS_AT_HOME,
    ),
    RefuseTrigger(
        name="budgets_entry_no_update",
        table="budgets_entry",
        event="UPDATE",
        when="TRUE",
        message="An entry of the ledger is never changed.",
    ),
    RefuseTrigger(
        name="budgets_entry_no_delete",
        table="budgets_entry",
        event="DELETE",
        when="TRUE",
        message="An entry of the ledger is never deleted.",
    ),
    RefuseTrigger(
        name="budgets_entry_released_was_held",
        table="budgets_entry",
        event="INSERT",
        when=moved_less("released", "committed"),
        message="No more can be set free than is held.",
    ),
    RefuseTrigger(
        name="budgets_entry_refunded_was_spent",
        table="budgets_entry",
        event="INSERT",
        when=moved_less("refunded", "spent"),
        message="No more can come back than was spent.",
    ),
    RefuseTrigger(
        name="budgets_entry_taken_off_was_left",
        table="budgets_entry",
        event="INSERT",
        when=f"NEW.kind = 'allocated' AND NEW.amount < 0 AND {LEFT} + NEW.amount < 0",
        message="No more can be taken off a line than is left on it.",
    ),
    RefuseTrigger(
        name="budgets_entry_over_budget_is_marked",
        table="budgets_entry",
        event="INSERT",
        when=f"""NEW.kind IN ('committed', 'spent') AND NEW.is_over_budget = FALSE
            AND {LEFT} - NEW.amount < 0 AND {MORE_AT_ONCE} > 0""",
        message="An entry that takes a line over its budget says so, and why.",
    ),
    RefuseTruncate(tables=["budgets_entry"], message="The ledger is never emptied away."),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("planning", "0001_initial"), ("budgets", "0001_initial")]

    operations = GUARDS
