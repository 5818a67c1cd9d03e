"""Whether supply cover is needed is asked, and an amount for it means yes (policy HS-2)."""

from django.db import migrations, models

from core.triggers import KeepTriggers, RefuseTrigger

MESSAGE = "An amount for supply cover means that cover is needed."


class Migration(migrations.Migration):
    dependencies = [("courses", "0010_agreement_guards")]

    operations = [
        KeepTriggers(
            [
                migrations.AlterField(
                    model_name="request",
                    name="needs_cover",
                    field=models.BooleanField(blank=True, null=True, verbose_name="supply cover is needed"),
                )
            ]
        ),
        migrations.RunSQL(
            """UPDATE courses_request SET needs_cover = TRUE WHERE id IN (
                SELECT request_id FROM courses_costline WHERE heading = 'cover' AND amount > 0
            )""",
            migrations.RunSQL.noop,
        ),
        *(
            RefuseTrigger(
                name=f"courses_costline_cover_{event.lower()}",
                table="courses_costline",
                event=event,
                when="""NEW.heading = 'cover' AND NEW.amount > 0 AND NOT EXISTS (
                    SELECT 1 FROM courses_request r WHERE r.id = NEW.request_id AND r.needs_cover
                )""",
                message=MESSAGE,
            )
            for event in ("INSERT", "UPDATE")
        ),
        RefuseTrigger(
            name="courses_request_cover_update",
            table="courses_request",
            event="UPDATE",
            when="""NOT COALESCE(NEW.needs_cover, FALSE) AND EXISTS (
                SELECT 1 FROM courses_costline l WHERE l.request_id = NEW.id AND l.heading = 'cover' AND l.amount > 0
            )""",
            message=MESSAGE,
        ),
    ]
