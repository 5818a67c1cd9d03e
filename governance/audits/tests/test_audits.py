"""A board's skills audit from draft to needs: who may, what is kept, what is counted (policy GV-3)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.calendar import academic_year, now, today
from core.flow import IllegalMove, StaleVersion
from governance.audits import policies, selectors, services, statements
from governance.audits.models import GapNeed, SelfAssessment, SkillsAudit, Statement
from governance.audits.picture import Cover
from governance.audits.tests.auditing import (
    answer,
    answers_of,
    board_of,
    closed,
    fresh,
    item_of,
    last_year,
    opened,
    start,
)
from governance.boards.services import close_board
from governance.models import Appointment
from governance.tests.factories import BoardFactory, make_appointment
from notifications.models import Notice
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

VALUES = {"title": "Reading a budget", "area": "governance", "reason": "personal"}


@pytest.mark.policy("GV-3")
@pytest.mark.parametrize(
    ("who", "may"),
    [("chas", True), ("cora", True), ("ann", True), ("gus", False), ("hal", False), ("eve", False), ("tara", False)],
)
def test_chair_clerk_and_administrator_run_it(cast, who, may):
    board = board_of(cast)
    actor = getattr(cast, who)
    assert bool(policies.can_start(actor, board, has_one=False)) is may
    if not may:
        with pytest.raises(PermissionDenied):
            start(board, actor)
        return
    row = start(board, actor)
    assert (row.status, row.year, row.items.count()) == ("draft", academic_year(today()), 5)
    assert {item.wanted for item in row.items.all()} == {"should"}
    with pytest.raises(IllegalMove):
        start(board, actor)


def test_members_do_none(cast):
    members = BoardFactory(kind="members")
    assert policies.can_start(cast.ann, members, has_one=False).reason == "Members don’t do a skills audit."


def test_it_keeps_its_words_when_the_list_changes(cast):
    row = closed(cast)
    statement = Statement.objects.get(board_kind="local", code="AC3")
    before = statement.text
    values = {"area": "accountability", "text": "I can read any budget report."}
    statements.change_statement(actor=cast.ann, statement=statement, version=statement.version, values=values)
    statements.set_in_use(
        actor=cast.ann, statement=Statement.objects.get(board_kind="local", code="ST1"), is_in_use=False
    )
    assert item_of(row, "AC3").text == before
    assert row.items.count() == 5


def test_the_next_audit_asks_the_new_words_and_needs_what_the_last_one_did(cast):
    board = board_of(cast)
    with last_year():
        first = opened(board, cast.chas)
        marked = {item_of(first, "AC3").pk: "must", item_of(first, "AC4").pk: ""}
        services.mark_wanted(actor=cast.cora, skills_audit=first, version=fresh(first).version, wanted=marked)
        services.close_audit(actor=cast.cora, skills_audit=first)
    statement = Statement.objects.get(board_kind="local", code="AC3")
    statements.change_statement(
        actor=cast.ann, statement=statement, version=1, values={"area": "people", "text": "I can read budgets."}
    )
    statements.set_in_use(
        actor=cast.ann, statement=Statement.objects.get(board_kind="local", code="ST1"), is_in_use=False
    )
    second = start(board, cast.chas)
    assert (item_of(second, "AC3").text, item_of(second, "AC3").wanted) == ("I can read budgets.", "must")
    assert item_of(second, "AC4").wanted == ""
    assert not second.items.filter(statement__code="ST1").exists()


def test_a_trust_begins_with_our_statements_for_both_kinds_of_board_once(cast):
    assert statements.load_both(actor=cast.ann) == 50
    assert statements.load_both(actor=cast.ann) == 0
    assert not Statement.objects.filter(text="").exists()
    with pytest.raises(PermissionDenied):
        statements.load_both(actor=cast.chas)


def test_only_administrators_keep_statements_and_no_code_stands_twice(cast):
    values = {"board_kind": "local", "code": "ZZ1", "area": "people", "text": "I can listen."}
    with pytest.raises(PermissionDenied):
        statements.add_statement(actor=cast.chas, values=values)
    statements.add_statement(actor=cast.ann, values=values)
    with pytest.raises(ValidationError):
        statements.add_statement(actor=cast.ann, values=values | {"code": "zz1"})
    statements.add_statement(actor=cast.ann, values=values | {"board_kind": "trust"})


# --- Answering --------------------------------------------------------------------------------------------------------


@pytest.mark.policy("GV-3")
def test_those_who_sit_on_the_board_answer_from_their_first_day_to_their_last(cast):
    row = opened(board_of(cast), cast.chas)
    for who in (cast.gus, cast.chas):
        assert policies.can_answer(who, row)
    for who in (cast.cora, cast.ann, cast.hal, cast.tess, cast.eve):
        assert not policies.can_answer(who, row)
    day = dt.timedelta(days=1)
    for starts_on, ends_on, may in (
        (today() + day, today() + 9 * day, False),
        (today(), today() + 9 * day, True),
        (today() - 9 * day, today(), True),
        (today() - 9 * day, today() - day, False),
    ):
        make_appointment(row.board, later := PersonFactory(), starts_on=starts_on, ends_on=ends_on)
        assert bool(policies.can_answer(later, row)) is may
        assert SkillsAudit.objects.visible_to(later).exists() is may


def test_it_takes_answers_to_the_end_of_its_last_day(cast):
    row = opened(board_of(cast), cast.chas, days=2)
    for days, takes in ((2, True), (3, False)):
        SkillsAudit.objects.filter(pk=row.pk).update(closes_on=today() + dt.timedelta(days=2 - days))
        assert fresh(row).takes_answers is takes
        assert bool(policies.can_answer(cast.gus, fresh(row))) is takes
    with pytest.raises(IllegalMove):
        answer(fresh(row), cast.gus)


def test_an_answer_is_kept_in_parts_and_whole_only_when_everything_is_rated(cast):
    row = opened(board_of(cast), cast.chas)
    first = item_of(row, "PE1")
    services.save_area(actor=cast.gus, skills_audit=row, area="people", ratings={first.pk: 2}, words="Still learning")
    with pytest.raises(IllegalMove, match="4 statements aren’t rated yet"):
        services.finish(actor=cast.gus, skills_audit=row)
    # Of another area, it is not taken.
    other = item_of(row, "ST1")
    services.save_area(actor=cast.gus, skills_audit=row, area="people", ratings={first.pk: 5, other.pk: 5}, words="")
    mine = answers_of(cast.gus)
    assert list(mine.ratings.values_list("item", "value")) == [(first.pk, 5)]
    assert not mine.notes.exists()
    answer(row, cast.gus)
    assert fresh(mine).finished_at is not None
    assert mine.ratings.count() == 5


# --- Closing ----------------------------------------------------------------------------------------------------------


@pytest.mark.policy("GV-3")
def test_nothing_is_shown_before_it_has_closed_nor_under_five_answers(cast):
    row = opened(board_of(cast), cast.chas)
    for number, person in enumerate(cast.governors, start=1):
        answer(row, person, 5)
        assert selectors.picture_of(row).covers == {}, number
    assert services.close_audit(actor=cast.chas, skills_audit=row).status == "closed"
    assert set(selectors.picture_of(row).covers.values()) == {Cover.SEVERAL}


def test_four_whole_answers_show_nothing_ever(cast):
    row = closed(cast, answering=4)
    assert selectors.picture_of(row).covers == {}
    assert selectors.picture_of(row).reason.startswith("Shown once five people have answered")
    assert selectors.lines_of(row, selectors.picture_of(row), cast.chas) == []
    with pytest.raises(IllegalMove):
        services.make_need(actor=cast.chas, item=item_of(row, "AC3"), school=cast.oak, values=VALUES)


def test_who_left_and_who_did_not_finish_are_not_counted(cast):
    board = board_of(cast, members=5)
    row = opened(board, cast.chas)
    for person in cast.governors[:6]:
        answer(row, person)
    last = cast.governors[6]
    services.save_area(actor=last, skills_audit=row, area="people", ratings={item_of(row, "PE1").pk: 5}, words="")
    left = cast.governors[5]
    Appointment.objects.filter(person=left).update(ends_on=today() - dt.timedelta(days=1))
    services.close_audit(actor=cast.chas, skills_audit=row)
    counted = set(SelfAssessment.objects.filter(is_counted=True).values_list("person", flat=True))
    assert counted == {person.pk for person in cast.governors[:5]}
    assert not SelfAssessment.objects.visible_to(left).exists()
    assert not SkillsAudit.objects.visible_to(left).exists()


def test_the_sweep_closes_with_those_of_the_last_day_tells_newcomers_and_reminds_once(cast):
    board = board_of(cast)
    row = opened(board, cast.chas, days=14)
    told = Notice.objects.filter(key__startswith="governance.skills_audit.opened")
    assert set(told.values_list("person", flat=True)) == {person.pk for person in cast.governors}
    answer(row, cast.gus)
    late = PersonFactory()
    make_appointment(board, late)
    assert (services.follow_audits(), services.follow_audits()) == (1, 0)
    assert told.filter(person=late).exists()
    SkillsAudit.objects.filter(pk=row.pk).update(closes_on=today() + dt.timedelta(days=7))
    Notice.objects.update(created_at=now() - dt.timedelta(days=1))
    assert (services.follow_audits(), services.follow_audits()) == (6, 0)
    reminded = Notice.objects.filter(key__startswith="governance.skills_audit.reminder")
    assert cast.gus.pk not in reminded.values_list("person", flat=True)
    # Gus left the day after it closed, before the sweep came by.
    Appointment.objects.filter(person=cast.gus).update(ends_on=today() - dt.timedelta(days=1))
    SkillsAudit.objects.filter(pk=row.pk).update(closes_on=today() - dt.timedelta(days=1))
    services.follow_audits()
    assert fresh(row).status == "closed"
    assert answers_of(cast.gus).is_counted


def test_a_notice_goes_with_the_finished_answer(cast):
    row = opened(board_of(cast), cast.chas)
    mine = Notice.objects.filter(person=cast.gus)
    assert mine.still_true(cast.gus).count() == 1
    answer(row, cast.gus)
    assert not mine.still_true(cast.gus).exists()
    assert Notice.objects.filter(person=cast.chas).still_true(None).exists()
    services.close_audit(actor=cast.chas, skills_audit=row)
    assert not Notice.objects.filter(person=cast.chas, asks="governance.skills_audit").still_true(None).exists()


def test_an_old_form_and_a_closed_audit_change_nothing(cast):
    row = opened(board_of(cast), cast.chas)
    with pytest.raises(StaleVersion):
        services.mark_wanted(actor=cast.chas, skills_audit=row, version=row.version + 1, wanted={})
    with pytest.raises(ValidationError):
        services.set_closing_day(
            actor=cast.chas, skills_audit=row, version=row.version, closes_on=today() - dt.timedelta(days=1)
        )
    services.close_audit(actor=cast.chas, skills_audit=row)
    closed_row = fresh(row)
    with pytest.raises(IllegalMove):
        services.mark_wanted(actor=cast.chas, skills_audit=row, version=closed_row.version, wanted={})
    with pytest.raises(IllegalMove):
        services.close_audit(actor=cast.chas, skills_audit=row)
    with pytest.raises(IllegalMove):
        services.open_audit(actor=cast.chas, skills_audit=row)
    with pytest.raises(IllegalMove):
        services.remove_draft(actor=cast.chas, skills_audit=row)


# --- Who reads --------------------------------------------------------------------------------------------------------


@pytest.mark.policy("GV-3")
def test_answers_are_read_by_themselves_and_the_chair_alone(cast):
    row = closed(cast)
    own = answers_of(cast.gus)
    readers = {
        name
        for name, person in vars(cast).items()
        if hasattr(person, "authority") and SelfAssessment.objects.visible_to(person).filter(pk=own.pk).exists()
    }
    assert readers == {"gus", "chas"}
    assert SelfAssessment.objects.visible_to(cast.chas).count() == 6
    assert not SelfAssessment.objects.visible_to(cast.governors[2]).exclude(person=cast.governors[2]).exists()
    # A former chair reads their own no longer either.
    Appointment.objects.filter(board=row.board, person=cast.chas).update(ends_on=today() - dt.timedelta(days=1))
    assert not SelfAssessment.objects.visible_to(cast.chas).exists()


def test_the_chair_reads_finished_answers_only(cast):
    row = opened(board_of(cast), cast.chas)
    services.save_area(
        actor=cast.gus, skills_audit=row, area="people", ratings={item_of(row, "PE1").pk: 5}, words="Mine"
    )
    assert not SelfAssessment.objects.visible_to(cast.chas).exists()
    assert SelfAssessment.objects.visible_to(cast.gus).count() == 1


@pytest.mark.policy("GV-3")
def test_the_clerk_reads_what_is_shared_and_never_enough_to_find_the_rest(cast):
    row = opened(board_of(cast), cast.chas)
    for person in cast.governors:
        answer(row, person)
    services.share(actor=cast.gus, assessment=answers_of(cast.gus), is_shared=True)
    assert not SelfAssessment.objects.visible_to(cast.cora).exists()  # not before it has closed
    services.close_audit(actor=cast.chas, skills_audit=row)
    assert list(SelfAssessment.objects.visible_to(cast.cora)) == [answers_of(cast.gus)]
    second = cast.governors[2]
    services.share(actor=second, assessment=answers_of(second), is_shared=True)
    assert list(SelfAssessment.objects.visible_to(cast.cora)) == [answers_of(cast.gus)]
    services.share(actor=cast.gus, assessment=answers_of(cast.gus), is_shared=False)
    # What was read once is not forgotten: the second would leave four.
    assert not SelfAssessment.objects.visible_to(cast.cora).exists()
    with pytest.raises(PermissionDenied):
        services.share(actor=cast.chas, assessment=answers_of(cast.gus), is_shared=True)


@pytest.mark.policy("GV-3")
@pytest.mark.parametrize(
    ("first", "last", "may"),
    # Days from the day on which the audit closed, by the sweep the day after its last; it was open for two weeks.
    [(-13, None, True), (-1, None, True), (0, None, False), (-400, -14, True), (-400, -15, False)],
)
def test_a_chair_reads_answers_given_while_they_were_chair(cast, first, last, may):
    row = closed(cast)
    SkillsAudit.objects.filter(pk=row.pk).update(
        closes_on=today() - dt.timedelta(days=1), opened_at=now() - dt.timedelta(days=14)
    )
    day = today() + dt.timedelta(days=first)
    Appointment.objects.filter(person=cast.chas).update(ends_on=today() - dt.timedelta(days=500))
    make_appointment(row.board, chair := PersonFactory(), "chair", starts_on=day if last is None else today())
    if last is not None:  # chair before, and again
        make_appointment(row.board, chair, "chair", starts_on=day, ends_on=today() + dt.timedelta(days=last))
    assert SelfAssessment.objects.visible_to(chair).exists() is may


# --- From a gap to a need ---------------------------------------------------------------------------------------------


@pytest.mark.policy("GV-3")
def test_a_gap_becomes_one_need_and_the_next_audit_says_what_closed_it(cast):
    from training.models import Event, Record
    from training.tests.factories import RecordFactory

    board = board_of(cast)
    with last_year():
        first = closed(cast, board, AC4=4)
        item = item_of(first, "AC3")
        need = services.make_need(actor=cast.chas, item=item, school=cast.oak, values=VALUES)
        again = services.make_need(actor=cast.cora, item=item, school=cast.oak, values=VALUES)
    assert need == again
    assert (need.needed_by, need.person, need.school) == ("governors", None, cast.oak)
    with pytest.raises(IllegalMove):  # several are strong there
        services.make_need(actor=cast.chas, item=item_of(first, "AC4"), school=cast.oak, values=VALUES)
    with pytest.raises(PermissionDenied):
        services.make_need(actor=cast.gus, item=item_of(first, "PE1"), school=cast.oak, values=VALUES)
    RecordFactory(person=cast.gus, school=cast.oak, title="Budgets for boards", need=need)
    second = closed(cast, board, AC3=5)
    lines = {
        line.item.statement.code: line for line in selectors.lines_of(second, selectors.picture_of(second), cast.gus)
    }
    story = lines["AC3"].story
    assert (story.need.label, story.need.url, story.trainings, story.closed) == (
        "Reading a budget", "", ("Budgets for boards",), True,
    )  # fmt: skip
    assert lines["AC3"].change == "No one strong last time"
    assert lines["PE1"].story is None
    assert GapNeed.objects.count() == 1
    assert (Event.objects.count(), Record.objects.count()) == (0, 1)


@pytest.mark.policy("GV-3")
def test_the_clerk_to_the_trustees_adds_what_their_board_needs_to_the_central_teams_register(cast):
    board = BoardFactory(kind="trust")
    statements.load_starter("trust")
    Statement.objects.exclude(code="AC2").update(is_in_use=False)
    make_appointment(board, cast.tom, "clerk", category="", term_ends_on=None, ends_on=None)
    trustees = [PersonFactory() for _ in range(5)]
    for person in trustees:
        make_appointment(board, person, "trustee")
    row = opened(board, cast.tom)
    for person in trustees:
        answer(row, person)
    services.close_audit(actor=cast.tom, skills_audit=row)
    need = services.make_need(actor=cast.tom, item=item_of(row, "AC2"), school=cast.central, values=VALUES)
    [line] = selectors.lines_of(row, selectors.picture_of(row), cast.tom)
    assert (need.school, line.need.url) == (cast.central, need.get_absolute_url())
    [line] = selectors.lines_of(row, selectors.picture_of(row), trustees[0])
    assert (line.need.label, line.need.url) == (need.title, "")
    with pytest.raises(IllegalMove):
        services.make_need(actor=cast.eve, item=item_of(closed(cast), "AC3"), school=cast.elm, values=VALUES)


@pytest.mark.policy("GV-3")
def test_no_two_audits_are_read_together_when_one_member_changed(cast):
    board = board_of(cast)
    with last_year():
        first = closed(cast, board)
        need = services.make_need(actor=cast.chas, item=item_of(first, "AC3"), school=cast.oak, values=VALUES)
    make_appointment(board, late := PersonFactory())
    second = opened(board, cast.chas)
    for person in [*cast.governors, late]:
        answer(second, person, 5 if person == late else 3)
    services.close_audit(actor=cast.chas, skills_audit=second)
    found = selectors.pictures_of(board)
    lines = selectors.lines_of(second, found[second.pk], cast.gus)
    # That the board made a need of it last year would tell that the newcomer is the strong one.
    assert [line.story for line in lines] == [None] * 5
    assert not [line for line in lines if line.need or line.change]
    assert need.from_skills_audit.item.audit == first
    assert set(found[second.pk].covers.values()) == {Cover.ONE}
    assert (found[second.pk].before, found[second.pk].earlier, found[first.pk].covers) == ({}, None, {})
    assert found[first.pk].reason.startswith("Not shown")


@pytest.mark.policy("GV-3")
def test_a_board_that_closes_meanwhile_keeps_the_answers_of_whoever_sat_to_its_end(cast, time_machine):
    board = board_of(cast)
    row = opened(board, cast.chas)
    answer(row, cast.gus)
    close_board(actor=cast.ann, board=board, version=fresh(board).version, last_day=today())
    time_machine.move_to(now() + dt.timedelta(days=15))
    assert services.follow_audits() == 1
    assert list(fresh(row).assessments.filter(is_counted=True).values_list("person", flat=True)) == [cast.gus.pk]
