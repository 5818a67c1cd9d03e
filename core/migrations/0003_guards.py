"""The audit trail is only added to."""

from django.db import migrations

from core.triggers import RefuseTrigger


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial")]

    operations = [
        RefuseTrigger(
            name="core_auditevent_no_update",
            table="core_auditevent",
            event="UPDATE",
            when="TRUE",
            message="The audit trail is only added to.",
        ),
        RefuseTrigger(
            name="core_auditevent_no_delete",
            table="core_auditevent",
            event="DELETE",
            when="TRUE",
            message="The audit trail is only added to.",
        ),
    ]
