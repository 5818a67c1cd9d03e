"""Who may open which page of `governance`.

Oak's board is seen by its own: Gus, Chas, and Cora its clerk, who keeps it as Ann does; the trust board is not theirs.
"""

from types import SimpleNamespace

from core.calendar import now
from core.tests.hostile_files import pdf
from core.uploads import Kind, keep_made_file
from cpd_trust.tests.access.row import Row, answers
from governance.board_training.tests.factories import outside_training
from governance.tests.factories import boards_of_cast, make_appointment, make_link_role
from people.tests.factories import PersonFactory

CENTRAL = dict.fromkeys(("eve", "cleo", "ben", "ann"), 200)
OWN = dict.fromkeys(("gus", "chas", "cora"), 200)
READERS = answers(404, **CENTRAL, **OWN)
KEEPER = answers(404, **dict.fromkeys((*CENTRAL, *OWN), 403) | {"ann": 200})
APPOINTS = KEEPER | {"cora": 200}
# How a board stands and what it did: its chair, its clerk and the administrator; for others as if it were not there.
RUNS = answers(404, chas=200, cora=200, ann=200)


DISPUTED = {"disputed_at": now(), "disputed_because": "I wasn’t there."}
CONCERNED = dict.fromkeys(("gus", "chas", "cora", "ann"), 403)
SETTLES = answers(404, **CONCERNED | {"cora": 200, "ann": 200})


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make the boards of the cast, and somebody else a governor of Oak."""
    boards = boards_of_cast(cast)
    row = make_appointment(boards["oak"], PersonFactory())
    make_link_role(row, "send")
    file = keep_made_file(actor=cast.cora, content=pdf(), kind=Kind.PDF, name="certificate.pdf")
    made = [outside_training(boards["oak"], cast.gus, by=cast.cora, file=file, **said) for said in ({}, DISPUTED)]
    return SimpleNamespace(
        board=boards["oak"], appointment=row, boards=boards, outside=made[0], outside_disputed=made[1]
    )


def of(name: str):
    """Return the arguments of a page of one of the world's objects."""
    return lambda cast, world: [getattr(world, name).public_id]


ROWS: dict[str, Row] = {
    "governance:board-list": Row("GET", answers(403, **CENTRAL, **OWN, tess=200, tara=200, mel=200)),
    "governance:board-add": Row("GET", answers(403, ann=200)),
    "governance:board-detail": Row("GET", READERS, of("board")),
    "governance:board-edit": Row("GET", KEEPER, of("board")),
    "governance:board-close": Row("GET", KEEPER, of("board")),
    "governance:board-school-add": Row("GET", KEEPER, of("board")),
    "governance:board-school-end": Row(
        "GET", KEEPER, lambda cast, world: [world.board.public_id, world.board.board_schools.get().pk]
    ),
    "governance:appoint": Row("GET", APPOINTS, of("board")),
    "governance:board-compliance": Row("GET", RUNS, of("board")),
    "governance:board-record": Row("GET", RUNS, of("board")),
    "governance:outside-add": Row("GET", answers(404, cora=200, chas=403, ann=403), of("board")),
    "governance:outside-detail": Row("GET", answers(404, **dict.fromkeys(CONCERNED, 200)), of("outside")),
    "governance:outside-file": Row("GET", answers(404, **dict.fromkeys(CONCERNED, 200)), of("outside")),
    "governance:outside-dispute": Row("GET", answers(404, **CONCERNED | {"gus": 200}), of("outside")),
    "governance:outside-keep": Row("GET", SETTLES, of("outside_disputed")),
    "governance:outside-withdraw": Row("GET", SETTLES, of("outside")),
    "governance:appointment-detail": Row("GET", READERS, of("appointment")),
    "governance:appointment-renew": Row("GET", APPOINTS, of("appointment")),
    "governance:appointment-import": Row("GET", answers(403, ann=200)),
    "governance:appointment-import-apply": Row("POST", answers(403, ann=302)),
    "governance:link-role-list": Row("GET", answers(403, ann=200)),
    "governance:link-role-add": Row("GET", answers(403, ann=200)),
    "governance:link-role-edit": Row("GET", answers(403, ann=200), lambda cast, world: ["send"]),
    "governance:link-give": Row("GET", APPOINTS, of("appointment")),
    "governance:link-end": Row(
        "GET", APPOINTS, lambda cast, world: [world.appointment.public_id, world.appointment.link_roles.get().pk]
    ),
    "governance:appointment-edit": Row("GET", APPOINTS, of("appointment")),
    "governance:appointment-end": Row("GET", APPOINTS, of("appointment")),
}
