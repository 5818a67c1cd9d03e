"""What a board's training record counts: what was done as one who governs, on the day it was done (GV-4, GV-5)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from certificates.models import Certificate
from certificates.tests.factories import RequirementFactory
from core.calendar import academic_year, now, today
from core.models import AuditEvent
from cpd_trust.tests.helpers import opening, same_cost, text_of
from governance.board_training.selectors import records_of
from governance.tests.factories import board_of_oak, boards_of_cast, make_appointment
from people.tests.factories import GrantFactory, PersonFactory
from training.attendance.selectors import register_of
from training.attendance.services import Marked, close_register, mark_attendance
from training.attendance.tests.factories import event_now
from training.events.selectors import people_of
from training.events.tests.factories import audience_of
from training.tests.factories import RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-8")]
DAY = dt.timedelta(days=1)


def address(board, query=""):
    return reverse("governance:board-record", args=[board.public_id]) + query


def titles(board):
    return {row.title for row in records_of(board)}


def done(person, school, title, **facts):
    return RecordFactory(person=person, school=school, title=title, **({"starts_on": today()} | facts))


def test_of_two_hats_only_what_is_for_boards_counts(cast):
    """Bea works at Oak and sits on its board; Gus governs alone; Tom works at Elm and governs Oak."""
    board = board_of_oak(cast)
    for person in (cast.bea, cast.tom):
        make_appointment(board, person, category="staff")
    GrantFactory(person=cast.tom, role="governor", school=cast.elm)
    done(cast.bea, cast.oak, "Phonics, as staff")
    done(cast.bea, cast.oak, "Whole board", approach="board_training")
    done(cast.bea, cast.central, "Evening", approach="governance_evening")
    done(cast.gus, cast.oak, "Webinar")
    done(cast.gus, cast.elm, "For another school")
    done(cast.gus, cast.oak, "Not confirmed", source="own")
    done(cast.gus, cast.oak, "Confirmed log", source="own", confirmed_by=cast.cora, confirmed_at=now())
    done(cast.tom, cast.oak, "Lesson visit, as staff")
    done(cast.tom, cast.elm, "Whole board of Elm", approach="board_training")
    assert titles(board) == {"Whole board", "Evening", "Webinar", "Confirmed log"}


def test_the_day_decides_who_was_in_office_and_who_worked_here(cast):
    board = board_of_oak(cast)
    person = PersonFactory()
    make_appointment(board, person, starts_on=today() - 9 * DAY, ends_on=today() - 7 * DAY)
    for days in (10, 9, 7, 6):
        done(person, cast.oak, f"{days} days ago", starts_on=today() - days * DAY)
    assert titles(board) == {"9 days ago", "7 days ago"}
    # Lin leaves her post and becomes a governor: what she did until then stays hers as staff.
    cast.lin_post.ends_on = today() - 3 * DAY
    cast.lin_post.save()
    make_appointment(board, cast.lin)
    for days in (3, 2):
        done(cast.lin, cast.oak, f"Lin, {days} days ago", starts_on=today() - days * DAY)
    assert titles(board) - {"9 days ago", "7 days ago"} == {"Lin, 2 days ago"}


def test_trustees_and_members_have_records_of_their_own(cast):
    boards = boards_of_cast(cast)
    done(cast.tess, cast.central, "Finance")
    done(cast.mel, cast.central, "Members’ briefing")
    done(cast.gus, cast.oak, "Webinar")
    assert [titles(boards[name]) for name in ("trust", "members", "oak", "elm")] == [
        {"Finance"}, {"Members’ briefing"}, {"Webinar"}, set(),
    ]  # fmt: skip


@pytest.mark.policy("GV-4", "GV-5")
@pytest.mark.parametrize("kind", ["governance_evening", "board_training"])
def test_the_register_renews_safeguarding_for_members_trustees_and_governors(cast, kind):
    """Each of the three comes by the event's audience; absent ones get nothing; each board has it in its record."""
    boards = boards_of_cast(cast)
    everybody = {"kind": "board", "school": None}
    event = event_now(cast.central, cast.tara, kind=kind, audience=audience_of(everybody), title="Keeping safe")
    event.requirements.add(requirement := RequirementFactory(code="GV-SG", audience="governance"))
    came = (cast.mel, cast.tess, cast.gus)
    assert {person.pk for person in (*came, cast.chas)} <= {person.pk for person in people_of(event)}
    lines = register_of(event)
    marks = {line.key: Marked("present") for line in lines if line.person in came}
    mark_attendance(event=event, actor=cast.tara, marks=marks, seen={line.key: line.sign for line in lines})
    close_register(event=event, actor=cast.tara)
    renewed = Certificate.objects.current().filter(requirement=requirement)
    assert {row.person for row in renewed} == set(came)
    assert {(row.awarded_on, row.source) for row in renewed} == {(today(), "event")}
    for name in ("members", "trust", "oak"):
        assert titles(boards[name]) == {"Keeping safe"}, name
    assert titles(boards["elm"]) == set()


@pytest.mark.once
def test_the_page_its_years_and_its_files_say_the_same(cast, sign_in):
    board = board_of_oak(cast)
    done(cast.gus, cast.oak, "Finance for governors", hours=Decimal("1.5"), provider="Example Ltd")
    done(cast.chas, cast.oak, "Evening", approach="governance_evening", hours=2)
    done(cast.gus, cast.oak, "Long ago", starts_on=today() - 400 * DAY)
    client = sign_in(cast.cora)
    page = client.get(address(board))
    assert page.context["sums"] == "2 activities by 2 people, 3.5 hours"
    assert "Long ago" not in page.content.decode()
    assert "Governance evening" in page.content.decode()
    last_year = client.get(address(board, f"?year={academic_year(today() - 400 * DAY)}")).content.decode()
    assert "Long ago" in last_year
    assert client.get(address(board, "?q=gus")).context["sums"] == "1 activity by 1 person, 1.5 hours"
    lines = text_of(client.get(address(board, "?export=csv"))).splitlines()
    assert lines[0] == "Person,Training,Provider,Type of training,How,First day,Last day,Hours"
    assert len(lines) == 3
    assert opening(client, address(board, "?export=xlsx"))()[:2] == b"PK"
    paper = client.get(address(board, "?export=pdf"))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    events = AuditEvent.objects.filter(code="governance.board_record.exported")
    assert sorted(event.changes["format"] for event in events) == ["csv", "pdf", "xlsx"]


def test_three_rows_cost_what_one_costs(cast, sign_in):
    board = board_of_oak(cast)
    client = sign_in(cast.chas)

    def add(number):
        make_appointment(board, person := PersonFactory())
        done(person, cast.oak, f"Training {number}")

    assert same_cost(opening(client, address(board)), add) <= 20
