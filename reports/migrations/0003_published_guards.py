"""A report starts as a draft and is published with its figures and its file (policy RP-1)."""

from django.db import migrations, models

from core.triggers import KeepTriggers, RefuseTrigger, RefuseTruncate


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_guards")]

    operations = [
        KeepTriggers(
            [
                migrations.AddConstraint(
                    model_name="report",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(("pdf__isnull", False), models.Q(("figures", {}), _negated=True)),
                            _connector="OR",
                        ),
                        name="reports_report_published_is_whole",
                    ),
                )
            ]
        ),
        RefuseTrigger(
            name="reports_report_starts_as_draft",
            table="reports_report",
            event="INSERT",
            when="NEW.status <> 'draft'",
            message="A report starts as a draft.",
        ),
        RefuseTruncate(tables=["reports_report"], message="Published reports are frozen."),
    ]
