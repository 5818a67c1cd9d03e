"""Who missed required training is asked to catch up, reminded, and done when they have (policy HS-1)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from certificates.models import Certificate
from certificates.services import award_certificate
from certificates.tests.factories import RequirementFactory
from core.calendar import today
from core.flow import IllegalMove
from notifications.models import Notice
from training.attendance.selectors import missed_at, register_of
from training.attendance.services import (
    Marked,
    ask_to_catch_up,
    close_register,
    declare_read,
    follow_catch_ups,
    mark_attendance,
)
from training.attendance.tests.factories import event_now
from training.events.tests.factories import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("HS-1")]


@pytest.fixture
def event(cast):
    """Return a closed event that Ada attended, Bea saw half of, and Lin missed."""
    row = event_now(cast.oak, cast.hal, cast.ada, cast.bea, cast.lin)
    row.requirements.add(RequirementFactory())
    said = {cast.ada: Marked("present"), cast.bea: Marked("late", 60)}
    marks = {line.key: said[line.person] for line in register_of(row) if line.person in said}
    mark_attendance(event=row, actor=cast.hal, marks=marks, seen={})
    return close_register(event=row, actor=cast.hal)


def asked(cast, event, **facts):
    """Ask Lin and Bea, and return what Lin is asked."""
    rows = ask_to_catch_up(event=event, actor=cast.hal, missed=missed_at(event), **facts)
    return next(row for row in rows if row.attendance.person == cast.lin)


def test_whoever_was_not_there_for_the_share_has_missed_it_until_they_renew_it(cast, event):
    assert {row.person for row in missed_at(event)} == {cast.bea, cast.lin}
    renew(cast.lin, event)
    assert {row.person for row in missed_at(event)} == {cast.bea}


def renew(person, event):
    award_certificate(
        person=person,
        requirement=event.requirements.get(),
        school=event.school,
        awarded_on=today(),
        title="Elsewhere",
        source=Certificate.Source.COURSE,
        actor=None,
    )


def test_they_are_asked_once_and_only_by_those_who_run_it(cast, event):
    with pytest.raises(PermissionDenied):
        ask_to_catch_up(event=event, actor=cast.lin, missed=missed_at(event))
    asked(cast, event)
    assert ask_to_catch_up(event=event, actor=cast.hal, missed=missed_at(event)) == []
    assert {notice.person for notice in Notice.objects.filter(asks="training.catch_up")} == {cast.bea, cast.lin}


def test_the_material_is_enough_where_the_person_says_that_they_have_read_it(cast, event):
    row = asked(cast, event)
    with pytest.raises(PermissionDenied):
        declare_read(catch_up=row, actor=cast.hal)
    assert declare_read(catch_up=row, actor=cast.lin).status == "done"
    certificate = Certificate.objects.get(person=cast.lin)
    assert certificate.is_own_word, "Somebody who leads them checks it, as all that one adds oneself."
    with pytest.raises(IllegalMove):
        declare_read(catch_up=row, actor=cast.lin)


def test_another_date_renews_the_same_and_reading_is_not_enough_then(cast, event):
    other = EventFactory(school=cast.oak, organiser=cast.hal)
    with pytest.raises(IllegalMove):
        asked(cast, event, next_event=other)
    other.requirements.set(event.requirements.all())
    row = asked(cast, event, next_event=other)
    with pytest.raises(IllegalMove):
        declare_read(catch_up=row, actor=cast.lin)


@pytest.mark.parametrize(("days", "reminders"), [(6, 0), (7, 2), (8, 2)])
def test_they_are_reminded_each_week(cast, event, days, reminders):
    asked(cast, event)
    day = today() + dt.timedelta(days=days)
    assert follow_catch_ups(day=day) == reminders
    assert follow_catch_ups(day=day) == 0
    assert Notice.objects.filter(key__startswith="training.catch_up.reminded").count() == reminders


def test_it_ends_when_they_have_caught_up_or_left(cast, event):
    row = asked(cast, event)
    renew(cast.lin, event)
    cast.bea.left_on = today() - dt.timedelta(days=1)
    cast.bea.save()
    assert follow_catch_ups() == 2
    row.refresh_from_db()
    assert row.status == "done"
    assert follow_catch_ups(day=today() + dt.timedelta(days=30)) == 0
