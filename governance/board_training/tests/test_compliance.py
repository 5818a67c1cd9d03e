"""How a board stands with what its offices ask: of the office alone, by day, for its chair and clerk (AP-8, HS-1)."""

import datetime as dt

import pytest
from django.urls import reverse

from certificates.expiry import Status
from certificates.models import NamedHolder
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import today
from core.models import AuditEvent
from cpd_trust.tests.helpers import opening, same_cost, text_of
from governance.board_training.selectors import compliance_now, offices_of
from governance.tests.factories import BoardFactory, board_of_oak, boards_of_cast, make_appointment
from people.models import LongAbsence
from people.tests.factories import GrantFactory, PersonFactory, ResponsibilityFactory, SchoolFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def address(board, name="board-compliance"):
    return reverse(f"governance:{name}", args=[board.public_id])


def codes_of(found, person):
    return {line.requirement.code for line in found.compliance.lines(person.pk)}


@pytest.mark.policy("HS-1")
def test_only_what_the_office_asks_counts_of_somebody_who_also_works_here(cast):
    """Bea is a teaching assistant of Oak and a staff governor. Her duties and requirements as staff stay out."""
    board = board_of_oak(cast)
    make_appointment(board, cast.bea, category="staff")
    RequirementFactory(code="STAFF")
    RequirementFactory(code="FIRST-AID", responsibilities=["first_aider"])
    RequirementFactory(code="BOARD", audience="governance")
    both = RequirementFactory(code="BOTH", audience="both")
    RequirementFactory(code="LINK", audience="governance", responsibilities=["safeguarding_link"])
    RequirementFactory(code="CLERK", audience="governance", roles=["clerk"])
    by_hand = {
        code: RequirementFactory(code=code, audience=audience, coverage="named")
        for code, audience in (("HAND-STAFF", "staff"), ("HAND-BOARD", "governance"))
    }
    for requirement in by_hand.values():
        for person in (cast.bea, cast.gus):
            NamedHolder.objects.create(person=person, requirement=requirement, since=today(), named_by=cast.hal)
    for person, kind in ((cast.bea, "first_aider"), (cast.bea, "safeguarding_link"), (cast.gus, "first_aider")):
        ResponsibilityFactory(person=person, school=cast.oak, kind=kind)
    CertificateFactory(person=cast.bea, requirement=both, expires_on=today() + 200 * DAY)
    LongAbsence.objects.create(person=cast.bea, starts_on=today() - 9 * DAY)
    found = compliance_now(board)
    assert codes_of(found, cast.bea) == {"BOARD", "BOTH", "LINK", "HAND-BOARD"}
    assert codes_of(found, cast.gus) == {"BOARD", "BOTH", "FIRST-AID", "HAND-STAFF", "HAND-BOARD"}
    assert codes_of(found, cast.cora) == {"CLERK"}
    assert found.compliance.line(cast.bea.pk, both).status == Status.VALID, "that she is away is not for the board"
    assert found.staff == {cast.bea.pk}
    assert {person.first_name for person in found.people} == {"Bea", "Chas", "Cora", "Gus"}


def test_somebody_is_in_office_from_the_first_day_to_the_last(cast):
    board = board_of_oak(cast)
    make_appointment(board, cast.tom, starts_on=today(), ends_on=today() + 2 * DAY)
    RequirementFactory(audience="governance")
    seen = [days for days in (-1, 0, 2, 3) if cast.tom in compliance_now(board, today() + days * DAY).people]
    assert seen == [0, 2]
    assert [days for days in (-1, 0, 2, 3) if cast.tom.pk in offices_of(board, today() + days * DAY)] == [0, 2]


def test_what_a_trustee_looks_after_for_the_trust_counts_for_its_board_alone(cast):
    boards = boards_of_cast(cast)
    make_appointment(board_of_oak(cast), cast.tess)
    RequirementFactory(code="LINK", responsibilities=["safeguarding_link"])
    ResponsibilityFactory(person=cast.tess, school=cast.central, kind="safeguarding_link")
    assert "LINK" in codes_of(compliance_now(boards["trust"]), cast.tess)
    assert "LINK" not in codes_of(compliance_now(board_of_oak(cast)), cast.tess)


