import datetime as dt

from core.calendar import today
from governance.boards import leaving, services
from governance.tests.factories import BoardFactory, make_appointment

DAY = dt.timedelta(days=1)


def board(c):
    return BoardFactory(school=c.oak)


def appointed(c, **facts):
    return make_appointment(board(c), c.tom, **facts)


def end(c, last_day, **facts):
    services.end_appointment(
        actor=c.ann, appointment=appointed(c, **facts), version=1, last_day=last_day, because="Moved away"
    )


def reopen(c):
    row = appointed(c)
    leaving.reopen_after_leaving(c.ann, c.tom, leaving.end_with_leaving(c.ann, row.person, today()))


DEEDS = {
    "governance.board.added": ("ann", lambda c: services.add_board(actor=c.ann, kind="local", name="Oak board")),
    "governance.board.changed": (
        "ann", lambda c: services.change_board(actor=c.ann, board=board(c), version=1, name="Oak governors"),
    ),
    "governance.board.school_added": (
        "ann", lambda c: services.govern_school(actor=c.ann, board=board(c), school=c.elm, starts_on=today()),
    ),
    "governance.board.school_ended": (
        "ann",
        lambda c: services.stop_governing(actor=c.ann, board_school=board(c).board_schools.get(), last_day=today()),
    ),
    "governance.board.closed": (
        "ann", lambda c: services.close_board(actor=c.ann, board=board(c), version=1, last_day=today()),
    ),
    "governance.appointment.made": (
        "ann",
        lambda c: services.appoint(
            actor=c.ann, board=board(c), person=c.tom, role="governor", starts_on=today(),
            term_ends_on=today() + 700 * DAY, category="parent",
        ),
    ),
    "governance.appointment.changed": (
        "ann",
        lambda c: services.change_appointment(
            actor=c.ann, appointment=appointed(c), version=1, category="parent", appointing_body="parents"
        ),
    ),
    "governance.appointment.ended": ("ann", lambda c: end(c, today())),
    "governance.appointment.taken_back": ("ann", lambda c: end(c, today(), starts_on=today() + DAY)),
    "governance.appointment.reopened": ("ann", reopen),
}  # fmt: skip
