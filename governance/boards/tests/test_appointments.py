"""An appointment gives a role, and nothing else does: from its first day to its last (policy R-1, GV-1)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from core.calendar import today
from core.flow import IllegalMove
from cpd_trust.tests.access.reports import world as make_reports
from governance.boards.services import (
    appoint,
    close_board,
    end_appointment,
    govern_school,
    stop_governing,
)
from governance.models import Appointment, Board
from governance.tests.factories import BoardFactory, boards_of_cast, make_appointment
from people.models import Grant, Person
from people.services.leaving import record_leaving, take_back_leaving
from people.services.merging import merge_people
from people.tests.factories import PersonFactory, SchoolFactory
from reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.policy("R-1")]

DAY = dt.timedelta(days=1)


def held(person, day=None):
    """Return the roles of a person on a day, with the schools."""
    grants = Grant.objects.on(day or today()).filter(person=person)
    return sorted((grant.role, grant.school.name if grant.school else "") for grant in grants)


def appointing(cast, board, person=None, role="governor", **facts):
    facts = {"category": "parent", "starts_on": today(), "term_ends_on": today() + 100 * DAY} | facts
    return appoint(actor=facts.pop("actor", cast.ann), board=board, person=person or cast.tom, role=role, **facts)


@pytest.mark.parametrize(
    ("kind", "role", "expected"),
    [
        ("local", "governor", "governor"), ("local", "chair", "chair_of_governors"), ("local", "clerk", "clerk"),
        ("local", "vice_chair", "governor"), ("trust", "trustee", "trustee"), ("trust", "chair", "chair_of_trustees"),
        ("trust", "vice_chair", "trustee"), ("trust", "clerk", "clerk"), ("members", "member", "member"),
    ],
)  # fmt: skip
def test_a_role_is_held_from_the_first_day_to_the_last(cast, kind, role, expected):
    board = BoardFactory(kind=kind, school=cast.oak if kind == "local" else None)
    row = appointing(cast, board, cast.nora, role, starts_on=today() + DAY, term_ends_on=today() + 9 * DAY)
    place = cast.oak.name if kind == "local" else ""
    for day, is_held in ((0, False), (1, True), (9, True), (10, False)):
        assert held(cast.nora, today() + day * DAY) == ([(expected, place)] if is_held else [])
    assert row.granted_role == expected


def test_a_board_of_several_schools_gives_a_role_at_each_while_it_governs_it(cast):
    board = BoardFactory(school=cast.oak)
    appointing(cast, board, cast.nora)
    govern_school(actor=cast.ann, board=board, school=cast.elm, starts_on=today() + 5 * DAY)
    assert held(cast.nora) == [("governor", cast.oak.name)]
    assert held(cast.nora, today() + 5 * DAY) == [("governor", cast.elm.name), ("governor", cast.oak.name)]
    other = BoardFactory()
    govern_school(actor=cast.ann, board=other, school=cast.elm, starts_on=today() + 20 * DAY)
    assert len(held(cast.nora, today() + 19 * DAY)) == 2
    assert held(cast.nora, today() + 20 * DAY) == [("governor", cast.oak.name)], "Elm has moved to the other board"
    stop_governing(actor=cast.ann, board_school=board.board_schools.get(school=cast.oak), last_day=today())
    assert held(cast.nora)
    assert not held(cast.nora, today() + DAY)


def test_a_term_is_never_made_longer_and_between_two_terms_nothing_is_read(cast):
    """The term ends on Friday, re-election is on Tuesday: what was published on Monday is read from Tuesday on."""
    board = BoardFactory(school=cast.oak)
    first = make_appointment(board, cast.nora, term_ends_on=today() - DAY)
    report = make_reports(cast).published
    cast.nora.forget_authority()
    assert not Report.objects.visible_to(cast.nora).exists()
    assert not Board.objects.visible_to(cast.nora).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=first.pk).update(ends_on=today() + DAY)
    appointing(cast, board, cast.nora)
    cast.nora.forget_authority()
    assert list(Report.objects.visible_to(cast.nora)) == [report]
    assert list(Board.objects.visible_to(cast.nora)) == [board]


def test_two_chairs_never_overlap_and_the_day_after_is_free(cast):
    board = BoardFactory(school=cast.oak)
    row = appointing(cast, board, cast.nora, "chair")
    with pytest.raises(ValidationError, match="is chair until"):
        appointing(cast, board, cast.tom, "chair", starts_on=row.ends_on, term_ends_on=row.ends_on + DAY)
    appointing(cast, board, cast.tom, "chair", starts_on=row.ends_on + DAY, term_ends_on=row.ends_on + 9 * DAY)


def test_nobody_holds_an_office_twice_but_the_vice_chair_is_a_governor_too(cast):
    board = BoardFactory(school=cast.oak)
    appointing(cast, board, cast.nora)
    appointing(cast, board, cast.nora, "vice_chair")
    with pytest.raises(ValidationError, match="holds this office"):
        appointing(cast, board, cast.nora)


def test_ex_officio_and_clerks_alone_have_no_end(cast):
    board = BoardFactory(school=cast.oak)
    appointing(cast, board, cast.hal, category="ex_officio", term_ends_on=None)
    appointing(cast, board, cast.nora, "clerk", category="", term_ends_on=None)
    with pytest.raises(ValidationError, match="Enter the end"):
        appointing(cast, board, cast.tom, term_ends_on=None)


def test_who_appoints(cast):
    """An administrator, and the clerk of that board alone; never oneself."""
    boards = boards_of_cast(cast)
    for name in ("hal", "eve", "gus", "chas", "tara", "cora"):
        with pytest.raises(PermissionDenied):
            appointing(cast, boards["elm"], actor=getattr(cast, name))
    with pytest.raises(PermissionDenied):
        appointing(cast, boards["oak"], cast.cora, actor=cast.cora)
    with pytest.raises(PermissionDenied):
        appointing(cast, boards["oak"], cast.ann, actor=cast.ann)
    appointing(cast, boards["oak"], actor=cast.cora)


def test_ending_early_ends_the_role_that_day_and_what_has_not_begun_goes(cast):
    board = BoardFactory(school=cast.oak)
    row = appointing(cast, board, cast.nora)
    end_appointment(actor=cast.ann, appointment=row, version=1, last_day=today(), because="Moved away")
    assert held(cast.nora)
    assert not held(cast.nora, today() + DAY)
    later = appointing(cast, board, cast.nora, starts_on=today() + 5 * DAY)
    end_appointment(actor=cast.ann, appointment=later, version=1, last_day=today(), because="Withdrew")
    assert not held(cast.nora, today() + 5 * DAY)
    assert Appointment.objects.get(person=cast.nora) == row


def test_a_board_that_closes_ends_everything_of_it(cast):
    boards = boards_of_cast(cast)
    close_board(actor=cast.ann, board=boards["oak"], version=1, last_day=today())
    assert held(cast.gus)
    assert not held(cast.gus, today() + DAY)
    assert not boards["oak"].board_schools.on(today() + DAY).exists()


def test_a_mistyped_day_takes_nothing_away_that_was_held(cast):
    """Closing, moving a school away and letting it go all refuse a day before somebody's appointment began."""
    board, other = BoardFactory(school=cast.oak), BoardFactory()
    row = make_appointment(board, cast.nora, starts_on=today() - 200 * DAY)
    long_ago = today() - 365 * DAY
    with pytest.raises(ValidationError, match="today or a later day"):
        close_board(actor=cast.ann, board=board, version=1, last_day=today() - DAY)
    with pytest.raises(ValidationError, match="Enter a day after that"):
        govern_school(actor=cast.ann, board=other, school=cast.oak, starts_on=row.starts_on)
    with pytest.raises(ValidationError, match="began on"):
        stop_governing(actor=cast.ann, board_school=board.board_schools.get(), last_day=long_ago)
    assert held(cast.nora, today() - 100 * DAY) == [("governor", cast.oak.name)]
    govern_school(actor=cast.ann, board=other, school=cast.oak, starts_on=row.starts_on + DAY)
    assert held(cast.nora, row.starts_on)


