"""What a request hangs on belongs to its school or to the whole trust, and its money to its school."""

from django.db import migrations

from core.triggers import RefuseTrigger

OF_ANOTHER_SCHOOL = """(
    (NEW.priority_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_priority p JOIN people_school s ON s.id = p.school_id
        WHERE p.id = NEW.priority_id AND (p.school_id = NEW.school_id OR s.kind = 'central')
    ))
    OR (NEW.need_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_need n JOIN people_school s ON s.id = n.school_id
        WHERE n.id = NEW.need_id AND (n.school_id = NEW.school_id OR s.kind = 'central')
    ))
    OR (NEW.action_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_action a JOIN people_school s ON s.id = a.school_id
        WHERE a.id = NEW.action_id AND (a.school_id = NEW.school_id OR s.kind = 'central')
    ))
    OR (NEW.budget_line_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_budgetline l WHERE l.id = NEW.budget_line_id AND l.school_id = NEW.school_id
    ))
)"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_thread"), ("people", "0001_initial")]

    operations = [
        RefuseTrigger(
            name="courses_request_thread_update",
            table="courses_request",
            event="UPDATE",
            when=OF_ANOTHER_SCHOOL,
            message="A request serves and charges its own school or the trust, not another school.",
        ),
        RefuseTrigger(
            name="courses_request_thread_insert",
            table="courses_request",
            event="INSERT",
            when=OF_ANOTHER_SCHOOL,
            message="A request serves and charges its own school or the trust, not another school.",
        ),
    ]
