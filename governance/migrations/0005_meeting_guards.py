"""What the database itself refuses about meetings of boards and who came to them."""

from django.db import migrations

from core.triggers import RefuseTrigger, refuse_on_write

GUARDS = [
    *refuse_on_write(
        name="governance_meeting_of_open_board",
        table="governance_meeting",
        when="""NEW.cancelled_at IS NULL AND EXISTS (
            SELECT 1 FROM governance_board b WHERE b.id = NEW.board_id AND b.closed_on < NEW.day
        )""",
        message="A board that has closed has no meetings.",
    ),
    RefuseTrigger(
        name="governance_board_closes_after_meetings",
        table="governance_board",
        event="UPDATE OF closed_on",
        when="""EXISTS (
            SELECT 1 FROM governance_meeting m
            WHERE m.board_id = NEW.id AND m.cancelled_at IS NULL AND m.day > NEW.closed_on
        )""",
        message="The meetings after a board's last day are cancelled first.",
    ),
    RefuseTrigger(
        name="governance_meeting_stays",
        table="governance_meeting",
        event="UPDATE",
        when="""OLD.cancelled_at IS NOT NULL OR NEW.board_id <> OLD.board_id OR (NEW.day <> OLD.day AND EXISTS (
            SELECT 1 FROM governance_meetingattendance a WHERE a.meeting_id = NEW.id
        ))""",
        message="A meeting stays its board's, cancelled once it was, and on its day once somebody said who comes.",
    ),
    RefuseTrigger(
        name="governance_meetingattendance_in_office",
        table="governance_meetingattendance",
        event="INSERT",
        when="""NOT EXISTS (
            SELECT 1 FROM governance_meeting m JOIN governance_appointment a ON a.board_id = m.board_id
            WHERE m.id = NEW.meeting_id AND a.person_id = NEW.person_id AND m.cancelled_at IS NULL
            AND a.starts_on <= m.day AND (a.ends_on IS NULL OR a.ends_on >= m.day)
        )""",
        message="Only somebody who is on the board on that day comes to its meeting.",
    ),
    RefuseTrigger(
        name="governance_meetingattendance_stays",
        table="governance_meetingattendance",
        event="UPDATE",
        # Of two records of one person the one that stays gets the other's.
        when="NEW.meeting_id <> OLD.meeting_id",
        message="Attendance stays with its meeting.",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_document_guards")]

    operations = GUARDS
