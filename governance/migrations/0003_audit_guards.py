"""What the database itself refuses of skills audits (policy GV-3)."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate, refuse_on_write

CLOSED = "A skills audit that has closed takes no answers, and none of them changes."
KEEPS_WORDS = "A skills audit keeps its statements as they were when it opened."


def not_open(assessment: str) -> str:
    """Return the condition that the audit of an answer (the answer's key in SQL) does not take answers."""
    return f"""NOT EXISTS (
        SELECT 1 FROM governance_selfassessment a JOIN governance_skillsaudit s ON s.id = a.audit_id
        WHERE a.id = {assessment} AND s.status = 'open'
    )"""


def audit_is(row: str, status: str) -> str:
    """Return the condition that the audit of a row (NEW or OLD) has the status."""
    return f"EXISTS (SELECT 1 FROM governance_skillsaudit s WHERE s.id = {row}.audit_id AND s.status = '{status}')"


ITEM_OF_ANOTHER_AUDIT = """NOT EXISTS (
    SELECT 1 FROM governance_selfassessment a JOIN governance_audititem i ON i.audit_id = a.audit_id
    WHERE a.id = NEW.assessment_id AND i.id = NEW.item_id
)"""

NEED_OF_ANOTHER_SCHOOL = """NOT EXISTS (
    SELECT 1 FROM governance_audititem i
    JOIN governance_skillsaudit s ON s.id = i.audit_id
    JOIN governance_board b ON b.id = s.board_id
    JOIN planning_need n ON n.id = NEW.need_id
    JOIN people_school c ON c.id = n.school_id
    WHERE i.id = NEW.item_id AND s.status = 'closed' AND n.needed_by = 'governors' AND (
        (b.kind <> 'local' AND c.kind = 'central')
        OR (b.kind = 'local' AND EXISTS (
            SELECT 1 FROM governance_boardschool x WHERE x.board_id = b.id AND x.school_id = n.school_id
        ))
    )
)"""

GUARDS = [
    RefuseTrigger(
        name="governance_skillsaudit_stays_closed",
        table="governance_skillsaudit",
        event="UPDATE",
        when="OLD.status = 'closed' AND (NEW.status <> 'closed' OR NEW.closed_at <> OLD.closed_at "
        "OR NEW.board_id <> OLD.board_id OR NEW.year <> OLD.year)",
        message="A skills audit that has closed is not opened again.",
    ),
    RefuseTrigger(
        name="governance_audititem_none_added",
        table="governance_audititem",
        event="INSERT",
        when=f"NOT {audit_is('NEW', 'draft')}",
        message=KEEPS_WORDS,
    ),
    RefuseTrigger(
        name="governance_audititem_keeps_words",
        table="governance_audititem",
        event="UPDATE",
        when=f"{audit_is('OLD', 'closed')} OR (NOT {audit_is('OLD', 'draft')} AND (NEW.text <> OLD.text "
        "OR NEW.area <> OLD.area OR NEW.statement_id <> OLD.statement_id OR NEW.audit_id <> OLD.audit_id))",
        message=KEEPS_WORDS,
    ),
    RefuseTrigger(
        name="governance_audititem_none_removed",
        table="governance_audititem",
        event="DELETE",
        when=f"{audit_is('OLD', 'open')} OR {audit_is('OLD', 'closed')}",
        message=KEEPS_WORDS,
    ),
    RefuseTrigger(
        name="governance_selfassessment_while_open",
        table="governance_selfassessment",
        event="INSERT",
        when=f"NOT {audit_is('NEW', 'open')}",
        message=CLOSED,
    ),
    RefuseTrigger(
        name="governance_selfassessment_is_fixed",
        table="governance_selfassessment",
        event="UPDATE",
        when=f"NOT {audit_is('OLD', 'open')} AND (NEW.audit_id <> OLD.audit_id OR NEW.is_counted <> OLD.is_counted "
        "OR COALESCE(CAST(NEW.finished_at AS text), '') <> COALESCE(CAST(OLD.finished_at AS text), ''))",
        message=CLOSED,
    ),
    RefuseTrigger(
        name="governance_selfassessment_stays",
        table="governance_selfassessment",
        event="DELETE",
        when=f"NOT {audit_is('OLD', 'open')}",
        message=CLOSED,
    ),
    RefuseTrigger(
        name="governance_rating_while_open",
        table="governance_rating",
        event="INSERT",
        when=not_open("NEW.assessment_id"),
        message=CLOSED,
    ),
    RefuseTrigger(
        name="governance_rating_is_fixed",
        table="governance_rating",
        event="UPDATE",
        when=f"{not_open('OLD.assessment_id')} OR {not_open('NEW.assessment_id')}",
        message=CLOSED,
    ),
    RefuseTrigger(
        name="governance_rating_stays",
        table="governance_rating",
        event="DELETE",
        when=not_open("OLD.assessment_id"),
        message=CLOSED,
    ),
    *refuse_on_write(
        name="governance_rating_of_its_audit",
        table="governance_rating",
        when=ITEM_OF_ANOTHER_AUDIT,
        message="A rating is of a statement that its own skills audit asks.",
    ),
    RefuseTrigger(
        name="governance_areanote_while_open",
        table="governance_areanote",
        event="INSERT",
        when=not_open("NEW.assessment_id"),
        message=CLOSED,
    ),
    RefuseTrigger(
        name="governance_areanote_is_fixed",
        table="governance_areanote",
        event="UPDATE",
        when=f"{not_open('OLD.assessment_id')} OR {not_open('NEW.assessment_id')}",
        message=CLOSED,
    ),
    RefuseTrigger(
        name="governance_areanote_stays",
        table="governance_areanote",
        event="DELETE",
        when=not_open("OLD.assessment_id"),
        message=CLOSED,
    ),
    *refuse_on_write(
        name="governance_gapneed_school",
        table="governance_gapneed",
        when=NEED_OF_ANOTHER_SCHOOL,
        message="A gap becomes a need of the board, at a school that it governs.",
    ),
    RefuseTruncate(
        tables=["governance_selfassessment", "governance_rating", "governance_areanote"],
        message="What was answered is never emptied away.",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_guards")]

    operations = GUARDS
