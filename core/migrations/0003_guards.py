"""What the database itself refuses in the kit, the function that folds texts, and the table of the cache."""

from django.core.management import call_command
from django.db import migrations

from core.folding import MakeFoldingFunction
from core.triggers import RefuseTrigger, RefuseTruncate

ONLY_ADDED_TO = "The audit trail is only added to."

AUDIT_TRAIL = [
    RefuseTrigger(
        name="core_auditevent_no_update", table="core_auditevent", event="UPDATE", when="TRUE", message=ONLY_ADDED_TO
    ),
    RefuseTrigger(
        name="core_auditevent_no_delete", table="core_auditevent", event="DELETE", when="TRUE", message=ONLY_ADDED_TO
    ),
    RefuseTruncate(tables=["core_auditevent"], message=ONLY_ADDED_TO),
]

FILES = [
    RefuseTrigger(
        name="core_storedfile_stays_what_it_is",
        table="core_storedfile",
        event="UPDATE",
        when="""NEW.file <> OLD.file OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name OR NEW.size <> OLD.size
            OR NEW.sha256 <> OLD.sha256 OR NEW.public_id <> OLD.public_id""",
        message="A file that was kept is never changed. Another file is another row.",
    ),
]


def make_cache_table(apps, schema_editor):
    """Make the embedded default's only cache, which also stands in while Redis is away."""
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial")]

    operations = [
        *AUDIT_TRAIL,
        *FILES,
        MakeFoldingFunction(),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
