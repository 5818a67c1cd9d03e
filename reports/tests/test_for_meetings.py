"""Which reports a board brings to its next meeting (AP-9, RP-1)."""

import datetime as dt

import pytest

from core.calendar import now, today
from cpd_trust.tests.guards import stored
from governance.meetings.hooks import papers_for
from governance.tests.factories import MeetingFactory, boards_of_cast
from reports.models import Report

DAY = dt.timedelta(days=1)


def published(author, school, days_ago, *, edition=1, term="autumn"):
    row = Report.objects.create(
        kind="school" if school else "trust", school=school, year=2026, term=term, edition=edition, figures={"a": 1},
        figures_on=today(), author=author,
    )  # fmt: skip
    return row.move_to("published", published_at=now() - days_ago * DAY, pdf=stored())


@pytest.mark.django_db
@pytest.mark.policy("AP-9", "RP-1")
def test_a_meeting_brings_what_was_published_since_the_last_one_for_its_own_board(cast, sign_in):
    boards = boards_of_cast(cast)
    last = MeetingFactory(board=boards["oak"], day=today() - 10 * DAY)
    MeetingFactory(board=boards["oak"], day=today() - 2 * DAY, kind="committee", name="Finance")
    MeetingFactory(board=boards["oak"], day=today() - DAY, cancelled_at=now(), cancelled_because="Snow")
    coming = MeetingFactory(board=boards["oak"])
    early = published(cast.hal, cast.oak, 20, term="summer")
    published(cast.hal, cast.oak, 9)
    corrected = published(cast.hal, cast.oak, 8, edition=2)
    published(cast.eli, cast.elm, 8)
    summary = published(cast.cleo, None, 8)
    Report.objects.create(
        kind="school", school=cast.oak, year=2026, term="spring", figures={}, figures_on=today(), author=cast.hal
    )
    for meeting, reader, expected in (
        (coming, cast.gus, [corrected]),
        (last, cast.gus, [early]),
        (coming, cast.ann, []),  # keeps the meetings and reads no reports
        (MeetingFactory(board=boards["trust"]), cast.tess, [summary]),
        (MeetingFactory(board=boards["members"]), cast.mel, [summary]),
        (MeetingFactory(board=boards["elm"]), cast.gus, []),
    ):
        urls = [paper.url for paper in papers_for(meeting, reader)]
        assert urls == [row.get_absolute_url() for row in expected]
    page = sign_in(cast.gus).get(coming.get_absolute_url()).text
    assert corrected.get_absolute_url() in page