def test_a_board_that_closes_takes_no_school(cast):
    board = BoardFactory()
    close_board(actor=cast.ann, board=board, version=1, last_day=today() + 9 * DAY)
    with pytest.raises(IllegalMove, match="last day of this board"):
        govern_school(actor=cast.ann, board=board, school=cast.elm, starts_on=today())


def test_a_leaving_taken_back_gives_no_role_on_a_board_that_has_closed(cast):
    board = BoardFactory(school=cast.oak)
    row = appointing(cast, board, cast.nora)
    appointing(cast, board, cast.nora, "vice_chair", starts_on=today() + 20 * DAY)
    record_leaving(actor=cast.ann, person=cast.nora, left_on=today())
    closed_on = today() + 9 * DAY
    close_board(actor=cast.ann, board=board, version=1, last_day=closed_on)
    take_back_leaving(actor=cast.ann, person=Person.objects.get(pk=cast.nora.pk))
    row.refresh_from_db()
    assert (row.ends_on, row.ended_because) == (closed_on, "The board closed")
    assert held(cast.nora, closed_on)
    assert not held(cast.nora, closed_on + DAY)
    assert Appointment.objects.filter(person=cast.nora).count() == 1


def test_somebody_who_leaves_is_appointed_no_more_and_again_when_it_is_taken_back(cast):
    board = BoardFactory(school=cast.oak)
    row = appointing(cast, board, cast.nora)
    appointing(cast, board, cast.nora, "vice_chair", starts_on=today() + 5 * DAY)
    last = row.ends_on
    record_leaving(actor=cast.ann, person=cast.nora, left_on=today())
    assert not held(cast.nora, today() + DAY)
    row.refresh_from_db()
    assert (row.ends_on, row.ended_because) == (today(), "Left the trust")
    take_back_leaving(actor=cast.ann, person=Person.objects.get(pk=cast.nora.pk))
    row.refresh_from_db()
    assert (row.ends_on, row.ended_because) == (last, "")
    assert len(held(cast.nora, today() + 5 * DAY)) == 2