def test_trustees_and_members_stand_by_what_their_own_board_asks(cast):
    boards = boards_of_cast(cast)
    RequirementFactory(code="BOARD", audience="governance")
    RequirementFactory(code="MEMBERS", audience="governance", roles=["member"])
    of_trust, of_members = compliance_now(boards["trust"]), compliance_now(boards["members"])
    assert {person: codes_of(of_trust, person) for person in of_trust.people} == {
        cast.tara: {"BOARD"}, cast.tess: {"BOARD"},
    }  # fmt: skip
    assert {person: codes_of(of_members, person) for person in of_members.people} == {cast.mel: {"MEMBERS"}}


def test_cover_counts_a_board_of_several_schools_once_and_names_nobody(cast, sign_in):
    board = board_of_oak(cast)
    other = SchoolFactory()
    board.board_schools.create(school=other, starts_on=today() - DAY)
    GrantFactory(person=cast.tom, role="governor", school=cast.elm)
    requirement = RequirementFactory(
        audience="governance", coverage="one_per_board", minimum_holders=2, short_title="Cyber"
    )
    days = (cast.gus, 30), (cast.chas, 400), (cast.tom, 500), (cast.cora, 500)
    for person, left in days:
        CertificateFactory(person=person, requirement=requirement, expires_on=today() + left * DAY)
    (cover,) = compliance_now(board).cover
    assert (len(cover.holders), cover.enough_until) == (2, today() + 30 * DAY)
    client = sign_in(cast.cora)
    RequirementFactory(audience="governance")
    page = client.get(address(board)).content.decode()
    cover_part = page[page.index('id="cover"') : page.index('id="grid-title"')]
    assert "Cyber" in cover_part
    assert "covered until" in cover_part
    assert "Example" not in cover_part
    assert compliance_now(BoardFactory(school=cast.elm)).cover == [], "a board without anybody covers nothing"


@pytest.mark.once
def test_the_page_says_how_each_stands_and_leads_to_no_page_of_staff(cast, sign_in):
    board = board_of_oak(cast)
    make_appointment(board, cast.bea, category="staff")
    requirement = RequirementFactory(name="Governors’ safeguarding", code="GV-SG", audience="governance")
    RequirementFactory(name="Fire safety", code="HS-FIRE")
    CertificateFactory(person=cast.gus, requirement=requirement, expires_on=today() - DAY)
    client = sign_in(cast.chas)
    assert address(board) in client.get(board.get_absolute_url()).content.decode()
    page = client.get(address(board))
    text = page.content.decode()
    assert page.context["summary"] == "3 overdue or never done"
    assert "Governors’ safeguarding" in text
    assert "Fire safety" not in text
    gus, bea = (reverse("certificates:person-compliance", args=[p.public_id]) for p in (cast.gus, cast.bea))
    assert gus in text
    assert bea not in text
    assert cast.bea.full_name in text
    lines = text_of(client.get(address(board) + "?export=csv")).splitlines()
    assert lines[0].startswith("Last name,First name,Role,Governors’ safeguarding,GV-SG: valid until or due by")
    assert [line.split(",")[1:4] for line in lines[1:]] == [
        ["Bea", "Governor", "Never done"], ["Chas", "Chair", "Never done"], ["Gus", "Governor", "Overdue"],
    ]  # fmt: skip
    assert AuditEvent.objects.filter(code="governance.board_compliance.exported").count() == 1


def test_three_people_cost_what_one_costs(cast, sign_in):
    board = board_of_oak(cast)
    RequirementFactory(audience="governance")
    RequirementFactory(audience="governance", coverage="one_per_board")
    client = sign_in(cast.cora)
    assert same_cost(opening(client, address(board)), lambda n: make_appointment(board, PersonFactory())) <= 22


@pytest.mark.once
def test_a_trust_that_requires_nothing_is_told_so(cast, sign_in):
    board = board_of_oak(cast)
    assert sign_in(cast.cora).get(address(board)).context["is_set_up"] is False
