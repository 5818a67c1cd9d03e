"""Who decided had the power to, and what follows an approval follows only from it (policy IM-4, IM-5, AP-6)."""

from django.db import migrations

from core.triggers import DropRefuseTrigger, RefuseTrigger, RefuseTruncate

LATEST_ROUND_UNDECIDED = """(
    NOT EXISTS (SELECT 1 FROM courses_stage s WHERE s.request_id = NEW.id)
    OR EXISTS (
        SELECT 1 FROM courses_stage s
        WHERE s.request_id = NEW.id AND s.outcome <> 'approved'
        AND s.round = (SELECT MAX(t.round) FROM courses_stage t WHERE t.request_id = NEW.id)
    )
)"""
APPROVED_BEFORE = {
    "name": "courses_request_approved_update",
    "table": "courses_request",
    "event": "UPDATE",
    "when": f"NEW.status <> OLD.status AND NEW.status IN ('to_book', 'booked') AND {LATEST_ROUND_UNDECIDED}",
    "message": "A stage of this request is undecided.",
}
APPROVED_NOW = APPROVED_BEFORE | {
    "when": f"""NEW.status <> OLD.status AND NEW.status IN ('to_book', 'booked', 'attended', 'not_attended', 'closed')
        AND {LATEST_ROUND_UNDECIDED}"""
}
BOOKING_BEFORE = {
    "name": "courses_booking_needs_approval",
    "table": "courses_booking",
    "event": "INSERT",
    "when": "NOT EXISTS (SELECT 1 FROM courses_request r WHERE r.id = NEW.request_id AND r.status = 'to_book')",
    "message": "Only an approved request can be booked.",
}
BOOKING_NOW = BOOKING_BEFORE | {
    "when": """NOT EXISTS (
        SELECT 1 FROM courses_request r WHERE r.id = NEW.request_id AND r.status = 'to_book'
        AND r.school_id = NEW.school_id AND r.applicant_id = NEW.person_id
    )""",
    "message": "Only an approved request can be booked, for its own person and school.",
}

# Held on that day: the stage's role, the one that it was escalated to, or the other role that leads a school.
HAD_THE_POWER = """EXISTS (
    SELECT 1 FROM courses_stage s
    JOIN people_grant g ON g.person_id = COALESCE(NEW.on_behalf_of_id, NEW.decided_by_id)
    WHERE s.id = NEW.stage_id AND (g.school_id IS NULL OR g.school_id = s.school_id)
    AND (
        g.role IN (s.role, s.escalated_to)
        OR (s.role IN ('headteacher', 'head_of_school') AND g.role IN ('headteacher', 'head_of_school'))
    )
    AND g.starts_on <= LONDON_DAY[NEW.at] AND (g.ends_on IS NULL OR g.ends_on >= LONDON_DAY[NEW.at])
)"""
WAS_DEPUTY = """EXISTS (
    SELECT 1 FROM people_delegation d
    WHERE d.person_id = NEW.on_behalf_of_id AND d.deputy_id = NEW.decided_by_id
    AND d.starts_on <= LONDON_DAY[NEW.at] AND d.ends_on >= LONDON_DAY[NEW.at]
    AND (d.ended_at IS NULL OR d.ended_at >= NEW.at)
)"""

# A key such as "request:<id>" or "booking:<id>"; other sources have other keys.
AN_ID = "________-____-____-____-____________"


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0011_cover"),
        ("people", "0001_initial"),
        ("planning", "0007_ledger_and_school_guards"),
        ("training", "0004_guards"),
    ]

    operations = [
        DropRefuseTrigger(**APPROVED_BEFORE),
        RefuseTrigger(**APPROVED_NOW),
        DropRefuseTrigger(**BOOKING_BEFORE),
        RefuseTrigger(**BOOKING_NOW),
        RefuseTrigger(
            name="courses_request_booked_by_a_booking",
            table="courses_request",
            event="UPDATE",
            when="""NEW.status <> OLD.status AND NEW.status IN ('booked', 'attended', 'not_attended', 'closed')
                AND NOT EXISTS (
                    SELECT 1 FROM courses_booking b WHERE b.request_id = NEW.id
                    AND b.status = CASE NEW.status WHEN 'closed' THEN 'attended' ELSE NEW.status END
                )""",
            message="A request is booked, and attended, by its booking.",
        ),
        RefuseTrigger(
            name="courses_request_keeps_its_school",
            table="courses_request",
            event="UPDATE",
            when="NEW.school_id <> OLD.school_id AND OLD.status NOT IN ('draft', 'returned')",
            message="What is being decided, or was, is of one school. Ask anew for another one.",
        ),
        RefuseTrigger(
            name="courses_stage_stays_approved",
            table="courses_stage",
            event="UPDATE",
            when="OLD.outcome = 'approved' AND NEW.outcome <> 'approved'",
            message="What was approved stays approved. What changed since is decided in a new round.",
        ),
        RefuseTrigger(
            name="courses_stage_none_added",
            table="courses_stage",
            event="INSERT",
            when="""EXISTS (
                SELECT 1 FROM courses_request r
                WHERE r.id = NEW.request_id AND r.status IN ('to_book', 'booked', 'attended', 'not_attended', 'closed')
            )""",
            message="An approved request goes back to be decided before it gets stages.",
        ),
        RefuseTrigger(
            name="courses_stagedecision_by_its_role",
            table="courses_stagedecision",
            event="INSERT",
            when=f"NOT {HAD_THE_POWER} OR (NEW.on_behalf_of_id IS NOT NULL AND NOT {WAS_DEPUTY})",
            message="Only who held the stage's role on that day, or their deputy on that day, decides.",
        ),
        RefuseTrigger(
            name="courses_booking_keeps_its_request",
            table="courses_booking",
            event="UPDATE",
            when="""NEW.request_id <> OLD.request_id OR NOT EXISTS (
                SELECT 1 FROM courses_request r WHERE r.id = NEW.request_id
                AND r.school_id = NEW.school_id AND r.applicant_id = NEW.person_id
            )""",
            message="A booking is for its request's person and school.",
        ),
        RefuseTrigger(
            name="courses_booking_no_delete",
            table="courses_booking",
            event="DELETE",
            when="TRUE",
            message="A booking is cancelled, never deleted.",
        ),
        RefuseTrigger(
            name="courses_entry_of_its_school",
            table="planning_entry",
            event="INSERT",
            when=f"""CASE WHEN NEW.source_key LIKE 'request:{AN_ID}' THEN EXISTS (
                SELECT 1 FROM courses_request r JOIN planning_budgetline l ON l.id = NEW.line_id
                WHERE r.public_id = UUID[SUBSTR(NEW.source_key, 9)] AND l.school_id <> r.school_id
            ) ELSE FALSE END""",
            message="A request is charged to a line of its own school.",
        ),
        RefuseTrigger(
            name="courses_record_of_its_booking",
            table="training_record",
            event="INSERT",
            when=f"""CASE WHEN NEW.source_key LIKE 'booking:{AN_ID}' THEN NOT EXISTS (
                SELECT 1 FROM courses_booking b WHERE b.public_id = UUID[SUBSTR(NEW.source_key, 9)]
                AND b.status = 'attended' AND b.person_id = NEW.person_id AND b.school_id = NEW.school_id
            ) ELSE FALSE END""",
            message="The record of a booking is of who attended, at its school.",
        ),
        RefuseTruncate(
            tables=["courses_request", "courses_stage", "courses_stagedecision", "courses_booking"],
            message="Requests, decisions and bookings are never emptied away.",
        ),
    ]
