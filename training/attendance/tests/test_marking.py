"""Marking a register: row by row, so that two who keep it at once lose nothing; adding; the code (policy IM-4)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from core.calendar import now, today
from core.flow import IllegalMove
from cpd_trust.tests.racing import race
from training.attendance import codes
from training.attendance.models import Attendance
from training.attendance.selectors import register_of
from training.attendance.services import Marked, add_person, check_in, close_register, mark_attendance
from training.attendance.tests.factories import event_now

pytestmark = pytest.mark.django_db


def opened(event):
    """Return what a page shows: key and sign of each line, by first name."""
    lines = {line.name.split()[0].lower(): line for line in register_of(event)}
    return lines, {line.key: line.sign for line in lines.values()}


def marks(event):
    return {row.name.split()[0].lower(): row.mark for row in Attendance.objects.filter(event=event).marked()}


def test_whoever_has_a_place_is_on_the_register_and_everybody_else_is_present_at_once(cast):
    event = event_now(cast.oak, cast.hal, cast.ada, cast.bea, cast.lin)
    lines, seen = opened(event)
    assert list(lines) == ["ada", "bea", "lin"]
    absent = {lines["bea"].key: Marked("absent", 0, "Ill")}
    saved = mark_attendance(event=event, actor=cast.hal, marks=absent, seen=seen, rest=seen)
    assert (saved.changed, saved.clashes) == (3, [])
    assert marks(event) == {"ada": "present", "bea": "absent", "lin": "present"}


def test_two_who_keep_it_at_once_lose_nothing(cast):
    event = event_now(cast.oak, cast.hal, cast.ada, cast.bea)
    event.facilitators.add(cast.tom)
    lines, seen = opened(event)
    ada, bea = lines["ada"].key, lines["bea"].key
    mark_attendance(event=event, actor=cast.hal, marks={ada: Marked("late", 10)}, seen=seen)
    saved = mark_attendance(event=event, actor=cast.tom, marks={bea: Marked("present")}, seen=seen, rest=[ada])
    assert (saved.changed, saved.clashes) == (1, [])
    assert marks(event) == {"ada": "late", "bea": "present"}
    saved = mark_attendance(event=event, actor=cast.tom, marks={ada: Marked("absent")}, seen=seen)
    assert [line.key for line in saved.clashes] == [ada]
    assert marks(event)["ada"] == "late", "The first word stays until the second has seen it."
    _, seen = opened(event)
    assert mark_attendance(event=event, actor=cast.tom, marks={ada: Marked("absent")}, seen=seen).changed == 1


def test_what_was_left_as_it_was_shown_stays_as_another_marked_it(cast):
    event = event_now(cast.oak, cast.hal, cast.ada)
    lines, seen = opened(event)
    ada = lines["ada"].key
    mark_attendance(event=event, actor=cast.hal, marks={ada: Marked("present")}, seen=seen)
    _, later = opened(event)
    mark_attendance(event=event, actor=cast.hal, marks={ada: Marked("absent")}, seen=later)
    saved = mark_attendance(event=event, actor=cast.hal, marks={ada: Marked("present")}, seen=later)
    assert (saved.changed, saved.clashes) == (0, [])
    assert marks(event) == {"ada": "absent"}


def test_lines_that_were_marked_each_become_what_is_said_of_them(cast):
    event = event_now(cast.oak, cast.hal, cast.ada, cast.bea, cast.lin, cast.sid)
    lines, seen = opened(event)
    mark_attendance(event=event, actor=cast.hal, marks={}, seen=seen, rest=seen)
    lines, seen = opened(event)
    said = {"ada": Marked("absent", 0, "Ill"), "bea": Marked("late", 20), "lin": Marked("left_early", 20)}
    saved = mark_attendance(
        event=event, actor=cast.hal, marks={lines[name].key: one for name, one in said.items()}, seen=seen
    )
    assert saved.changed == 3
    rows = {row.name.split()[0].lower(): row for row in Attendance.objects.filter(event=event).marked()}
    assert {name: Marked(row.mark, row.missed_minutes, row.reason) for name, row in rows.items()} == said | {
        "sid": Marked("present")
    }
    assert {name: row.version for name, row in rows.items()} == {"ada": 2, "bea": 2, "lin": 2, "sid": 1}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_lose_nothing(live_cast):
    event = event_now(live_cast.oak, live_cast.hal, live_cast.ada, live_cast.bea)
    lines, seen = opened(event)

    def keep(name):
        said = {lines[name].key: Marked("present")}
        return lambda: mark_attendance(event=event, actor=live_cast.hal, marks=said, seen=seen)

    ((one, other),) = race([keep("ada")], [keep("bea")])
    assert one.won
    assert other.won
    assert marks(event) == {"ada": "present", "bea": "present"}


def test_only_those_who_run_it_mark_it_and_not_once_it_is_closed(cast):
    event = event_now(cast.oak, cast.hal, cast.ada)
    lines, seen = opened(event)
    facts = {"event": event, "marks": {lines["ada"].key: Marked("present")}, "seen": seen}
    with pytest.raises(PermissionDenied):
        mark_attendance(actor=cast.lin, **facts)
    close_register(event=event, actor=cast.hal)
    with pytest.raises(IllegalMove):
        mark_attendance(actor=cast.hal, **facts)


def test_somebody_not_expected_is_added_once_and_nobody_who_has_left(cast):
    event = event_now(cast.oak, cast.hal)
    first = add_person(event=event, actor=cast.hal, person=cast.tom)
    assert add_person(event=event, actor=cast.hal, person=cast.tom) == first
    cast.ada.left_on = today() - dt.timedelta(days=1)
    cast.ada.save()
    with pytest.raises(ValidationError):
        add_person(event=event, actor=cast.hal, person=cast.ada)


# --- The code ---------------------------------------------------------------------------------------------------------

START = dt.datetime(2026, 11, 24, 16, 0, tzinfo=dt.UTC)


def meeting(cast, *going):
    """Return a meeting on 24 November from 16:00 to 18:00."""
    end = START + dt.timedelta(hours=2)
    return event_now(cast.oak, cast.hal, *going, day=START.date(), starts_at=START, ends_at=end)


def test_checking_in_is_ones_own_word_until_the_register_is_closed(cast):
    event = meeting(cast, cast.ada)
    with time_machine.travel(START, tick=False):
        row = check_in(event=event, actor=cast.ada, code=f" {codes.code_of(event, now())} ")
        assert (row.mark, row.is_own_word, row.record) == ("present", True, None)
        assert check_in(event=event, actor=cast.ada, code="again") == row
        close_register(event=event, actor=cast.hal)
    row.refresh_from_db()
    assert row.record
    assert not row.is_own_word


@pytest.mark.parametrize(("minutes", "opens"), [(-16, False), (-15, True), (0, True), (120, True), (121, False)])
def test_the_code_holds_from_a_quarter_of_an_hour_before_the_start_to_the_end(cast, minutes, opens):
    event = meeting(cast, cast.ada)
    with time_machine.travel(START + dt.timedelta(minutes=minutes), tick=False):
        code = codes.code_of(event, now())
        if opens:
            assert check_in(event=event, actor=cast.ada, code=code).pk
        else:
            with pytest.raises(IllegalMove) as refusal:
                check_in(event=event, actor=cast.ada, code=code)
            assert ("15:45" in str(refusal.value)) is (minutes < 0)


@pytest.mark.parametrize(("later", "holds"), [(0, True), (2, True), (4, False)])
def test_a_code_holds_while_it_is_shown_and_as_long_again(cast, later, holds):
    event = meeting(cast)
    code = codes.code_of(event, START)
    with time_machine.travel(START + dt.timedelta(minutes=later), tick=False):
        assert codes.is_right(event, code) is holds


def test_a_code_is_of_its_event_alone_and_a_wrong_one_marks_nobody(cast):
    event, other = meeting(cast), meeting(cast)
    with time_machine.travel(START, tick=False):
        for wrong in (codes.code_of(other, START), "", "١٢٣٤٥٦", "12345"):
            with pytest.raises(ValidationError):
                check_in(event=event, actor=cast.ada, code=wrong)
    assert not Attendance.objects.exists()
