"""The demo's skills audits: one board's of last year, with a need made of a gap, and the one that is open now."""

import datetime as dt
from random import Random

from core.calendar import LONDON, academic_year
from demo.school_year import on_or_after, on_or_before
from governance.audits.offices import sitting_on
from governance.audits.statements import load_starter
from governance.models import (
    AreaNote,
    AuditItem,
    Board,
    GapNeed,
    Rating,
    SelfAssessment,
    SkillsAudit,
    Statement,
)
from people.models import Person
from planning.models import Need

ANSWERED, FINISHED_NOW = 6, 3
MUST = ("ST1", "AC1", "AC3", "CO1", "CO3")
# Where nobody is strong, and where one is: what the board is to learn.
WEAK, ONE_STRONG = ("AC3", "CO6"), ("CO3", "PE1")


def make_audits(day: dt.date) -> None:
    """Write both audits of the first board of a school on which enough people sit."""
    random = Random(11)  # noqa: S311 -- a repeatable demo, no secret
    for kind in Statement.For.values:
        load_starter(kind)
    for board in Board.objects.filter(kind=Board.Kind.LOCAL).order_by("pk"):
        members = list(sitting_on(board, day))
        if len(members) > ANSWERED:
            year = academic_year(day)
            closes_on = on_or_before(dt.date(year - 1, 11, 7))
            opened = dt.datetime.combine(on_or_before(dt.date(year - 1, 10, 6)), dt.time(9), LONDON)
            closed = dt.datetime.combine(on_or_after(closes_on + dt.timedelta(days=1)), dt.time(9), LONDON)
            last = _audit(board, year - 1, opened, closes_on)
            _answer(random, last, members[:ANSWERED], opened)
            SelfAssessment.objects.filter(audit=last).update(is_counted=True)
            last.move_to("closed", closed_at=closed)
            _need(last, board, closed)
            opened = dt.datetime.combine(day - dt.timedelta(days=10), dt.time(9), LONDON)
            taking = _audit(board, year, opened, day + dt.timedelta(days=12))
            _answer(random, taking, members[1 : FINISHED_NOW + 1], opened)
            _begin(taking, members[0])
            return


def _audit(board: Board, year: int, opened: dt.datetime, closes_on: dt.date) -> SkillsAudit:
    row: SkillsAudit = SkillsAudit.objects.create(board=board, year=year, closes_on=closes_on)
    AuditItem.objects.bulk_create(
        AuditItem(
            audit=row, statement=statement, area=statement.area, text=statement.text, position=place,
            wanted="must" if statement.code in MUST else "" if statement.code == "CN2" else "should",
        )
        for place, statement in enumerate(Statement.objects.filter(board_kind=Statement.For.LOCAL), start=1)
    )  # fmt: skip
    row.move_to("open", opened_at=opened)
    return row


def _answer(random: Random, row: SkillsAudit, members: list[Person], opened: dt.datetime) -> None:
    items = list(row.items.select_related("statement"))
    for place, person in enumerate(members):
        mine = SelfAssessment.objects.create(
            audit=row, person=person, finished_at=opened + dt.timedelta(days=place + 1)
        )
        Rating.objects.bulk_create(
            Rating(assessment=mine, item=item, value=_rating(random, item.statement.code, place)) for item in items
        )
        if place == 1:
            AreaNote.objects.create(
                assessment=mine, area="accountability", words="I’d like to understand the three-year forecast better."
            )


def _rating(random: Random, code: str, place: int) -> int:
    if code in WEAK or (code in ONE_STRONG and place):
        return random.choice([1, 2, 3])
    return random.choice([3, 4, 4, 5])


def _begin(row: SkillsAudit, person: Person) -> None:
    mine = SelfAssessment.objects.create(audit=row, person=person)
    items = row.items.filter(area__in=["strategy", "accountability"])
    Rating.objects.bulk_create(Rating(assessment=mine, item=item, value=3) for item in items)


def _need(row: SkillsAudit, board: Board, closed_at: dt.datetime) -> None:
    item = row.items.get(statement__code="AC3")
    chair = board.appointments.current().get(role="chair").person
    need = Need.objects.create(
        school=board.board_schools.get().school, year=row.year, title=item.text.rstrip("."), area="governance",
        evidence=f"{board.name} would like more people to be able to say: “{item.text}”", source="feedback",
        needed_by=Need.For.GOVERNORS, people_count=8, reason="personal", raised_by=chair, raised_at=closed_at,
    )  # fmt: skip
    GapNeed.objects.create(item=item, need=need)
