"""The pages of a register: marking, two at once, errors beside the field, the code, correcting, catching up."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Certificate
from certificates.tests.factories import RequirementFactory
from core.calendar import now
from training.attendance import codes, selectors
from training.attendance.models import Attendance, CatchUp
from training.attendance.selectors import register_of
from training.attendance.services import close_register
from training.attendance.tests.factories import AttendanceFactory, event_now
from training.events.hooks import check_change
from training.events.models import Event
from training.events.tests.factories import EventFactory, audience_of
from training.models import Record

pytestmark = pytest.mark.django_db


def address(name, row):
    return reverse(f"training:{name}", args=[row.public_id])


def shown(client, event):
    """Return what the page's form holds."""
    page = client.get(address("register", event)).content.decode()
    return {"seen": re.search(r'name="seen" value="([^"]*)"', page)[1]}


def test_marks_are_saved_and_the_rest_are_present_at_a_press(cast, sign_in):
    event = event_now(cast.oak, cast.hal, cast.ada, cast.bea, cast.lin)
    client = sign_in(cast.hal)
    data = shown(client, event) | {
        f"mark-{cast.ada.public_id}": "late",
        f"missed-{cast.ada.public_id}": "20",
        f"mark-{cast.bea.public_id}": "absent",
        f"reason-{cast.bea.public_id}": "Ill",
        f"missed-{cast.bea.public_id}": "20",
        "rest": "yes",
    }
    answer = client.post(address("register", event), data, follow=True)
    assert "Register saved: 1 present, 1 late or left early, 1 absent." in answer.content.decode()
    rows = {row.person: (row.mark, row.missed_minutes, row.reason) for row in Attendance.objects.all()}
    assert rows == {cast.ada: ("late", 20, ""), cast.bea: ("absent", 0, "Ill"), cast.lin: ("present", 0, "")}


@pytest.mark.parametrize("missed", ["121", "x", "-1", "1.5"])
def test_minutes_that_cannot_be_are_said_beside_the_field_and_nothing_is_lost(cast, sign_in, missed):
    event = event_now(cast.oak, cast.hal, cast.ada, cast.bea)
    client = sign_in(cast.hal)
    data = shown(client, event) | {
        f"mark-{cast.ada.public_id}": "late",
        f"missed-{cast.ada.public_id}": missed,
        f"mark-{cast.bea.public_id}": "present",
    }
    answer = client.post(address("register", event), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Enter the minutes missed as a whole number, at most 120") == 2  # above, and beside the field
    assert f'value="{missed}"' in page
    assert not Attendance.objects.exists()


def test_what_another_marked_meanwhile_is_shown_and_kept(cast, sign_in):
    event = event_now(cast.oak, cast.hal, cast.ada)
    client = sign_in(cast.hal)
    data = shown(client, event) | {f"mark-{cast.ada.public_id}": "absent"}
    AttendanceFactory(event=event, person=cast.ada, mark="late", missed_minutes=5, marked_by=cast.lin)
    answer = client.post(address("register", event), data)
    assert answer.status_code == 409
    assert "they marked “Late”" in answer.content.decode()
    assert Attendance.objects.get().mark == "late"
    again = {"seen": re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]}
    assert client.post(address("register", event), data | again).status_code == 302
    assert Attendance.objects.get().mark == "absent"


def test_a_long_register_has_pages_and_going_to_another_saves_this_one(cast, sign_in, monkeypatch):
    monkeypatch.setattr(selectors, "LINES_ON_PAGE", 2)
    event = event_now(cast.oak, cast.hal, cast.ada, cast.bea, cast.lin)
    AttendanceFactory(event=event, person=None, guest_name="Pat Visitor")
    ada, bea, lin = (f"mark-{person.public_id}" for person in (cast.ada, cast.bea, cast.lin))
    client = sign_in(cast.hal)
    page = client.get(address("register", event)).content.decode()
    assert (ada in page, bea in page, lin in page) == (True, True, False)
    assert "Mark the other 2 on this page present" in page
    assert "1 present, 3 not marked" in page  # of all of it
    data = shown(client, event) | {ada: "present", "page": "2"}
    answer = client.post(address("register", event), data)
    assert answer.url == address("register", event) + "?page=2"
    page = client.get(answer.url).content.decode()
    assert (ada in page, lin in page, "Pat Visitor" in page) == (False, True, True)
    # Somebody is added meanwhile, so that names move on to the next page: what was marked is saved all the same.
    data = {"seen": re.search(r'name="seen" value="([^"]*)"', page)[1], lin: "late", "rest": "yes"}
    AttendanceFactory(event=event, person=None, guest_name="Alex Aaron")
    answer = client.post(answer.url, data)
    assert answer.url == address("register", event) + "?page=2"
    marked = {row.name.split()[0]: row.mark for row in Attendance.objects.filter(event=event).marked()}
    assert marked == {"Ada": "present", "Lin": "late", "Pat": "present", "Alex": "present"}
    assert client.get(address("register", event) + "?page=99").status_code == 200


