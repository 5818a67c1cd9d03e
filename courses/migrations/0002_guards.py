"""What the database itself refuses on the way from a request to a booking (policy IM-4, IM-5)."""

from django.db import migrations

from core.triggers import RefuseTrigger

LATEST_ROUND_UNDECIDED = """(
    NOT EXISTS (SELECT 1 FROM courses_stage s WHERE s.request_id = NEW.id)
    OR EXISTS (
        SELECT 1 FROM courses_stage s
        WHERE s.request_id = NEW.id AND s.outcome <> 'approved'
        AND s.round = (SELECT MAX(t.round) FROM courses_stage t WHERE t.request_id = NEW.id)
    )
)"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    operations = [
        RefuseTrigger(
            name="courses_request_approved_update",
            table="courses_request",
            event="UPDATE",
            when=f"NEW.status <> OLD.status AND NEW.status IN ('to_book', 'booked') AND {LATEST_ROUND_UNDECIDED}",
            message="A stage of this request is undecided.",
        ),
        RefuseTrigger(
            name="courses_request_approved_insert",
            table="courses_request",
            event="INSERT",
            when="NEW.status IN ('to_book', 'booked', 'attended', 'not_attended', 'closed')",
            message="A request starts as a draft.",
        ),
        RefuseTrigger(
            name="courses_stage_starts_waiting",
            table="courses_stage",
            event="INSERT",
            when="NEW.outcome <> 'waiting'",
            message="A stage starts undecided.",
        ),
        RefuseTrigger(
            name="courses_stage_in_order",
            table="courses_stage",
            event="UPDATE",
            when="""NEW.outcome = 'approved' AND OLD.outcome <> 'approved' AND (
                EXISTS (
                    SELECT 1 FROM courses_stage s WHERE s.request_id = NEW.request_id AND s.round = NEW.round
                    AND s.position < NEW.position AND s.outcome <> 'approved'
                )
                OR NOT EXISTS (
                    SELECT 1 FROM courses_stagedecision d WHERE d.stage_id = NEW.id AND d.outcome = 'approved'
                )
            )""",
            message="Stages are approved in their order, each by a decision.",
        ),
        RefuseTrigger(
            name="courses_stagedecision_no_update",
            table="courses_stagedecision",
            event="UPDATE",
            when="TRUE",
            message="A decision is never changed.",
        ),
        RefuseTrigger(
            name="courses_stagedecision_no_delete",
            table="courses_stagedecision",
            event="DELETE",
            when="TRUE",
            message="A decision is never deleted.",
        ),
        RefuseTrigger(
            name="courses_booking_needs_approval",
            table="courses_booking",
            event="INSERT",
            when="NOT EXISTS (SELECT 1 FROM courses_request r WHERE r.id = NEW.request_id AND r.status = 'to_book')",
            message="Only an approved request can be booked.",
        ),
    ]
