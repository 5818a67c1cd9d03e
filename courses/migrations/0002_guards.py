"""What the database itself refuses from a request to its booking, subject by subject (policy HS-2, IM-3 to IM-5, GV-2)."""

from django.db import migrations

from core.folding import KeepFolded
from core.triggers import RefuseTrigger, RefuseTruncate, refuse_on_write

EMPTIED_AWAY = "Requests, decisions and bookings are never emptied away."

# --- Requests --------------------------------------------------------------------------------------------------------

LATEST_ROUND_UNDECIDED = """(
    NOT EXISTS (SELECT 1 FROM courses_stage s WHERE s.request_id = NEW.id)
    OR EXISTS (
        SELECT 1 FROM courses_stage s
        WHERE s.request_id = NEW.id AND s.outcome <> 'approved'
        AND s.round = (SELECT MAX(t.round) FROM courses_stage t WHERE t.request_id = NEW.id)
    )
)"""

OF_ANOTHER_SCHOOL = """(
    (NEW.priority_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_priority p JOIN people_school s ON s.id = p.school_id
        WHERE p.id = NEW.priority_id AND (p.school_id = NEW.school_id OR s.kind = 'central')
    ))
    OR (NEW.need_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_need n JOIN people_school s ON s.id = n.school_id
        WHERE n.id = NEW.need_id AND (n.school_id = NEW.school_id OR s.kind = 'central')
    ))
    OR (NEW.action_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_action a JOIN people_school s ON s.id = a.school_id
        WHERE a.id = NEW.action_id AND (a.school_id = NEW.school_id OR s.kind = 'central')
    ))
    OR (NEW.budget_line_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM budgets_budgetline l WHERE l.id = NEW.budget_line_id AND l.school_id = NEW.school_id
    ))
)"""

CLAIMS_TOO_MUCH = """NEW.status = 'deciding' AND NEW.is_renewal
    AND (NEW.reason <> 'statutory' OR NEW.requirement_id IS NULL OR NEW.course_id IS NULL)"""

COVER_IS_NEEDED = "An amount for supply cover means that cover is needed."

REQUESTS = [
    RefuseTrigger(
        name="courses_request_approved_insert",
        table="courses_courserequest",
        event="INSERT",
        when="NEW.status IN ('to_book', 'booked', 'attended', 'not_attended', 'closed')",
        message="A request starts as a draft.",
    ),
    RefuseTrigger(
        name="courses_request_approved_update",
        table="courses_courserequest",
        event="UPDATE",
        when=f"""NEW.status <> OLD.status AND NEW.status IN ('to_book', 'booked', 'attended', 'not_attended', 'closed')
            AND {LATEST_ROUND_UNDECIDED}""",
        message="A stage of this request is undecided.",
    ),
    RefuseTrigger(
        name="courses_request_booked_by_a_booking",
        table="courses_courserequest",
        event="UPDATE",
        when="""NEW.status <> OLD.status AND NEW.status IN ('booked', 'attended', 'not_attended', 'closed')
            AND NOT EXISTS (
                SELECT 1 FROM courses_booking b WHERE b.request_id = NEW.id
                AND b.status = CASE NEW.status WHEN 'closed' THEN 'attended' ELSE NEW.status END
            )""",
        message="A request is booked, and attended, by its booking.",
    ),
    RefuseTrigger(
        name="courses_request_keeps_its_applicant",
        table="courses_courserequest",
        event="UPDATE",
        when="NEW.applicant_id <> OLD.applicant_id AND OLD.status <> 'draft'",
        message="A request that was sent is one person's. Ask anew for somebody else.",
    ),
    RefuseTrigger(
        name="courses_request_keeps_its_school",
        table="courses_courserequest",
        event="UPDATE",
        when="NEW.school_id <> OLD.school_id AND OLD.status NOT IN ('draft', 'returned')",
        message="What is being decided, or was, is of one school. Ask anew for another one.",
    ),
    *refuse_on_write(
        name="courses_request_thread",
        table="courses_courserequest",
        when=OF_ANOTHER_SCHOOL,
        message="A request serves and charges its own school or the trust, not another school.",
    ),
    *refuse_on_write(
        name="courses_request_renewal",
        table="courses_courserequest",
        when=CLAIMS_TOO_MUCH,
        message="A statutory renewal names its requirement and a course of the catalogue.",
    ),
    RefuseTrigger(
        name="courses_request_cover_update",
        table="courses_courserequest",
        event="UPDATE",
        when="""NOT COALESCE(NEW.needs_cover, FALSE) AND EXISTS (
            SELECT 1 FROM courses_costline l WHERE l.request_id = NEW.id AND l.heading = 'cover' AND l.amount > 0
        )""",
        message=COVER_IS_NEEDED,
    ),
    *refuse_on_write(
        name="courses_costline_cover",
        table="courses_costline",
        when="""NEW.heading = 'cover' AND NEW.amount > 0 AND NOT EXISTS (
            SELECT 1 FROM courses_courserequest r WHERE r.id = NEW.request_id AND r.needs_cover
        )""",
        message=COVER_IS_NEEDED,
    ),
    RefuseTruncate(tables=["courses_courserequest"], message=EMPTIED_AWAY),
    KeepFolded(table="courses_courserequest", columns=["title", "provider_name"]),
]

