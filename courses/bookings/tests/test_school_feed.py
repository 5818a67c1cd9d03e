"""The feed of the training days and events of one's schools, read back by another program's library (RM-2)."""

import datetime as dt

import pytest
import time_machine
import vobject
from django.urls import reverse

from core.calendar import LONDON
from courses.bookings import calendar_views
from courses.bookings.calendar_views import school_key
from courses.bookings.services import make_calendar_address, revoke_calendar_address
from people.models import Grant, Post, TrainingDay
from training.events.querysets import EventQuerySet
from training.events.services import Scope, Times, arrange_events, cancel_event, change_event
from training.events.tests.factories import EventFactory, audience_of
from training.models import Event

NOW = dt.datetime(2026, 10, 5, 9, tzinfo=LONDON)
TODAY = NOW.date()
ONE = dt.timedelta(days=1)
WEDNESDAYS = [dt.date(2026, 10, 14) + dt.timedelta(days=7 * week) for week in range(4)]  # the clocks change between


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def address(person):
    if not person.calendar_token:
        make_calendar_address(actor=person)
        person.refresh_from_db()
    return reverse("courses:school-feed", args=[person.public_id, school_key(person)])


def entries(client, person):
    """Return what a calendar program that subscribes to the feed has, by UID."""
    answer = client.get(address(person))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = list(vobject.readOne(answer.text).contents.get("vevent", []))
    by_uid = {entry.uid.value: entry for entry in found}
    assert len(by_uid) == len(found)
    return by_uid


def titles(client, person):
    return sorted(entry.summary.value for entry in entries(client, person).values())


@pytest.mark.policy("RM-2", "CT-1")
def test_it_holds_training_days_and_what_is_open_at_ones_school_and_in_the_trust(cast, client):
    TrainingDay.objects.create(school=cast.oak, day=TODAY + ONE)
    TrainingDay.objects.create(school=cast.elm, day=TODAY + ONE)
    for title, host, line in (
        ("Oak’s meeting", cast.oak, {"kind": "staff", "school": cast.oak}),
        ("Network for all", cast.elm, {"kind": "staff"}),
        ("Elm’s meeting", cast.elm, {"kind": "staff", "school": cast.elm}),
        ("Oak’s board", cast.oak, {"kind": "board", "school": cast.oak}),
    ):
        EventFactory(title=title, school=host, audience=audience_of(line))
    EventFactory(title="Off", school=cast.oak, audience=audience_of(kind="staff"), cancelled=True)
    assert titles(client, cast.ada) == [f"INSET day: {cast.oak.name}", "Network for all", "Oak’s meeting"]
    assert titles(client, cast.gus) == [f"INSET day: {cast.oak.name}", "Oak’s board"]
    # The address goes to calendars outside the trust: leaders and central roles have no meetings of others in theirs.
    EventFactory(title="Coaching for Bea", school=cast.oak, audience=audience_of(kind="person", person=cast.bea))
    assert titles(client, cast.hal) == [f"INSET day: {cast.oak.name}", "Network for all", "Oak’s meeting"]
    for person in (cast.eve, cast.ann):
        assert [title for title in titles(client, person) if "INSET" not in title] == ["Network for all"]
    assert all(entry.transp.value == "TRANSPARENT" for entry in entries(client, cast.ada).values())


def test_without_the_rule_it_would_tell_of_others(cast, client, monkeypatch):
    """The twin: what a school does for its board, its staff have only where `meant_for` lets them."""
    EventFactory(title="Oak’s board", school=cast.oak, audience=audience_of(kind="board", school=cast.oak))
    assert titles(client, cast.ada) == []
    monkeypatch.setattr(EventQuerySet, "meant_for", lambda self, actor: self)
    assert titles(client, cast.ada) == ["Oak’s board"]


def test_a_training_day_with_an_event_stands_once(cast, client):
    TrainingDay.objects.create(school=cast.oak, day=TODAY + ONE, title="INSET day")
    staff = audience_of(kind="staff")
    EventFactory(title="Safeguarding day", kind="training_day", school=cast.oak, day=TODAY + ONE, audience=staff)
    EventFactory(title="Meeting", school=cast.oak, day=TODAY + ONE, audience=staff)
    assert titles(client, cast.ada) == ["Meeting", "Safeguarding day"]
    # A day of the whole trust is the event of the central team, and not that of another school.
    for step, host in ((2, cast.central), (3, cast.elm)):
        TrainingDay.objects.create(day=TODAY + step * ONE, title="Trust day")
        EventFactory(title=f"By {host}", kind="training_day", school=host, day=TODAY + step * ONE, audience=staff)
    assert titles(client, cast.ada) == [
        f"By {cast.central}",
        f"By {cast.elm}",
        "Meeting",
        "Safeguarding day",
        "Trust day",
    ]