def test_the_twin_whose_roles_end_without_the_appointment_is_refused(cast):
    board = BoardFactory(school=cast.oak)
    grant = appointing(cast, board, cast.nora).grant_links.get().grant
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(ends_on=today())


def test_appointments_follow_a_merge(cast):
    twin = PersonFactory(email=None)
    board = BoardFactory(school=cast.oak)
    row = make_appointment(board, twin)
    merge_people(actor=cast.ann, keep=cast.tom, gone=twin)
    row.refresh_from_db()
    assert row.person == cast.tom
    assert ("governor", cast.oak.name) in held(cast.tom)


def test_a_board_is_seen_by_its_own_and_by_the_central_roles(cast):
    boards = boards_of_cast(cast)
    for name, seen in {
        "gus": {"oak"}, "chas": {"oak"}, "cora": {"oak"}, "tess": {"trust"}, "tara": {"trust"}, "mel": {"members"},
        "hal": set(), "ada": set(), "nora": set(), "ann": set(boards), "eve": set(boards), "cleo": set(boards),
    }.items():  # fmt: skip
        person = Person.objects.get(pk=getattr(cast, name).pk)
        found = {key for key, board in boards.items() if board in Board.objects.visible_to(person)}
        assert found == seen, name


def test_the_clerk_to_the_trustees_is_nobody_at_a_school(cast):
    appointing(cast, BoardFactory(kind="trust"), cast.nora, "clerk", category="")
    SchoolFactory()
    nora = Person.objects.get(pk=cast.nora.pk)
    assert nora.authority.is_clerk_to_trust
    tess = Person.objects.get(pk=cast.tess.pk)
    assert nora.authority.schools_reached == tess.authority.schools_reached
