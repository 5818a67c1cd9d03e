"""Similar needs of several schools hang on one provision of the central team (policy AP-10)."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import RefuseTrigger

GATHERED_WRONGLY = """NEW.gathered_into_id IS NOT NULL AND (
    NEW.gathered_into_id = NEW.id
    OR NOT EXISTS (
        SELECT 1 FROM planning_need p JOIN people_school s ON s.id = p.school_id
        WHERE p.id = NEW.gathered_into_id AND s.kind = 'central' AND p.gathered_into_id IS NULL
    )
    OR EXISTS (SELECT 1 FROM planning_need g WHERE g.gathered_into_id = NEW.id)
)"""
MESSAGE = "Needs are gathered into one of the central team, and never in a chain."


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_guards"), ("people", "0001_initial")]

    operations = [
        # Nullable and without a default: SQLite adds the column and the table keeps its triggers (ADR 4).
        migrations.AddField(
            model_name="need",
            name="gathered_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gathered",
                to="planning.need",
            ),
        ),
        RefuseTrigger(
            name="planning_need_gathered_insert",
            table="planning_need",
            event="INSERT",
            when=GATHERED_WRONGLY,
            message=MESSAGE,
        ),
        RefuseTrigger(
            name="planning_need_gathered_update",
            table="planning_need",
            event="UPDATE",
            when=GATHERED_WRONGLY,
            message=MESSAGE,
        ),
    ]
