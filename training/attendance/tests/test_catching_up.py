"""Who missed required training is asked to catch up, reminded, and done when they have (policy HS-1)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from certificates.models import Certificate
from certificates.services import award_certificate, give_exemption
from certificates.tests.factories import RequirementFactory
from core.calendar import now, today
from core.flow import IllegalMove
from notifications.models import Notice
from people.models import LongAbsence
from training.attendance.models import CatchUp
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
from training.events.models import Event
from training.events.tests.factories import EventFactory
from training.places.models import Place

DAY = dt.timedelta(days=1)
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
    places(other, cast.lin)
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


def places(event, *people):
    facts = {"event": event, "school": event.school, "status": "confirmed", "asked_at": now()}
    Place.objects.bulk_create(Place(person=person, **facts) for person in people)


def another_date(cast, event, *people):
    row = EventFactory(school=cast.oak, organiser=cast.hal)
    row.requirements.set(event.requirements.all())
    places(row, *people)
    return row


def test_whom_the_other_date_is_not_for_is_left_out_with_a_message(cast, event, sign_in):
    other = another_date(cast, event, cast.lin)
    keys = [str(row.public_id) for row in missed_at(event)]
    url = reverse("training:catch-ups", args=[event.public_id])
    page = sign_in(cast.hal).post(url, {"missed": keys, "next_event": str(other.public_id)}, follow=True)
    assert "that date isn’t for them: Bea Example." in page.content.decode()
    assert [row.attendance.person for row in CatchUp.objects.all()] == [cast.lin]


@pytest.mark.parametrize("ends", [{"status": "cancelled"}, {"status": "held"}, {}])
def test_without_the_other_date_reading_is_enough_again(cast, event, ends):
    other = another_date(cast, event, cast.lin)
    row = asked(cast, event, next_event=other)
    assert follow_catch_ups(day=other.day - DAY) == (other.day - DAY >= today() + 7 * DAY)
    row.refresh_from_db()
    assert row.next_event == other
    held = {"register_closed_at": now(), "register_closed_by": cast.hal} if ends.get("status") == "held" else {}
    off = {"cancelled_at": now(), "cancelled_because": "Ill."} if ends.get("status") == "cancelled" else {}
    Event.objects.filter(pk=other.pk).update(**ends, **held, **off)
    assert follow_catch_ups(day=other.day + DAY) == 1
    row.refresh_from_db()
    assert row.next_event is None
    assert declare_read(catch_up=row, actor=cast.lin).status == "done"


def exempt(event, cast):
    give_exemption(actor=cast.hal, person=cast.lin, requirement=event.requirements.get(), reason="Agreed.", until=None)


def retire(event, cast):
    event.requirements.update(is_active=False)


@pytest.mark.parametrize("spare", [exempt, retire])
def test_who_is_spared_is_asked_no_more(cast, event, spare):
    row = asked(cast, event)
    spare(event, cast)
    follow_catch_ups()
    row.refresh_from_db()
    assert row.status == "dropped"
    assert cast.lin not in {line.person for line in missed_at(event)}


def test_whose_requirement_is_in_use_again_is_asked_again(cast, event):
    row = asked(cast, event)
    retire(event, cast)
    follow_catch_ups()
    event.requirements.update(is_active=True)
    assert asked(cast, event) == row
    row.refresh_from_db()
    assert row.status == "open"
    assert Notice.objects.filter(asks="training.catch_up", person=cast.lin).count() == 2


def test_whoever_is_away_is_not_reminded_and_not_ticked(cast, event, sign_in):
    absence = LongAbsence.objects.create(person=cast.lin, starts_on=today(), ends_on=today() + 8 * DAY)
    page = sign_in(cast.hal).get(reverse("training:catch-ups", args=[event.public_id]))
    bea = missed_at(event).get(person=cast.bea)
    assert page.context["form"].fields["missed"].initial == [str(bea.public_id)]
    ask_to_catch_up(event=event, actor=cast.hal, missed=missed_at(event).filter(person=cast.lin))
    assert [follow_catch_ups(day=absence.ends_on + n * DAY) for n in (-1, 0, 1)] == [0, 0, 1]