# --- Stages and decisions --------------------------------------------------------------------------------------------

# Held on that day: the stage's role, the one that it was escalated to, or the other role that leads a school.
HAD_THE_POWER = """EXISTS (
    SELECT 1 FROM courses_stage s
    JOIN people_grant g ON g.person_id = COALESCE(NEW.on_behalf_of_id, NEW.decided_by_id)
    WHERE s.id = NEW.stage_id AND (g.school_id IS NULL OR g.school_id = s.school_id)
    AND (
        g.role = s.role
        OR (g.role = s.escalated_to AND g.role IN ('executive_lead', 'ceo', 'chair_of_trustees'))
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

APPROVALS = [
    RefuseTrigger(
        name="courses_stage_starts_waiting",
        table="courses_stage",
        event="INSERT",
        when="NEW.outcome <> 'waiting'",
        message="A stage starts undecided.",
    ),
    RefuseTrigger(
        name="courses_stage_none_added",
        table="courses_stage",
        event="INSERT",
        when="""EXISTS (
            SELECT 1 FROM courses_courserequest r
            WHERE r.id = NEW.request_id AND r.status IN ('to_book', 'booked', 'attended', 'not_attended', 'closed')
        )""",
        message="An approved request goes back to be decided before it gets stages.",
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
        name="courses_stage_keeps_its_place",
        table="courses_stage",
        event="UPDATE",
        when="""NEW.request_id <> OLD.request_id OR NEW.round <> OLD.round OR NEW.position <> OLD.position
            OR NEW.role <> OLD.role OR COALESCE(NEW.school_id, 0) <> COALESCE(OLD.school_id, 0)""",
        message="A stage is fixed when the request is sent.",
    ),
    RefuseTrigger(
        name="courses_stage_stays_approved",
        table="courses_stage",
        event="UPDATE",
        when="OLD.outcome = 'approved' AND NEW.outcome <> 'approved'",
        message="What was approved stays approved. What changed since is decided in a new round.",
    ),
    RefuseTrigger(
        name="courses_stage_no_delete",
        table="courses_stage",
        event="DELETE",
        when="TRUE",
        message="A stage is never deleted.",
    ),
    RefuseTrigger(
        name="courses_stagedecision_in_order",
        table="courses_stagedecision",
        event="INSERT",
        when="""NEW.applicant_id <> (
                SELECT r.applicant_id FROM courses_courserequest r JOIN courses_stage s ON s.request_id = r.id
                WHERE s.id = NEW.stage_id
            ) OR EXISTS (
                SELECT 1 FROM courses_stage s JOIN courses_stage e
                ON e.request_id = s.request_id AND e.round = s.round AND e.position < s.position
                WHERE s.id = NEW.stage_id AND e.outcome <> 'approved'
            )""",
        message="A decision is on the applicant's request, and on no stage before its turn.",
    ),
    RefuseTrigger(
        name="courses_stagedecision_by_its_role",
        table="courses_stagedecision",
        event="INSERT",
        when=f"NOT {HAD_THE_POWER} OR (NEW.on_behalf_of_id IS NOT NULL AND NOT {WAS_DEPUTY})",
        message="Only who held the stage's role on that day, or their deputy on that day, decides.",
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
    RefuseTruncate(tables=["courses_stage", "courses_stagedecision"], message=EMPTIED_AWAY),
]

# --- Bookings, and what follows them ---------------------------------------------------------------------------------

OF_ANOTHER_PROVIDER = """NOT EXISTS (
    SELECT 1 FROM courses_serviceagreement a
    JOIN courses_provider p ON p.id = a.provider_id
    JOIN courses_courserequest r ON r.id = NEW.request_id
    LEFT JOIN courses_course c ON c.id = r.course_id
    WHERE a.id = NEW.agreement_id AND (
        c.provider_id = p.id OR (r.course_id IS NULL AND LOWER(TRIM(r.provider_name)) = LOWER(TRIM(p.name)))
    )
)"""
ITS_OWN_PROVIDER = "An agreement pays only for the courses of its own provider."

BOOKINGS = [
    RefuseTrigger(
        name="courses_booking_needs_approval",
        table="courses_booking",
        event="INSERT",
        when="""NOT EXISTS (
            SELECT 1 FROM courses_courserequest r WHERE r.id = NEW.request_id AND r.status = 'to_book'
            AND r.school_id = NEW.school_id AND r.applicant_id = NEW.person_id
        )""",
        message="Only an approved request can be booked, for its own person and school.",
    ),
    RefuseTrigger(
        name="courses_booking_keeps_its_request",
        table="courses_booking",
        event="UPDATE",
        when="""NEW.request_id <> OLD.request_id OR NOT EXISTS (
            SELECT 1 FROM courses_courserequest r WHERE r.id = NEW.request_id
            AND r.school_id = NEW.school_id AND r.applicant_id = NEW.person_id
        )""",
        message="A booking is for its request's person and school.",
    ),
    RefuseTrigger(
        name="courses_booking_leaver_has_a_reason",
        table="courses_booking",
        event="INSERT",
        when="""TRIM(NEW.leaver_reason) = '' AND EXISTS (
            SELECT 1 FROM people_person p WHERE p.id = NEW.person_id AND p.left_on < NEW.ends_on
        )""",
        message="Somebody who leaves before the course is over is booked only with a reason.",
    ),
    RefuseTrigger(
        name="courses_booking_agreement_insert",
        table="courses_booking",
        event="INSERT",
        when=f"NEW.agreement_id IS NOT NULL AND {OF_ANOTHER_PROVIDER}",
        message=ITS_OWN_PROVIDER,
    ),
    # Only a change of what pays is looked at: a course that moved to another provider later spoils no old booking.
    RefuseTrigger(
        name="courses_booking_agreement_update",
        table="courses_booking",
        event="UPDATE",
        when=f"""NEW.agreement_id IS NOT NULL
            AND (OLD.agreement_id IS NULL OR NEW.agreement_id <> OLD.agreement_id OR NEW.request_id <> OLD.request_id)
            AND {OF_ANOTHER_PROVIDER}""",
        message=ITS_OWN_PROVIDER,
    ),
    RefuseTrigger(
        name="courses_agreement_keeps_provider",
        table="courses_serviceagreement",
        event="UPDATE",
        when="""NEW.provider_id <> OLD.provider_id
            AND EXISTS (SELECT 1 FROM courses_booking b WHERE b.agreement_id = NEW.id)""",
        message="Bookings are paid with this agreement, so it stays with its provider.",
    ),
    RefuseTrigger(
        name="courses_booking_no_delete",
        table="courses_booking",
        event="DELETE",
        when="TRUE",
        message="A booking is cancelled, never deleted.",
    ),
    RefuseTrigger(
        name="courses_request_keeps_its_account",
        table="courses_courserequest",
        event="UPDATE",
        when="OLD.account_id IS NOT NULL AND (NEW.account_id IS NULL OR NEW.account_id <> OLD.account_id)",
        message="A request keeps its account in the ledger.",
    ),
    RefuseTrigger(
        name="courses_entry_of_its_school",
        table="budgets_entry",
        event="INSERT",
        when="""EXISTS (
            SELECT 1 FROM courses_courserequest r JOIN budgets_budgetline l ON l.id = NEW.line_id
            WHERE r.account_id = NEW.account_id AND l.school_id <> r.school_id
        )""",
        message="A request is charged to a line of its own school.",
    ),
    RefuseTrigger(
        name="courses_booking_record_insert",
        table="courses_booking",
        event="INSERT",
        when="NEW.record_id IS NOT NULL",
        message="A booking has no record before somebody attended.",
    ),
    # Looked at where the record is named: when two records of one person are merged, a booking keeps its person.
    RefuseTrigger(
        name="courses_booking_record_update",
        table="courses_booking",
        event="UPDATE",
        when="""COALESCE(NEW.record_id, 0) <> COALESCE(OLD.record_id, 0) AND (OLD.record_id IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM training_record r WHERE r.id = NEW.record_id AND r.source = 'booking'
            AND r.person_id = NEW.person_id AND r.school_id = NEW.school_id
        ))""",
        message="The record of a booking is of who attended, at its school, and stays.",
    ),
    RefuseTruncate(tables=["courses_booking"], message=EMPTIED_AWAY),
]


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_guards"),
        ("people", "0001_initial"),
        ("planning", "0001_initial"),
        ("training", "0001_initial"),
        ("courses", "0001_initial"),
    ]

    operations = [*REQUESTS, *APPROVALS, *BOOKINGS]
