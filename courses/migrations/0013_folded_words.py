"""Words of requests kept folded, for finding them among very many."""

from django.db import migrations

from core.folding import KeepFolded


class Migration(migrations.Migration):
    dependencies = [("core", "0006_folding"), ("courses", "0012_more_guards")]

    operations = [KeepFolded(table="courses_request", columns=["title", "provider_name"])]
