"""What the database itself refuses about policy documents and who has read them (policy OD-1)."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate

VERSION_STAYS = "What a policy said is never changed. Add a new version."
READ_STAYS = "That somebody has read a policy is never changed."

GUARDS = [
    RefuseTrigger(
        name="governance_version_stays",
        table="governance_documentversion",
        event="UPDATE",
        when="""OLD.replaced_at IS NOT NULL OR OLD.document_id <> NEW.document_id OR OLD.number <> NEW.number
            OR OLD.link <> NEW.link OR COALESCE(OLD.file_id, 0) <> COALESCE(NEW.file_id, 0)""",
        message=VERSION_STAYS,
    ),
    RefuseTrigger(
        name="governance_version_no_delete",
        table="governance_documentversion",
        event="DELETE",
        when="TRUE",
        message=VERSION_STAYS,
    ),
    RefuseTrigger(
        name="governance_reading_stays",
        table="governance_reading",
        event="UPDATE",
        when="""OLD.ended_at IS NOT NULL OR OLD.document_id <> NEW.document_id OR OLD.audience_id <> NEW.audience_id
            OR OLD.starts_on <> NEW.starts_on""",
        message="What people were asked to read is not changed. End it, and ask again.",
    ),
    RefuseTrigger(
        name="governance_declaration_fits",
        table="governance_declaration",
        event="INSERT",
        when="""NOT EXISTS (
            SELECT 1 FROM governance_reading r JOIN governance_documentversion v ON v.document_id = r.document_id
            WHERE r.id = NEW.reading_id AND v.id = NEW.document_version_id
            AND r.ended_at IS NULL AND v.replaced_at IS NULL
        )""",
        message="People say that they have read what is in force, while they are asked to.",
    ),
    RefuseTrigger(
        name="governance_declaration_stays",
        table="governance_declaration",
        event="UPDATE",
        # Of two records of one person the one that stays gets what the other has read.
        when="""OLD.reading_id <> NEW.reading_id OR OLD.document_version_id <> NEW.document_version_id
            OR OLD.read_at <> NEW.read_at""",
        message=READ_STAYS,
    ),
    RefuseTrigger(
        name="governance_declaration_no_delete",
        table="governance_declaration",
        event="DELETE",
        when="TRUE",
        message=READ_STAYS,
    ),
    RefuseTruncate(tables=["governance_documentversion", "governance_declaration"], message=READ_STAYS),
]


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_audit_guards")]

    operations = GUARDS
