"""A record stays, and serves its own school or the trust (policy IM-4, R-4)."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate

OF_ANOTHER_SCHOOL = " OR ".join(
    f"""(NEW.{name}_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_{name} x JOIN people_school s ON s.id = x.school_id
        WHERE x.id = NEW.{name}_id AND (x.school_id = NEW.school_id OR s.kind = 'central')
    ))"""
    for name in ("priority", "need", "action")
)


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0003_feedback"),
        ("planning", "0007_ledger_and_school_guards"),
        ("people", "0001_initial"),
        ("certificates", "0001_initial"),
    ]

    operations = [
        *(
            RefuseTrigger(
                name=f"training_record_school_{event.lower()}",
                table="training_record",
                event=event,
                when=OF_ANOTHER_SCHOOL,
                message="A record serves its own school or the trust, not another school.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        RefuseTrigger(
            name="training_record_no_delete",
            table="training_record",
            event="DELETE",
            when="TRUE",
            message="A record is never deleted.",
        ),
        RefuseTrigger(
            name="training_record_certificates_of_its_person",
            table="training_record_certificates",
            event="INSERT",
            when="""NOT EXISTS (
                SELECT 1 FROM training_record r JOIN certificates_certificate c ON c.person_id = r.person_id
                WHERE r.id = NEW.record_id AND c.id = NEW.certificate_id
            )""",
            message="A certificate belongs on a record of its own person.",
        ),
        RefuseTruncate(tables=["training_record"], message="A record is never deleted."),
    ]
