"""A kept file stays what was kept, and the audit trail is not truncated either."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate


class Migration(migrations.Migration):
    dependencies = [("core", "0004_cache_table")]

    operations = [
        RefuseTrigger(
            name="core_storedfile_stays_what_it_is",
            table="core_storedfile",
            event="UPDATE",
            when="""NEW.file <> OLD.file OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name OR NEW.size <> OLD.size
                OR NEW.sha256 <> OLD.sha256 OR NEW.public_id <> OLD.public_id""",
            message="A file that was kept is never changed. Another file is another row.",
        ),
        RefuseTruncate(tables=["core_auditevent"], message="The audit trail is only added to."),
    ]
