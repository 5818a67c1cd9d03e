"""Arranging, changing and cancelling events and series: what moves, what stays, and who may (R-6, AP-8)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.calendar import LONDON
from core.flow import IllegalMove, StaleVersion
from core.formatting import long_date
from core.models import AuditEvent
from cpd_trust.tests.helpers import text_of
from notifications.models import Notice
from people.models import Post, Term
from people.tests.factories import GrantFactory
from planning.tests.factories import NeedFactory
from training.events import policies, services
from training.events.selectors import possible_facilitators, possible_organisers
from training.events.services import Scope, Times
from training.models import Event

# A Monday in the first half of the autumn term; the clocks go back on 25 October.
NOW = dt.datetime(2026, 10, 5, 9, tzinfo=LONDON)
WEDNESDAYS = [dt.date(2026, 10, day) for day in (7, 14, 21)] + [dt.date(2026, 11, day) for day in (4, 11)]
TIMES = Times(dt.time(16), dt.time(17, 30), sign_up_days=2)
LINES = [{"kind": "staff"}]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def terms(cast):
    for name, half, first, last in (
        ("autumn", 1, dt.date(2026, 9, 2), dt.date(2026, 10, 23)),
        ("autumn", 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
    ):
        Term.objects.create(school=cast.oak, year=2026, name=name, half=half, starts_on=first, ends_on=last)


def values(**also):
    return {"kind": "staff_meeting", "title": "Weekly CPD", "room": "Library"} | also


def weekly(cast, actor=None, **also):
    facts = {"days": WEDNESDAYS, "times": TIMES, "values": values(), "lines": LINES, "repeats": "weekly"} | also
    return services.arrange_events(actor=actor or cast.hal, school=cast.oak, **facts)


def dates(event):
    return list(Event.objects.filter(series=event.series).order_by("starts_at"))


def change(event, actor, *, scope=Scope.THIS, day=None, times=None, lines=LINES, changed_too=False, **also):
    event = Event.objects.get(pk=event.pk)
    known = {name: getattr(event, name) for name in services.FACTS}
    known |= {name: list(getattr(event, name).all()) for name in services.LISTS}
    return services.change_event(
        event=event, actor=actor, version=event.version, day=day or event.day, times=times or Times.of(event),
        values=known | also, lines=lines, scope=scope, changed_too=changed_too,
    )  # fmt: skip


def cancel(event, actor, **also):
    event.refresh_from_db()
    facts = {"version": event.version, "because": "The heating is broken."} | also
    return services.cancel_event(event=event, actor=actor, **facts)


@pytest.mark.policy("R-6")
def test_a_series_is_a_row_a_date_and_four_o_clock_stays_four_o_clock(clock, cast):
    first = weekly(cast)
    rows = dates(first)
    assert [row.day for row in rows] == WEDNESDAYS
    assert {(row.starts_in_london.hour, row.ends_in_london.hour) for row in rows} == {(16, 17)}
    assert [row.starts_at.astimezone(dt.UTC).hour for row in rows] == [15, 15, 15, 16, 16]
    assert len({row.calendar_uid for row in rows}) == 5
    assert {row.audience_id for row in rows} == {first.audience_id}
    # Signing up ends two days before, at midnight.
    assert rows[0].sign_up_until.astimezone(LONDON) == dt.datetime(2026, 10, 6, tzinfo=LONDON)
    assert Times.of(rows[0]) == TIMES
    assert AuditEvent.objects.filter(code="training.event.arranged").count() == 5


def test_arranging_a_series_costs_the_same_for_three_dates_and_twelve(clock, cast, django_assert_num_queries):
    needs = [NeedFactory(school=cast.oak) for _ in range(2)]

    def arrange(count):
        days = [WEDNESDAYS[0] + dt.timedelta(days=7 * week) for week in range(count)]
        weekly(cast, days=days, values=values(needs=needs))

    arrange(1)  # what is read once is there
    with django_assert_num_queries(8) as three:
        arrange(3)
    with django_assert_num_queries(len(three)):
        arrange(12)


# --- This, this and following, all -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "changed"),
    [(Scope.THIS, [2]), (Scope.FOLLOWING, [2, 3, 4]), (Scope.ALL, [1, 2, 3, 4])],
)
def test_a_change_reaches_the_dates_that_are_meant_and_never_the_past(scope, changed, clock, cast):
    event = dates(weekly(cast))[2]
    clock.move_to(dt.datetime(2026, 10, 9, 9, tzinfo=LONDON))  # the first date is over
    change(event, cast.hal, scope=scope, room="Hall", times=Times(dt.time(15, 45), dt.time(17), 2))
    rows = dates(event)
    assert [index for index, row in enumerate(rows) if row.room == "Hall"] == changed
    assert [index for index, row in enumerate(rows) if row.starts_in_london.minute == 45] == changed
    assert [row.calendar_sequence for row in rows] == [int(index in changed) for index in range(5)]
    assert [row.differs for row in rows] == [index == 2 and scope == Scope.THIS for index in range(5)]


@pytest.mark.parametrize("changed_too", [False, True])
def test_a_date_changed_alone_survives_all_unless_it_is_ticked(changed_too, clock, cast):
    first = weekly(cast)
    alone = dates(first)[3]
    change(alone, cast.hal, room="Hall")
    change(first, cast.hal, scope=Scope.ALL, changed_too=changed_too, room="Studio", title="CPD")
    alone.refresh_from_db()
    assert (alone.room, alone.title) == (("Studio", "CPD") if changed_too else ("Hall", "Weekly CPD"))
    assert first.series.__class__.objects.get().title == "CPD"


def test_only_what_was_changed_goes_over_to_the_others(clock, cast):
    first = weekly(cast)
    other = dates(first)[1]
    change(other, cast.hal, about="Bring a book.")
    Event.objects.filter(series=first.series).update(differs=False)
    change(first, cast.hal, scope=Scope.ALL, room="Hall")
    other.refresh_from_db()
    assert (other.room, other.about) == ("Hall", "Bring a book.")


def test_all_dates_move_by_as_many_days_but_not_into_a_holiday(clock, cast, terms):
    first = weekly(cast)
    third = dates(first)[2]
    done = change(third, cast.hal, scope=Scope.ALL, day=third.day + dt.timedelta(days=2))  # to Friday, the 23rd
    assert [row.day for row in dates(first)] == [day + dt.timedelta(days=2) for day in WEDNESDAYS]
    assert done.stayed == []
    # Another week on would be half-term for the third date, which stays and is named.
    second = dates(first)[1]
    done = change(second, cast.hal, scope=Scope.ALL, day=second.day + dt.timedelta(days=7))
    assert done.stayed == [dt.date(2026, 10, 23)]
    assert {row.starts_in_london.hour for row in dates(first)} == {16}


def test_other_people_are_another_audience_and_who_is_named_stays(clock, cast):
    first = weekly(cast)
    first.audience.lines.create(kind="person", person=cast.tom)
    change(first, cast.hal, scope=Scope.ALL, lines=[{"kind": "staff", "school": cast.oak}])
    audiences = {row.audience_id for row in dates(first)}
    assert len(audiences) == 1
    assert audiences != {first.audience_id}
    lines = dates(first)[0].audience.lines
    assert {line.person for line in lines.all()} == {None, cast.tom}


@pytest.mark.parametrize(("scope", "left"), [(Scope.THIS, 4), (Scope.FOLLOWING, 2), (Scope.ALL, 1)])
def test_cancelling_reaches_the_dates_that_are_meant(scope, left, clock, cast):
    """The first date is over, and stays whatever is meant."""
    event = dates(weekly(cast))[2]
    clock.move_to(dt.datetime(2026, 10, 9, 9, tzinfo=LONDON))
    cancel(event, cast.hal, scope=scope)
    assert Event.objects.filter(series=event.series, status="planned").count() == left
    assert {row.cancelled_because for row in dates(event) if row.status == "cancelled"} == {"The heating is broken."}


def test_a_date_changed_alone_survives_cancelling_all(clock, cast):
    first = weekly(cast)
    alone = dates(first)[3]
    change(alone, cast.hal, room="Hall")
    cancel(first, cast.hal, scope=Scope.ALL)
    assert [row.status for row in dates(first)].count("planned") == 1


# --- When it cannot be, and who may not ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "works"),
    [
        (dt.datetime(2026, 10, 7, 15, 59, 59, tzinfo=LONDON), True),
        (dt.datetime(2026, 10, 7, 16, 0, 0, tzinfo=LONDON), False),
        (dt.datetime(2026, 10, 8, 9, tzinfo=LONDON), False),
    ],
)
def test_nothing_changes_from_the_start_on(moment, works, clock, cast):
    event = weekly(cast)
    clock.move_to(moment)
    later = Times(dt.time(18), dt.time(19))
    if works:
        change(event, cast.hal, times=later)
        cancel(event, cast.hal)
        return
    for verb in (lambda: change(event, cast.hal, times=later), lambda: cancel(event, cast.hal)):
        with pytest.raises(IllegalMove, match="already started"):
            verb()


def test_a_cancelled_event_is_not_changed_and_an_old_form_writes_nothing(clock, cast):
    event = weekly(cast)
    stale = event.version
    change(event, cast.hal, room="Hall")
    with pytest.raises(StaleVersion):
        services.cancel_event(event=event, actor=cast.hal, version=stale, because="No.")
    cancel(event, cast.hal)
    with pytest.raises(IllegalMove, match="already cancelled"):
        change(event, cast.hal, room="Gym")


def test_dates_whose_new_time_has_passed_stay_as_they_are(clock, cast):
    event = dates(weekly(cast))[2]
    clock.move_to(dt.datetime(2026, 10, 7, 12, tzinfo=LONDON))  # the first date is today at four
    done = change(event, cast.hal, scope=Scope.ALL, times=Times(dt.time(9), dt.time(10)), room="Hall")
    rows = dates(event)
    assert done.stayed == [WEDNESDAYS[0]]
    assert [row.starts_in_london.hour for row in rows] == [16, 9, 9, 9, 9]
    assert (rows[0].differs, rows[0].ends_in_london.minute) == (True, 30)
    assert {row.room for row in rows} == {"Hall"}


@pytest.mark.parametrize(("hour", "works"), [(15, True), (16, False), (17, False)])
def test_nothing_is_arranged_for_a_time_that_has_passed(hour, works, clock, cast):
    clock.move_to(dt.datetime(2026, 10, 7, hour, tzinfo=LONDON))
    if works:
        weekly(cast)
        return
    with pytest.raises(ValidationError, match="passed"):
        weekly(cast)


def test_an_event_is_not_moved_into_the_past(clock, cast):
    with pytest.raises(ValidationError, match="passed"):
        change(weekly(cast), cast.hal, day=dt.date(2026, 10, 5), times=Times(dt.time(8), dt.time(8, 30)))


BOARDS = ("governance_evening", "board_training")


@pytest.mark.parametrize("kind", ["staff_meeting", "network", *BOARDS])
def test_leaders_arrange_at_their_school_and_chairs_and_clerks_for_their_board(kind, clock, cast):
    may = {"hal", "sid", "eve", "cleo", *(("chas", "cora") if kind in BOARDS else ())}
    for name in ("ada", "lin", "sid", "hal", "eli", "eve", "cleo", "ben", "ann", "gus", "chas", "cora", "tara", "tess"):
        try:
            weekly(cast, actor=getattr(cast, name), values=values(kind=kind), lines=[{"kind": "board"}])
        except PermissionDenied:
            assert name not in may
        else:
            assert name in may


def test_a_clerk_makes_no_staff_meeting_of_a_governance_evening(clock, cast):
    boards = [{"kind": "board"}]
    event = weekly(cast, actor=cast.cora, values=values(kind="governance_evening"), lines=boards)
    change(event, cast.cora, lines=boards, room="Hall")
    with pytest.raises(PermissionDenied):
        change(event, cast.cora, lines=boards, kind="staff_meeting")


@pytest.mark.policy("GV-4")
@pytest.mark.parametrize("name", ["chas", "cora"])
def test_who_arranges_for_a_board_names_and_reads_nobody_else(name, clock, cast):
    actor = getattr(cast, name)
    boards = [{"kind": "board"}, {"kind": "role", "value": "clerk"}]
    with pytest.raises(PermissionDenied, match="governors, trustees and their clerks only"):
        weekly(cast, actor=actor, values=values(kind="board_training"))
    event = weekly(cast, actor=actor, values=values(kind="board_training"), lines=boards)
    with pytest.raises(PermissionDenied, match="governors, trustees and their clerks only"):
        change(event, actor, lines=LINES)
    named = set(possible_facilitators(actor, event))
    assert cast.gus in named
    assert not named & {cast.ada, cast.bea, cast.lin, cast.sid, cast.tom}
    assert cast.ada in possible_facilitators(cast.hal, event)
    with pytest.raises(ValidationError):
        services.add_facilitator(event=event, actor=actor, person=cast.ada)
    # What a leader opens to staff is no longer theirs to run, nor whoever they had named.
    services.add_facilitator(event=event, actor=actor, person=cast.gus)
    assert policies.can_run(actor, event)
    assert policies.can_run(cast.gus, event)
    change(event, cast.hal, lines=[*boards, *LINES])
    event.refresh_from_db()
    assert not policies.can_run(actor, event)
    assert not policies.can_run(cast.gus, event)
    assert policies.can_run(cast.hal, event)


def test_staff_who_are_also_the_clerk_run_what_they_facilitate(clock, cast):
    GrantFactory(person=cast.ada, role="clerk", school=cast.oak)
    event = weekly(cast)
    services.add_facilitator(event=event, actor=cast.hal, person=cast.ada)
    assert policies.can_run(cast.ada, event)


def test_a_facilitator_keeps_notes_and_materials_and_moves_nothing(clock, cast):
    event = weekly(cast)
    services.add_facilitator(event=event, actor=cast.hal, person=cast.tom)
    assert all(cast.tom in row.facilitators.all() for row in dates(event))
    services.write_notes(event=event, actor=cast.tom, version=event.series.version, notes="We read chapter 2.")
    services.add_material(event=event, actor=cast.tom, title="Slides", link="https://example.org/slides")
    with pytest.raises(PermissionDenied):
        change(event, cast.tom, room="Hall")
    with pytest.raises(PermissionDenied):
        cancel(event, cast.tom)
    services.remove_facilitator(event=event, actor=cast.hal, person=cast.tom)
    with pytest.raises(PermissionDenied):
        services.write_notes(event=event, actor=cast.tom, version=event.series.version + 1, notes="")


def test_whoever_changes_an_event_names_another_organiser_of_its_dates_to_come(clock, cast):
    event = weekly(cast)
    clock.move_to(dt.datetime(2026, 10, 8, 9, tzinfo=LONDON))
    coming = dates(event)[1]
    with pytest.raises(PermissionDenied):
        services.change_organiser(event=coming, actor=cast.lin, person=cast.lin)
    services.change_organiser(event=coming, actor=cast.hal, person=cast.lin)
    assert [row.organiser for row in dates(event)] == [cast.hal, *[cast.lin] * 4]
    told = Notice.objects.get(person=cast.lin)
    assert (told.subject, told.path) == ("You're organising an event", coming.get_absolute_url())
    change(coming, type(cast.lin).objects.get(pk=cast.lin.pk), room="Hall")
    cancel(coming, cast.hal)
    with pytest.raises(IllegalMove):
        services.change_organiser(event=coming, actor=cast.hal, person=cast.sid)


def test_an_organiser_has_their_place_at_the_school_or_in_the_whole_trust(clock, cast):
    """Who governs runs what is for a board alone."""
    event = weekly(cast)
    named = {one.first_name for one in possible_organisers(cast.hal, event)}
    assert {"Ada", "Lin", "Hal", "Sid", "Eve"} <= named
    assert named.isdisjoint({"Tom", "Eli", "Gus", "Chas", "Tara"})
    for person in (cast.tom, cast.chas):
        with pytest.raises(ValidationError):
            services.change_organiser(event=event, actor=cast.hal, person=person)
    Post.objects.filter(person=cast.lin).update(ends_on=event.day - dt.timedelta(days=1))
    assert cast.lin not in possible_organisers(cast.hal, event)
    Post.objects.filter(person=cast.lin).update(ends_on=event.day)
    assert cast.lin in possible_organisers(cast.hal, event)
    for_board = weekly(cast, lines=[{"kind": "board", "school": cast.oak}], values=values(kind="board_training"))
    assert cast.chas in possible_organisers(cast.hal, for_board)


@pytest.mark.policy("AP-8")
@pytest.mark.parametrize(("name", "sees"), [("chas", False), ("hal", True)])
def test_a_chair_names_an_organiser_among_boards_alone(clock, cast, sign_in, name, sees):
    """Neither the form, nor its search, nor the service lets them find staff by name."""
    GrantFactory(person=cast.gus, role="governor", school=cast.oak)
    facts = {"lines": [{"kind": "board", "school": cast.oak}], "values": values(kind="board_training")}
    event, actor = weekly(cast, **facts), getattr(cast, name)
    assert cast.gus in possible_organisers(actor, event)
    assert (cast.lin in possible_organisers(actor, event)) is sees
    url = reverse("training:event-organiser-options", args=[event.public_id])
    assert ("Lin Example" in text_of(sign_in(actor).get(url, {"person_words": "Lin"}))) is sees
    if not sees:
        with pytest.raises(ValidationError):
            services.change_organiser(event=event, actor=actor, person=cast.lin)


def test_a_refused_organiser_reads_on_which_date_of_the_series_they_are_gone(clock, cast):
    event = weekly(cast)
    last = dates(event)[-1].day
    Post.objects.filter(person=cast.lin).update(ends_on=last - dt.timedelta(days=1))
    with pytest.raises(ValidationError, match=long_date(last)):
        services.change_organiser(event=event, actor=cast.hal, person=cast.lin)
    assert {row.organiser for row in dates(event)} == {cast.hal}


def test_an_organiser_who_moved_away_changes_nothing(clock, cast):
    event = weekly(cast, actor=cast.sid)
    cast.sid.grants.all().delete()
    actor = type(cast.sid).objects.get(pk=cast.sid.pk)
    change(event, actor, room="Hall")
    Post.objects.filter(person=cast.sid).update(ends_on=NOW.date() - dt.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        change(event, type(cast.sid).objects.get(pk=cast.sid.pk), room="Gym")
