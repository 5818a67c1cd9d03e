"""Who may open which page of skills audits."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from core.calendar import academic_year, now, today
from cpd_trust.tests.access.row import Row, answers
from governance.models import AuditItem, Board, Rating, SelfAssessment, SkillsAudit, Statement
from governance.tests.factories import board_of_oak

ASKED = (("AC3", "accountability", "I can read a budget report."), ("PE3", "people", "I have managed people."))
RUNS = ("chas", "cora", "ann")
ON_BOARD = ("gus", "chas")


def made(board: Board, years: int, status: str) -> SkillsAudit:
    """Make an audit with two statements, of so many years from now."""
    row: SkillsAudit = SkillsAudit.objects.create(
        board=board, year=academic_year(today()) + years, closes_on=today() + dt.timedelta(days=7)
    )
    for place, (code, area, text) in enumerate(ASKED, start=1):
        statement, _ = Statement.objects.get_or_create(
            board_kind="local", code=code, defaults={"area": area, "text": text}
        )
        AuditItem.objects.create(audit=row, statement=statement, area=area, text=text, position=place, wanted="must")
    if status != "draft":
        row.move_to("open", opened_at=now())
    return row


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make audits of Oak's board: a draft, an open one, and one that closed with six answers; none of this year."""
    board = board_of_oak(cast)
    draft, taking, closed = made(board, 2, "draft"), made(board, 1, "open"), made(board, -1, "open")
    items = list(closed.items.all())
    for person in (cast.gus, cast.chas, cast.ada, cast.bea, cast.lin, cast.sid):
        row = SelfAssessment.objects.create(audit=closed, person=person, finished_at=now(), is_counted=True)
        Rating.objects.bulk_create(Rating(assessment=row, item=item, value=3) for item in items)
    closed.move_to("closed", closed_at=now())
    return SimpleNamespace(
        board=board,
        audit_draft=draft,
        audit_open=taking,
        audit_closed=closed,
        audit_item=items[0],
        assessment=SelfAssessment.objects.get(audit=closed, person=cast.gus),
        statement=items[0].statement,
    )


def of(name: str) -> Callable[[SimpleNamespace, SimpleNamespace], list[Any]]:
    """Return the arguments of an address of one of the world's objects."""
    return lambda cast, world: [getattr(world, name).public_id]


def run(status: int, refused: int, others: tuple[str, ...] = ("gus", "eve", "cleo")) -> dict[str, int]:
    """Return the status for those who run an audit, another for those who see it, and 404 for everybody else."""
    return answers(404, **dict.fromkeys(RUNS, status), **dict.fromkeys(others, refused))


def answered(status: int) -> dict[str, int]:
    """Return the status for those who sit on the board, and a refusal for those who only see its audit."""
    return answers(404, **dict.fromkeys(ON_BOARD, status), cora=403, eve=403, cleo=403, ann=403)


ROWS: dict[str, Row] = {
    "governance:audit-list": Row(
        "GET",
        answers(403, **dict.fromkeys(("gus", "chas", "cora", "tess", "tara", "eve", "cleo", "ann"), 200)),
    ),
    "governance:audit-start": Row("GET", run(200, 403, ("gus", "eve", "cleo", "ben")), of("board")),
    "governance:audit-detail": Row("GET", run(200, 200), of("audit_closed")),
    "governance:audit-wanted": Row("GET", run(200, 403), of("audit_open")),
    "governance:audit-closing-day": Row("GET", run(200, 403), of("audit_open")),
    "governance:audit-open": Row("POST", run(302, 404), of("audit_draft")),
    "governance:audit-close": Row("POST", run(302, 403), of("audit_open")),
    "governance:audit-remove": Row("POST", run(302, 404), of("audit_draft")),
    "governance:gap-need": Row(
        "GET",
        answers(404, chas=200, cora=200, eve=200, cleo=200, gus=403, ann=403),
        lambda cast, world: [world.audit_closed.public_id, world.audit_item.pk],
    ),
    "governance:audit-answer": Row("GET", answered(200), of("audit_open")),
    "governance:audit-answer-area": Row(
        "GET", answered(200), lambda cast, world: [world.audit_open.public_id, "accountability"]
    ),
    "governance:audit-finish": Row("POST", answered(302), of("audit_open")),
    "governance:assessment-detail": Row("GET", answers(404, gus=200, chas=200), of("assessment")),
    "governance:assessment-share": Row(
        "POST", answers(404, gus=302, chas=403), of("assessment"), lambda cast, world: {"share": "yes"}
    ),
    "governance:statement-list": Row("GET", answers(403, ann=200)),
    "governance:statement-load": Row("POST", answers(403, ann=302)),
    "governance:statement-add": Row("GET", answers(403, ann=200)),
    "governance:statement-edit": Row("GET", answers(404, ann=200), of("statement")),
    "governance:statement-in-use": Row(
        "POST", answers(404, ann=302), of("statement"), lambda cast, world: {"use": "no"}
    ),
}
