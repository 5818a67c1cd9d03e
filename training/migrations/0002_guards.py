"""What the database itself refuses about records of training, and what it keeps folded (policy IM-4, R-4)."""

from django.db import migrations

from core.folding import KeepFolded
from core.triggers import RefuseTrigger, RefuseTruncate, refuse_on_write

OF_ANOTHER_SCHOOL = " OR ".join(
    f"""(NEW.{name}_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_{name} x JOIN people_school s ON s.id = x.school_id
        WHERE x.id = NEW.{name}_id AND (x.school_id = NEW.school_id OR s.kind = 'central')
    ))"""
    for name in ("priority", "need", "action")
)

RECORDS = [
    *refuse_on_write(
        name="training_record_school",
        table="training_record",
        when=OF_ANOTHER_SCHOOL,
        message="A record serves its own school or the trust, not another school.",
    ),
    RefuseTrigger(
        name="training_record_no_delete",
        table="training_record",
        event="DELETE",
        when="TRUE",
        message="A record is never deleted.",
    ),
    RefuseTruncate(tables=["training_record"], message="A record is never deleted."),
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
    KeepFolded(table="training_record", columns=["title", "provider"]),
]

FEEDBACK = [
    RefuseTrigger(
        name="training_feedback_no_delete",
        table="training_feedback",
        event="DELETE",
        when="TRUE",
        message="Feedback is never deleted.",
    ),
    RefuseTruncate(tables=["training_feedback"], message="Feedback is never deleted."),
    KeepFolded(table="training_feedback", columns=["learnt", "will_do", "recommended_for"]),
]


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_guards"),
        ("people", "0001_initial"),
        ("certificates", "0001_initial"),
        ("planning", "0001_initial"),
        ("training", "0001_initial"),
    ]

    operations = [*RECORDS, *FEEDBACK]
