"""What the database itself refuses about reports: they start as drafts, and never change once published (RP-1)."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate

FROZEN = "A published report is frozen."

REPORTS = [
    RefuseTrigger(
        name="reports_report_starts_as_draft",
        table="reports_report",
        event="INSERT",
        when="NEW.status <> 'draft'",
        message="A report starts as a draft.",
    ),
    RefuseTrigger(
        name="reports_report_frozen_update",
        table="reports_report",
        event="UPDATE",
        when="OLD.status = 'published'",
        message=FROZEN,
    ),
    RefuseTrigger(
        name="reports_report_frozen_delete",
        table="reports_report",
        event="DELETE",
        when="OLD.status = 'published'",
        message=FROZEN,
    ),
    RefuseTruncate(tables=["reports_report"], message="Published reports are frozen."),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = REPORTS
