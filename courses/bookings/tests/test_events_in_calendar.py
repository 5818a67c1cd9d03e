"""Events in the private feed, read back by another program's library after many changes (RM-2)."""

import datetime as dt

import pytest
import time_machine
import vobject
from django.urls import reverse

from core.calendar import LONDON
from courses.bookings.services import make_calendar_address
from training.events.services import Scope, Times, arrange_events, cancel_event, change_event
from training.events.tests.factories import EventFactory
from training.models import Event, Place

NOW = dt.datetime(2026, 10, 5, 9, tzinfo=LONDON)
WEDNESDAYS = [dt.date(2026, 10, 14) + dt.timedelta(days=7 * week) for week in range(4)]  # the clocks change between
TIMES = Times(dt.time(16), dt.time(17, 30))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def entries(client, person):
    """Return what a calendar program that subscribes to the person's feed has, by UID."""
    token = person.calendar_token or make_calendar_address(actor=person).calendar_token
    person.refresh_from_db()
    text = client.get(reverse("courses:calendar-feed", args=[token])).content.decode()
    found = list(vobject.readOne(text).contents.get("vevent", []))
    by_uid = {entry.uid.value: entry for entry in found}
    assert len(by_uid) == len(found)
    return by_uid


def series(cast):
    values = {"kind": "staff_meeting", "title": "Weekly CPD", "room": "Library"}
    facts = {"days": WEDNESDAYS, "times": TIMES, "values": values, "lines": [{"kind": "staff"}], "repeats": "weekly"}
    arrange_events(actor=cast.hal, school=cast.oak, **facts)
    return list(Event.objects.order_by("starts_at"))


def change(event, cast, **also):
    event.refresh_from_db()
    facts = {"day": event.day, "times": Times.of(event), "lines": [{"kind": "staff"}], "scope": Scope.THIS} | also
    values = {"kind": event.kind, "title": event.title, "room": event.room} | facts.pop("values", {})
    change_event(event=event, actor=cast.hal, version=event.version, values=values, **facts)


def test_a_feed_has_one_entry_a_date_after_ten_changes(cast, client):
    dates = series(cast)
    first = entries(client, cast.hal)
    assert [entry.dtstart.value.hour for entry in first.values()] == [16] * 4
    assert [entry.dtstart.value.astimezone(dt.UTC).hour for entry in first.values()] == [15, 15, 16, 16]
    for number in range(8):
        scope = [Scope.THIS, Scope.ALL][number % 2]
        change(dates[number % 4], cast, scope=scope, values={"room": f"Room {number}"})
    change(dates[3], cast, day=dates[3].day + dt.timedelta(days=1))
    dates[0].refresh_from_db()
    cancel_event(event=dates[0], actor=cast.hal, version=dates[0].version, because="The heating is broken.")
    last = entries(client, cast.hal)
    gone = f"event-{dates[0].calendar_uid}"
    assert set(last) == {uid for uid in first if not uid.startswith(gone)}
    for uid, entry in last.items():
        assert int(entry.sequence.value) > int(first[uid].sequence.value)
        assert entry.dtstart.value.tzinfo is not None
    moved = next(entry for uid, entry in last.items() if str(dates[3].calendar_uid) in uid)
    assert moved.dtstart.value.date() == WEDNESDAYS[3] + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "shown"), [("confirmed", 1), ("waiting", 0), ("invited", 0), ("withdrawn", 0), ("cancelled", 0)]
)
def test_what_one_has_a_place_at_is_in_the_feed(status, shown, cast, client):
    event = EventFactory(school=cast.oak, title="Network")
    Place.objects.create(event=event, person=cast.ada, school=cast.oak, status=status, asked_at=NOW)
    assert len(entries(client, cast.ada)) == shown


def test_who_runs_an_event_has_it_in_the_feed_and_on_the_page(cast, client, sign_in):
    event = EventFactory(school=cast.oak, title="Network meeting")
    event.facilitators.add(cast.tom)
    assert len(entries(client, cast.tom)) == 1
    assert not entries(client, cast.ada)
    assert "Network meeting" in sign_in(cast.tom).get(reverse("courses:calendar")).content.decode()
