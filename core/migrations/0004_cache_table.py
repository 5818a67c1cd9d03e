"""The table of the database cache: the embedded default's only cache, and what stands in while Redis is away."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_guards")]

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
