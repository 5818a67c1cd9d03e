"""Names and e-mail addresses kept folded, for finding people; the indexes over their beginnings are not asked any more."""

from django.db import migrations

from core.folding import KeepFolded


class Migration(migrations.Migration):
    dependencies = [("core", "0006_folding"), ("people", "0003_account_change")]

    operations = [
        KeepFolded(table="people_person", columns=["first_name", "last_name", "email"]),
        migrations.RemoveIndex(model_name="person", name="people_person_last_upper"),
        migrations.RemoveIndex(model_name="person", name="people_person_first_upper"),
    ]
