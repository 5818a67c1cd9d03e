"""Who may open which page of a board's meetings: the board's own and the administrator; to others they aren't there.

Chair, clerk and administrator keep them; apologies are for those who sit on the board.
"""

import datetime as dt
from types import SimpleNamespace

from core.calendar import today
from cpd_trust.tests.access.governance.audits import of
from cpd_trust.tests.access.row import Row, answers
from governance.tests.factories import MeetingFactory, board_of_oak

KEEPS = ("chas", "cora", "ann")
SEES = answers(404, **dict.fromkeys((*KEEPS, "gus"), 200))


def kept(status: int) -> dict[str, int]:
    """Return the status for those who keep meetings, and a refusal for who sees them."""
    return answers(404, **dict.fromkeys(KEEPS, status), gus=403)


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make a meeting of Oak's board to come, and one that is over."""
    board = board_of_oak(cast)
    past = MeetingFactory(board=board, day=today() - dt.timedelta(days=1))
    return SimpleNamespace(meeting=MeetingFactory(board=board), meeting_past=past)


ROWS: dict[str, Row] = {
    "governance:meeting-list": Row("GET", SEES, of("board")),
    "governance:meeting-plan": Row("GET", kept(200), of("board")),
    "governance:meeting-attendance-list": Row("GET", kept(200), of("board")),
    "governance:meeting-detail": Row("GET", SEES, of("meeting")),
    "governance:meeting-edit": Row("GET", kept(200), of("meeting")),
    "governance:meeting-cancel": Row("GET", kept(200), of("meeting")),
    "governance:meeting-attendance": Row("GET", kept(200), of("meeting_past")),
    "governance:meeting-apologies": Row("POST", answers(404, gus=302, chas=302, cora=403, ann=403), of("meeting")),
}
