"""What the database itself refuses about records, events and places at them, and what it keeps folded (IM-4, R-4, R-6)."""

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

CHANGED = " OR ".join(
    f"OLD.{name} <> NEW.{name}"
    for name in ("title", "approach", "reason", "starts_on", "ends_on", "hours", "took_away", "school_id")
)

TRANSCRIPTS = [
    RefuseTrigger(
        name="training_transcript_stays",
        table="training_transcript",
        event="UPDATE",
        when="TRUE",
        message="What was issued is not changed.",
    ),
]

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
        # Until somebody has confirmed it, a log is its person's to delete.
        when="OLD.source <> 'own' OR OLD.confirmed_at IS NOT NULL",
        message="A record is never deleted.",
    ),
    RefuseTrigger(
        name="training_record_confirmed_stays",
        table="training_record",
        event="UPDATE",
        when=f"OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS NOT NULL AND ({CHANGED} OR COALESCE(OLD.file_id, 0) <> COALESCE(NEW.file_id, 0))",
        message="What was confirmed is not changed any more.",
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

EVENTS = [
    *refuse_on_write(
        name="training_event_school",
        table="training_event",
        when=OF_ANOTHER_SCHOOL,
        message="An event serves its own school or the trust, not another school.",
    ),
    *refuse_on_write(
        name="training_event_day",
        table="training_event",
        when="NEW.day <> LONDON_DAY[NEW.starts_at]",
        message="The day of an event is the day in London on which it starts.",
    ),
    RefuseTrigger(
        name="training_event_over",
        table="training_event",
        event="UPDATE",
        when="""OLD.status <> 'planned' AND (
            NEW.status <> OLD.status OR NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at
            OR NEW.school_id <> OLD.school_id OR NEW.audience_id <> OLD.audience_id
        )""",
        message="An event that was held or cancelled keeps its status, date, school and audience.",
    ),
    RefuseTrigger(
        name="training_event_no_delete",
        table="training_event",
        event="DELETE",
        when="TRUE",
        message="An event is cancelled, not deleted.",
    ),
    RefuseTruncate(tables=["training_event"], message="An event is cancelled, not deleted."),
    KeepFolded(table="training_event", columns=["title", "about", "room"]),
]

TAKES_A_PLACE = "NEW.status IN ('offered', 'confirmed') AND EXISTS (SELECT 1 FROM training_event e"
OTHERS = """(
    SELECT COUNT(*) FROM training_place p WHERE p.event_id = {} AND p.status IN ('offered', 'confirmed')
)"""
FULL = f"{TAKES_A_PLACE} WHERE e.id = NEW.event_id AND e.capacity <= {OTHERS.format('NEW.event_id')})"
UNAGREED = f"{TAKES_A_PLACE} WHERE e.id = NEW.event_id AND e.sign_up = 'agreed' AND NEW.agreed_at IS NULL)"

PLACES = [
    RefuseTrigger(
        name="training_place_capacity_insert",
        table="training_place",
        event="INSERT",
        when=FULL,
        message="An event gives no more places than it has.",
    ),
    RefuseTrigger(
        name="training_place_capacity_update",
        table="training_place",
        event="UPDATE OF status",
        # From an offer to going it is the same place.
        when=f"OLD.status NOT IN ('offered', 'confirmed') AND {FULL}",
        message="An event gives no more places than it has.",
    ),
    *(
        RefuseTrigger(
            name=f"training_place_agreed_{name}",
            table="training_place",
            event=event,
            when=UNAGREED,
            message="Nobody has a place before the Headteacher has agreed.",
        )
        for name, event in (("insert", "INSERT"), ("update", "UPDATE OF status"))
    ),
    RefuseTrigger(
        name="training_event_capacity",
        table="training_event",
        event="UPDATE OF capacity",
        when=f"NEW.capacity < {OTHERS.format('NEW.id')}",
        message="More people have a place at this event.",
    ),
]

ATTENDANCE = [
    *refuse_on_write(
        name="training_attendance_record",
        table="training_attendance",
        when="""NEW.record_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM training_record r WHERE r.id = NEW.record_id AND r.source = 'event'
        )""",
        message="A line of a register has a record of its own event.",
    ),
    RefuseTrigger(
        name="training_attendance_of_one",
        table="training_attendance",
        event="UPDATE",
        when="NEW.event_id <> OLD.event_id OR (OLD.person_id IS NULL) <> (NEW.person_id IS NULL)",
        message="A line of a register stays that of its event and of its kind.",
    ),
    RefuseTrigger(
        name="training_attendance_unconfirmed",
        table="training_attendance",
        event="UPDATE",
        when="OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS NULL",
        message="What a register confirmed is corrected, not taken back.",
    ),
    RefuseTrigger(
        name="training_attendance_no_delete",
        table="training_attendance",
        event="DELETE",
        when="TRUE",
        message="A line of a register is never deleted.",
    ),
    RefuseTruncate(tables=["training_attendance"], message="A line of a register is never deleted."),
]


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_guards"),
        ("people", "0001_initial"),
        ("certificates", "0001_initial"),
        ("planning", "0001_initial"),
        ("training", "0001_initial"),
    ]

    operations = [*TRANSCRIPTS, *RECORDS, *FEEDBACK, *EVENTS, *PLACES, *ATTENDANCE]
