"""Words of records and feedback kept folded, for finding them among very many."""

from django.db import migrations

from core.folding import KeepFolded


class Migration(migrations.Migration):
    dependencies = [("core", "0006_folding"), ("training", "0004_guards")]

    operations = [
        KeepFolded(table="training_record", columns=["title", "provider"]),
        KeepFolded(table="training_feedback", columns=["learnt", "will_do", "recommended_for"]),
    ]