def test_a_wrong_line_of_another_page_stays_open_with_what_was_typed(cast, sign_in, monkeypatch):
    monkeypatch.setattr(selectors, "LINES_ON_PAGE", 1)
    event = event_now(cast.oak, cast.hal, cast.ada, cast.bea)
    client = sign_in(cast.hal)
    data = shown(client, event) | {
        f"mark-{cast.ada.public_id}": "late",
        f"missed-{cast.ada.public_id}": "x",
        "page": "2",
    }
    answer = client.post(address("register", event), data)
    assert answer.status_code == 422
    assert f'id="line-{cast.ada.public_id}"' in answer.content.decode()
    assert f'id="line-{cast.bea.public_id}"' not in answer.content.decode()


@pytest.mark.parametrize(("lines", "fits"), [(selectors.LINES_ON_PAGE, True), (1000, False)])
def test_a_page_sends_no_more_fields_than_the_site_takes(lines, fits, settings):
    """Of each line mark, minutes and reason; with them what was seen, the token, the button."""
    assert (lines * 3 + 10 <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS) is fits


def test_the_page_asks_the_same_for_three_as_for_one(cast, sign_in):
    counts = []
    for going in ([cast.ada], [cast.ada], [cast.ada, cast.bea, cast.lin]):
        event = event_now(cast.oak, cast.hal, *going)
        AttendanceFactory(event=event, person=going[0])
        client = sign_in(cast.hal)
        with CaptureQueriesContext(connection) as asked:
            client.get(address("register", event))
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_somebody_not_expected_and_a_guest_are_added(cast, sign_in):
    event = event_now(cast.oak, cast.hal)
    client = sign_in(cast.hal)
    page = client.get(address("register-add", event)).content.decode()
    data = {"token": re.search(r'name="token" value="([^"]*)"', page)[1]}
    assert client.post(address("register-add", event), data).status_code == 422
    client.post(address("register-add", event), data | {"person": str(cast.tom.public_id), "person_words": "Tom"})
    page = client.get(address("register-add", event)).content.decode()
    data = {"token": re.search(r'name="token" value="([^"]*)"', page)[1], "guest_name": "Pat Visitor"}
    client.post(address("register-add", event), data)
    client.post(address("register-add", event), data)  # the second press
    assert sorted(row.name for row in Attendance.objects.marked()) == ["Pat Visitor", "Tom Example"]


def test_closing_shows_the_register_and_a_line_is_corrected(cast, sign_in):
    event = event_now(cast.oak, cast.hal, cast.ada, cast.bea)
    AttendanceFactory(event=event, person=cast.ada)
    client = sign_in(cast.hal)
    assert "1 person isn’t marked" in client.get(address("register", event)).content.decode()
    page = client.post(address("register-close", event), follow=True).content.decode()
    assert "whose attendance is confirmed." in page
    line = Attendance.objects.get(person=cast.bea)
    assert address("attendance-correct", line) in page
    client.post(
        address("attendance-correct", line),
        {"version": line.version, "mark": "late", "missed_minutes": "30", "reason": "ignored", "why": "He came."},
    )
    assert Record.objects.get(person=cast.bea).hours == 1.5


def test_correcting_an_old_page_shows_both_and_changes_nothing(cast, sign_in):
    event = event_now(cast.oak, cast.hal, cast.ada)
    close_register(event=event, actor=cast.hal)
    line = Attendance.objects.get(person=cast.ada)
    data = {"version": line.version, "mark": "present", "why": "She came."}
    client = sign_in(cast.hal)
    assert client.post(address("attendance-correct", line), data).status_code == 302
    answer = client.post(address("attendance-correct", line), data | {"mark": "absent"})
    assert answer.status_code == 409
    assert Attendance.objects.get(pk=line.pk).mark == "present"


def test_the_sheet_has_every_name_and_the_trail_has_the_sheet(cast, sign_in):
    from core.models import AuditEvent

    event = event_now(cast.oak, cast.hal, cast.ada)
    answer = sign_in(cast.hal).get(address("register-sheet", event))
    assert answer["Content-Type"] == "application/pdf"
    assert AuditEvent.objects.get(code="training.attendance.printed").changes == {"rows": 1, "format": "pdf"}


# --- Checking in ------------------------------------------------------------------------------------------------------

START = dt.datetime(2026, 11, 24, 16, 0, tzinfo=dt.UTC)


