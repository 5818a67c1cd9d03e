"""Job titles kept folded, for finding whoever works as something."""

from django.db import migrations

from core.folding import KeepFolded


class Migration(migrations.Migration):
    dependencies = [("core", "0006_folding"), ("people", "0007_merged_into")]

    operations = [
        KeepFolded(table="people_post", columns=["job_title"]),
    ]
