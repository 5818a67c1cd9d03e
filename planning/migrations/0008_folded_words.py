"""Words of the planning kept folded, for finding them among many years."""

from django.db import migrations

from core.folding import KeepFolded


class Migration(migrations.Migration):
    dependencies = [("core", "0006_folding"), ("planning", "0007_ledger_and_school_guards")]

    operations = [
        KeepFolded(table="planning_priority", columns=["title", "detail"]),
        KeepFolded(table="planning_need", columns=["title", "evidence"]),
        KeepFolded(table="planning_action", columns=["title"]),
    ]
