"""A published report never changes again (policy RP-1)."""

from django.db import migrations

from core.triggers import RefuseTrigger


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        RefuseTrigger(
            name="reports_report_frozen_update",
            table="reports_report",
            event="UPDATE",
            when="OLD.status = 'published'",
            message="A published report is frozen.",
        ),
        RefuseTrigger(
            name="reports_report_frozen_delete",
            table="reports_report",
            event="DELETE",
            when="OLD.status = 'published'",
            message="A published report is frozen.",
        ),
    ]
