"""A priority stands in its plan's school and year, is carried over once, and a judged target says how (policy AP-2)."""

from django.db import migrations, models

from core.triggers import RefuseTrigger

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
MESSAGE = "A priority stands in its plan’s school and year, and comes from that school’s year before."


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_gathered_needs")]

    operations = [
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.UniqueConstraint(
                condition=models.Q(("carried_from__isnull", False)),
                fields=("carried_from",),
                name="planning_priority_carried_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "open"),
                    models.Q(
                        ("outcome__in", ["met", "partly", "not_met"]), models.Q(("outcome_note", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="planning_target_judged_says_how",
            ),
        ),
        RefuseTrigger(
            name="planning_priority_plan_insert",
            table="planning_priority",
            event="INSERT",
            when=OF_ANOTHER_PLAN,
            message=MESSAGE,
        ),
        RefuseTrigger(
            name="planning_priority_plan_update",
            table="planning_priority",
            event="UPDATE",
            when=OF_ANOTHER_PLAN,
            message=MESSAGE,
        ),
    ]