def test_it_has_one_entry_a_date_after_ten_changes(cast, client):
    TrainingDay.objects.create(school=cast.oak, day=TODAY + ONE)
    values = {"kind": "staff_meeting", "title": "Weekly CPD", "room": "Library"}
    facts = {"times": Times(dt.time(16), dt.time(17, 30)), "lines": [{"kind": "staff"}]}
    arrange_events(actor=cast.hal, school=cast.oak, days=WEDNESDAYS, values=values, repeats="weekly", **facts)
    dates = list(Event.objects.order_by("starts_at"))
    first = entries(client, cast.ada)
    assert len(first) == 5
    for number in range(9):
        event = Event.objects.get(pk=dates[number % 4].pk)
        scope = [Scope.THIS, Scope.ALL][number % 2]
        values = {"kind": event.kind, "title": event.title, "room": f"Room {number}"}
        facts = {"day": event.day, "times": Times.of(event), "lines": [{"kind": "staff"}], "scope": scope}
        change_event(event=event, actor=cast.hal, version=event.version, values=values, **facts)
    dates[0].refresh_from_db()
    cancel_event(event=dates[0], actor=cast.hal, version=dates[0].version, because="The heating is broken.")
    last = entries(client, cast.ada)
    assert set(last) == {uid for uid in first if str(dates[0].calendar_uid) not in uid}
    hours = {entry.dtstart.value.hour for uid, entry in last.items() if uid.startswith("event-")}
    assert hours == {16}
    # The day keeps its UID even where the school's calendar was read in anew.
    TrainingDay.objects.all().delete()
    TrainingDay.objects.create(school=cast.oak, day=TODAY + ONE)
    assert set(entries(client, cast.ada)) == set(last)


@pytest.mark.parametrize(("days", "status"), [(-1, 404), (0, 200), (1, 200)])
def test_it_ends_with_the_day_of_leaving(cast, client, days, status):
    url = address(cast.ada)
    cast.ada.left_on = TODAY + dt.timedelta(days=days)
    cast.ada.save(update_fields=["left_on"])
    assert client.get(url).status_code == status


@pytest.mark.parametrize(("days", "school"), [(-1, "elm"), (0, "oak"), (1, "oak")])
def test_whoever_moves_has_the_new_schools_days_from_then_on(cast, client, days, school):
    for place in (cast.oak, cast.elm):
        TrainingDay.objects.create(school=place, day=TODAY + ONE)
        EventFactory(title=f"At {place.name}", school=place, audience=audience_of(kind="staff", school=place))
    last = TODAY + dt.timedelta(days=days)
    Post.objects.filter(person=cast.ada).update(ends_on=last)
    Post.objects.create(
        person=cast.ada, school=cast.elm, job_title="Teacher", staff_group="teacher", starts_on=last + ONE
    )
    name = getattr(cast, school).name
    assert titles(client, cast.ada) == [f"At {name}", f"INSET day: {name}"]


def test_it_ends_with_the_place_and_the_address(cast, client):
    url = address(cast.gus)
    assert client.get(url).status_code == 200
    Grant.objects.filter(person=cast.gus).update(ends_on=TODAY - ONE)
    assert client.get(url).status_code == 404
    Grant.objects.filter(person=cast.gus).update(ends_on=None)
    assert client.get(url).status_code == 200
    revoke_calendar_address(actor=cast.gus)
    assert client.get(url).status_code == 404


def test_neither_address_opens_the_other_nor_another_persons(cast, client):
    url = address(cast.ada)
    make_calendar_address(actor=cast.bea)
    token = cast.ada.calendar_token
    key = school_key(cast.ada)
    for person, guess in ((cast.bea, key), (cast.ada, token), (cast.ada, "x"), (cast.ada, "é"), (cast.lin, key)):
        answer = client.get(reverse("courses:school-feed", args=[person.public_id, guess]))
        assert answer.status_code == 404
    assert token not in url
    assert client.get(reverse("courses:calendar-feed", args=[key])).status_code == 404
    make_calendar_address(actor=cast.ada)
    assert client.get(url).status_code == 404


def test_without_the_key_anybody_could_guess_it(cast, client, monkeypatch):
    """The twin: it is the key that keeps others out."""
    address(cast.ada)
    url = reverse("courses:school-feed", args=[cast.ada.public_id, "x"])
    assert client.get(url).status_code == 404
    monkeypatch.setattr(calendar_views, "constant_time_compare", lambda one, other: True)
    assert client.get(url).status_code == 200


def test_the_page_shows_both_addresses(cast, sign_in):
    client = sign_in(cast.ada)
    assert "calendar/school" not in client.get(reverse("courses:calendar")).text
    client.post(reverse("courses:calendar-make"))
    cast.ada.refresh_from_db()
    page = client.get(reverse("courses:calendar")).text
    assert cast.ada.calendar_token in page
    assert address(cast.ada) in page
