"""What the database itself refuses about boards and appointments (policy R-1)."""

from django.db import migrations

from core.triggers import RefuseTrigger, refuse_on_write

NEVER = "'9999-12-31'"


def overlaps(other: str) -> str:
    """Return the condition that the days of two dated rows have one in common."""
    return (
        f"{other}.starts_on <= COALESCE(NEW.ends_on, {NEVER}) AND NEW.starts_on <= COALESCE({other}.ends_on, {NEVER})"
    )


SCHOOLS = refuse_on_write(
    name="governance_boardschool_one_board",
    table="governance_boardschool",
    when=f"""NOT EXISTS (SELECT 1 FROM governance_board b WHERE b.id = NEW.board_id AND b.kind = 'local')
        OR EXISTS (
            SELECT 1 FROM governance_boardschool o
            WHERE o.school_id = NEW.school_id AND o.id <> NEW.id AND {overlaps("o")}
        )""",
    message="A school has one local board at a time.",
)

APPOINTMENTS = [
    RefuseTrigger(
        name="governance_appointment_office",
        table="governance_appointment",
        event="INSERT",
        when="""NOT EXISTS (
            SELECT 1 FROM governance_board b WHERE b.id = NEW.board_id AND (
                (b.kind = 'local' AND NEW.role IN ('governor', 'chair', 'vice_chair', 'clerk'))
                OR (b.kind = 'trust' AND NEW.role IN ('trustee', 'chair', 'vice_chair', 'clerk'))
                OR (b.kind = 'members' AND NEW.role IN ('member', 'clerk'))
            )
        )""",
        message="This board has no such office.",
    ),
    *refuse_on_write(
        name="governance_appointment_once",
        table="governance_appointment",
        when=f"""EXISTS (
            SELECT 1 FROM governance_appointment o
            WHERE o.board_id = NEW.board_id AND o.role = NEW.role AND o.id <> NEW.id
            AND (NEW.role = 'chair' OR o.person_id = NEW.person_id) AND {overlaps("o")}
        )""",
        message="A board has one chair at a time, and nobody holds an office on it twice.",
    ),
    RefuseTrigger(
        name="governance_appointment_stays",
        table="governance_appointment",
        event="UPDATE",
        when=f"""NEW.board_id <> OLD.board_id OR NEW.role <> OLD.role OR NEW.starts_on <> OLD.starts_on
            OR COALESCE(NEW.term_ends_on, {NEVER}) <> COALESCE(OLD.term_ends_on, {NEVER})""",
        message="What somebody was appointed to stays. Appoint them again.",
    ),
]

ENDS_OTHERWISE = f"""EXISTS (
    SELECT 1 FROM governance_appointmentgrant l
    JOIN governance_appointment a ON a.id = l.appointment_id
    LEFT JOIN governance_boardschool s ON s.id = l.board_school_id
    WHERE l.grant_id = NEW.id AND COALESCE(NEW.ends_on, {NEVER}) <> CASE
        WHEN COALESCE(a.ends_on, {NEVER}) < COALESCE(s.ends_on, {NEVER}) THEN COALESCE(a.ends_on, {NEVER})
        ELSE COALESCE(s.ends_on, {NEVER}) END
)"""

GRANTS = [
    RefuseTrigger(
        name="governance_grant_ends_with_appointment",
        table="people_grant",
        event="UPDATE OF ends_on",
        when=ENDS_OTHERWISE,
        message="A role that came with an appointment ends with it.",
    ),
    *refuse_on_write(
        name="governance_appointmentgrant_fits",
        table="governance_appointmentgrant",
        when="""NOT EXISTS (
            SELECT 1 FROM people_grant g JOIN governance_appointment a ON a.person_id = g.person_id
            LEFT JOIN governance_boardschool s ON s.id = NEW.board_school_id
            WHERE g.id = NEW.grant_id AND a.id = NEW.appointment_id
            AND COALESCE(g.school_id, 0) = COALESCE(s.school_id, 0)
            AND (s.id IS NULL OR s.board_id = a.board_id)
        )""",
        message="An appointment gives its own person a role at a school of its board.",
    ),
]

LINK_ROLES = [
    RefuseTrigger(
        name="governance_linkrole_fits",
        table="governance_linkrole",
        event="INSERT",
        when=f"""NOT EXISTS (
            SELECT 1 FROM governance_appointment a JOIN governance_board b ON b.id = a.board_id
            WHERE a.id = NEW.appointment_id AND b.kind <> 'members' AND a.starts_on <= NEW.starts_on
            AND NEW.starts_on <= COALESCE(a.ends_on, {NEVER})
        )""",
        message="A link role begins while somebody is appointed to the trustees or a local board.",
    ),
    RefuseTrigger(
        name="governance_linkrole_stays",
        table="governance_linkrole",
        event="UPDATE",
        when="""NEW.appointment_id <> OLD.appointment_id OR NEW.role <> OLD.role OR NEW.starts_on <> OLD.starts_on""",
        message="What somebody looked after stays. End it and give another.",
    ),
    *refuse_on_write(
        name="governance_linkduty_fits",
        table="governance_linkduty",
        when="""NOT EXISTS (
            SELECT 1 FROM governance_linkrole l JOIN governance_appointment a ON a.id = l.appointment_id
            JOIN people_responsibility r ON r.person_id = a.person_id AND r.id = NEW.duty_id
            JOIN people_school p ON p.id = r.school_id
            LEFT JOIN governance_boardschool s ON s.id = NEW.board_school_id
            WHERE l.id = NEW.link_role_id
            AND ((s.id IS NULL AND p.kind = 'central') OR (s.school_id = p.id AND s.board_id = a.board_id))
        )""",
        message="A link role gives its own person a responsibility at a school of its board.",
    ),
    RefuseTrigger(
        name="governance_duty_ends_with_link_role",
        table="people_responsibility",
        event="UPDATE OF ends_on",
        when=f"""EXISTS (
            SELECT 1 FROM governance_linkduty d
            JOIN governance_linkrole l ON l.id = d.link_role_id
            JOIN governance_appointment a ON a.id = l.appointment_id
            LEFT JOIN governance_boardschool s ON s.id = d.board_school_id
            WHERE d.duty_id = NEW.id AND (
                COALESCE(NEW.ends_on, {NEVER}) > COALESCE(l.ends_on, {NEVER})
                OR COALESCE(NEW.ends_on, {NEVER}) > COALESCE(a.ends_on, {NEVER})
                OR COALESCE(NEW.ends_on, {NEVER}) > COALESCE(s.ends_on, {NEVER})
                OR COALESCE(NEW.ends_on, {NEVER}) NOT IN
                    (COALESCE(l.ends_on, {NEVER}), COALESCE(a.ends_on, {NEVER}), COALESCE(s.ends_on, {NEVER}))
            )
        )""",
        message="A responsibility that came with a link role ends with it.",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial"), ("people", "0002_guards")]

    operations = [*SCHOOLS, *APPOINTMENTS, *GRANTS, *LINK_ROLES]
