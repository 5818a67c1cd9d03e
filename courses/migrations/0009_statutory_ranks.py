"""What waits as a statutory renewal names a requirement and a course of the catalogue (policy IM-3)."""

from typing import Any

from django.db import migrations, models

from core.triggers import RefuseTrigger

CLAIMS_TOO_MUCH = """NEW.status = 'deciding' AND NEW.is_renewal
    AND (NEW.reason <> 'statutory' OR NEW.requirement_id IS NULL OR NEW.course_id IS NULL)"""
MESSAGE = "A statutory renewal names its requirement and a course of the catalogue."


def rank_claims_lower(apps: Any, schema_editor: Any) -> None:
    """Take out of the renewals what nobody can tell to be one; the next sweep works out every rank that waits."""
    waiting = apps.get_model("courses", "Request").objects.filter(status="deciding", is_renewal=True)
    unproven = waiting.exclude(reason="statutory", requirement__isnull=False, course__isnull=False)
    unproven.update(is_renewal=False, rank=35)


class Migration(migrations.Migration):
    dependencies = [("courses", "0008_stage_escalated")]

    operations = [
        migrations.AlterField(
            model_name="request",
            name="rank",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (10, "Statutory renewal, expired"),
                    (20, "Statutory renewal"),
                    (30, "Early career teacher"),
                    (35, "Statutory training, course not in the catalogue"),
                    (40, "Improvement priority"),
                    (45, "Recommended training"),
                    (50, "Agreed in a review"),
                    (60, "Personal development"),
                    (65, "Not a statutory renewal"),
                ],
                default=60,
                editable=False,
            ),
        ),
        migrations.RunPython(rank_claims_lower, migrations.RunPython.noop),
        *(
            RefuseTrigger(
                name=f"courses_request_renewal_{event.lower()}",
                table="courses_request",
                event=event,
                when=CLAIMS_TOO_MUCH,
                message=MESSAGE,
            )
            for event in ("UPDATE", "INSERT")
        ),
    ]
