"""Who plans meetings, says who came, and sends apologies."""

from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from governance.boards.models import Appointment, Board, BoardRole
from governance.boards.policies import CLOSED, holds_on_board
from governance.meetings.models import Meeting
from people.models import Person, Role
from people.querysets import open_on

NOT_YOURS = ours("Only the board’s chair, its clerk or a trust administrator can do this.")
CANCELLED = "This meeting was cancelled."


def keeps_meetings(actor: Person, board: Board) -> bool:
    """Return whether the actor keeps the board's meetings: its clerk and chair, and administrators."""
    return actor.authority.holds(Role.ADMINISTRATOR) or holds_on_board(actor, board, [BoardRole.CLERK, BoardRole.CHAIR])


def can_plan(actor: Person, board: Board) -> Decision:
    """Whoever keeps the meetings of a board plans them while it is open."""
    if not keeps_meetings(actor, board):
        return refused(NOT_YOURS)
    return allowed_if(board.is_open, CLOSED)


def can_change(actor: Person, meeting: Meeting) -> Decision:
    """Whoever keeps the meetings changes one that was not cancelled."""
    if not keeps_meetings(actor, meeting.board):
        return refused(NOT_YOURS)
    return allowed_if(not meeting.is_cancelled, CANCELLED)


def can_cancel(actor: Person, meeting: Meeting) -> Decision:
    """The same cancel it, unless somebody has said who came."""
    if not (decision := can_change(actor, meeting)):
        return decision
    return allowed_if(meeting.recorded_at is None, "Attendance has been recorded, so this meeting can’t be cancelled.")


def can_record(actor: Person, meeting: Meeting) -> Decision:
    """The same say who came, once it has started."""
    if not (decision := can_change(actor, meeting)):
        return decision
    return allowed_if(meeting.has_started, "You can record attendance once the meeting has started.")


def can_read_attendance(actor: Person, board: Board) -> Decision:
    """The same read who came to which meeting."""
    return allowed_if(keeps_meetings(actor, board), NOT_YOURS)


def is_expected(person: Person, meeting: Meeting) -> bool:
    """Return whether the person sits on the board on the day of the meeting; the clerk serves it and does not."""
    rows = Appointment.objects.filter(open_on(meeting.day), board=meeting.board_id, person=person)
    return rows.exclude(role=BoardRole.CLERK).exists()


def can_send_apologies(actor: Person, meeting: Meeting) -> Decision:
    """Who sits on the board sends apologies, or takes them back, before the meeting starts."""
    if not is_expected(actor, meeting):
        return refused("Only people on the board can send apologies.")
    if meeting.is_cancelled:
        return refused(CANCELLED)
    return allowed_if(not meeting.has_started, ours("This meeting has started. Tell the clerk instead."))