@pytest.fixture
def meeting(cast):
    """Return a meeting of Oak's staff on 24 November from 16:00 to 18:00."""
    cache.clear()
    return event_now(
        cast.oak,
        cast.hal,
        day=START.date(),
        starts_at=START,
        ends_at=START + dt.timedelta(hours=2),
        audience=audience_of(kind="staff", school=cast.oak),
    )


def test_too_early_it_says_when_and_shows_no_code(cast, sign_in, meeting):
    with time_machine.travel(START - dt.timedelta(minutes=16), tick=False):
        page = sign_in(cast.ada).get(address("check-in", meeting)).content.decode()
        assert "Not yet" in page
        assert "15:45" in page
        assert "QR code" not in sign_in(cast.hal).get(address("register-code", meeting)).content.decode()


@pytest.mark.parametrize(("mark", "status", "words"), [
    ("absent", "planned", "Ask whoever runs the event to mark you"),
    ("present", "planned", "You’re on the register"),
    ("present", "held", "still needs to confirm"),
])  # fmt: skip
def test_checking_in_says_how_one_is_marked(cast, sign_in, meeting, mark, status, words):
    AttendanceFactory(event=meeting, person=cast.ada, mark=mark)
    if status == "held":
        closed = {"register_closed_at": now(), "register_closed_by": cast.hal}
        Event.objects.filter(pk=meeting.pk).update(status=status, **closed)
    page = sign_in(cast.ada).get(address("check-in", meeting)).content.decode()
    assert words in page
    assert ("You’re on the register" in page) == (words == "You’re on the register")


def test_an_event_with_marks_stays_on_its_day(cast, meeting):
    later = Event.objects.get(pk=meeting.pk)
    later.starts_at += dt.timedelta(hours=1)
    check_change(later)  # the twin: nobody is marked
    AttendanceFactory(event=meeting, person=cast.ada)
    check_change(meeting)
    with pytest.raises(ValidationError, match="has already been marked"):
        check_change(later)


def test_the_code_on_the_wall_checks_in_and_no_address_holds_it(cast, sign_in, meeting):
    with time_machine.travel(START, tick=False):
        code = codes.code_of(meeting, now())
        wall = sign_in(cast.hal).get(address("register-code", meeting))
        assert f"{code[:3]} {code[3:]}" in wall.content.decode()
        assert "no-store" in wall["Cache-Control"]
        part = sign_in(cast.hal).get(address("register-code", meeting), headers={"hx-request": "true"})
        assert "<html" not in part.content.decode()
        client = sign_in(cast.ada)
        answer = client.post(address("check-in", meeting), {"code": "000000" if code != "000000" else "1"})
        assert answer.status_code == 422
        assert "This isn&#x27;t the code on the screen" in answer.content.decode()
        answer = client.post(address("check-in", meeting), {"code": f"{code[:3]} {code[3:]}"})
        assert answer.status_code == 302
        assert code not in answer.url
    assert Attendance.objects.get(person=cast.ada).is_own_word


def test_guessing_ends_after_twenty_tries_an_hour(cast, sign_in, meeting):
    with time_machine.travel(START, tick=False):
        client = sign_in(cast.ada)
        statuses = [client.post(address("check-in", meeting), {"code": "1"}).status_code for _ in range(21)]
        assert statuses == [422] * 20 + [429]
        code = codes.code_of(meeting, now())
        assert client.post(address("check-in", meeting), {"code": code}).status_code == 429
        assert sign_in(cast.bea).post(address("check-in", meeting), {"code": code}).status_code == 302


def test_an_event_that_is_not_for_one_is_not_there(cast, sign_in, meeting):
    with time_machine.travel(START, tick=False):
        code = codes.code_of(meeting, now())
        assert sign_in(cast.tom).post(address("check-in", meeting), {"code": code}).status_code == 404
    assert not Attendance.objects.exists()


# --- Catching up ------------------------------------------------------------------------------------------------------


def test_who_missed_it_is_asked_and_says_that_they_have_read_the_material(cast, sign_in):
    event = event_now(cast.oak, cast.hal, cast.ada, audience=audience_of(kind="staff", school=cast.oak))
    requirement = RequirementFactory()
    event.requirements.add(requirement)
    close_register(event=event, actor=cast.hal)
    later = EventFactory(school=cast.oak, organiser=cast.hal)
    later.requirements.add(requirement)
    client = sign_in(cast.hal)
    page = client.get(address("catch-ups", event)).content.decode()
    assert str(later.public_id) in page
    line = register_of(event)[0].attendance
    client.post(address("catch-ups", event), {"missed": [str(line.public_id)], "next_event": ""})
    row = CatchUp.objects.get()
    client = sign_in(cast.ada)
    assert str(requirement) in client.get(address("catch-up", row)).content.decode()
    client.post(address("catch-up", row))
    row.refresh_from_db()
    assert row.status == "done"
    assert Certificate.objects.get(person=cast.ada).is_own_word
