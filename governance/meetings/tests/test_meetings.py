"""Meetings of a board: who sees them and when, planning, changing, cancelling, apologies, who came, reminders."""

import datetime as dt

import pytest
import time_machine
import vobject
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.calendar import LONDON, today
from core.flow import IllegalMove
from courses.bookings.services import make_calendar_address
from governance.boards.services import close_board
from governance.meetings import policies, services
from governance.meetings.models import Meeting, MeetingAttendance
from governance.meetings.notices import remind_of_meetings
from governance.meetings.selectors import attendance_of
from governance.tests.factories import BoardFactory, MeetingFactory, board_of_oak, boards_of_cast, make_appointment
from notifications.models import Notice
from people.models import Person
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 11, 10, 12, tzinfo=LONDON)
VALUES = {"kind": "full", "starts": dt.time(18), "ends": dt.time(20), "place": "Library"}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def told(person, *, about):
    return list(Notice.objects.filter(person=person, key__contains=f"meeting.{about}").order_by("pk"))


def feed_of(client, person):
    """Return what a calendar program that subscribes to the person's feed has, by UID."""
    person = Person.objects.get(pk=person.pk)
    token = person.calendar_token or make_calendar_address(actor=person).calendar_token
    text = client.get(reverse("courses:calendar-feed", args=[token])).content.decode()
    return {entry.uid.value: entry for entry in vobject.readOne(text).contents.get("vevent", [])}


@pytest.mark.policy("R-1")
def test_meetings_are_seen_from_the_first_to_the_last_day_of_a_term_and_on_no_other_board(cast, client, sign_in):
    board, person = board_of_oak(cast), PersonFactory()
    first, last = today() + 10 * DAY, today() + 20 * DAY
    make_appointment(board, person, starts_on=first, term_ends_on=last)
    meeting = MeetingFactory(board=board, day=first + 5 * DAY)
    elsewhere = MeetingFactory(board=BoardFactory(school=cast.elm), day=first + 5 * DAY)
    for day, sees in ((first - DAY, False), (first, True), (last, True), (last + DAY, False)):
        with time_machine.travel(dt.datetime.combine(day, dt.time(9), LONDON), tick=False):
            reader = Person.objects.get(pk=person.pk)
            assert list(Meeting.objects.visible_to(reader)) == ([meeting] if sees else []), day
            assert len(feed_of(client, reader)) == sees, day
            page = sign_in(reader).get(meeting.get_absolute_url())
            assert page.status_code == (200 if sees else 404), day
            assert sign_in(reader).get(elsewhere.get_absolute_url()).status_code == 404


def test_a_calendar_holds_the_meetings_of_the_own_term_alone_and_the_first_page_the_next(cast, client, sign_in):
    board, person = board_of_oak(cast), PersonFactory()
    make_appointment(board, person, term_ends_on=today() + 20 * DAY)
    late, next_one = MeetingFactory(board=board, day=today() + 21 * DAY), MeetingFactory(board=board)
    MeetingFactory(board=board, day=today() + 15 * DAY)
    assert f"meeting-{late.public_id}" not in "".join(feed_of(client, person))
    signed = sign_in(person)
    assert "Library" in signed.get(reverse("courses:calendar")).text
    coming = [row for row in signed.get(reverse("home:home")).context["parts"].coming if "meeting" in row.title]
    assert [(row.day, row.url) for row in coming] == [(next_one.day, next_one.get_absolute_url())]
    assert coming[0].detail == f"18:00 to 20:00, Library, {board}"


def test_a_year_is_planned_in_one_form_and_told_once(cast, sign_in):
    board, client = board_of_oak(cast), sign_in(cast.cora)
    url = reverse("governance:meeting-plan", args=[board.public_id])
    typed = {"kind": "full", "starts": "18:00", "ends": "20:00", "place": "Library", "papers": "http://oak.example.org"}
    typed |= {"token": client.get(url).context["form"]["token"].value(), "day": "2026-11-24"}
    typed |= {"other_days": "26/1/2027\n\n16 March 2027\n2027-03-16"}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "https://" in refused.context["form"].errors["papers"][0]
    assert "16 March 2027" in refused.text
    for _ in range(2):  # sent twice
        assert client.post(url, typed | {"papers": "https://oak.example.org/papers"}).status_code == 302
    days = [dt.date(2026, 11, 24), dt.date(2027, 1, 26), dt.date(2027, 3, 16)]
    assert list(Meeting.objects.values_list("day", flat=True)) == days
    notice = told(cast.gus, about="planned")
    assert len(notice) == 1
    assert "3 new meetings" in notice[0].subject
    assert notice[0].body.count("18:00 to 20:00, Library") == 3
    assert not told(cast.cora, about="planned")
    assert "Tuesday 24 November 2026" in client.get(board.get_absolute_url()).text
    assert not Notice.objects.filter(person=cast.tess).exists()


def test_slips_are_refused_beside_the_field_with_what_was_typed(cast, sign_in):
    board, client = board_of_oak(cast), sign_in(cast.chas)
    url = reverse("governance:meeting-plan", args=[board.public_id])
    good = {"kind": "full", "day": "2026-11-24", "starts": "18:00", "ends": "20:00", "place": "Room QX7"}
    for typed, field in (
        ({"ends": "17:00"}, "ends"),
        ({"other_days": "24/11/2026\nsoon"}, "other_days"),
        ({"day": "2062-11-24"}, "day"),
        ({"kind": "committee"}, "name"),
        ({"place": ""}, "place"),
    ):
        answer = client.post(url, good | {"token": client.get(url).context["form"]["token"].value()} | typed)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert field == "place" or "Room QX7" in answer.text
    assert not Meeting.objects.exists()


def test_a_meeting_moves_in_the_calendar_and_goes_when_cancelled(cast, client):
    board = board_of_oak(cast)
    row = MeetingFactory(board=board)
    before = feed_of(client, cast.gus)
    services.send_apologies(actor=cast.gus, meeting=row)
    moved = services.change_meeting(
        actor=cast.cora, meeting=row, version=1, values={"day": row.day + DAY, "place": "Hall"}
    )  # fmt: skip
    after = feed_of(client, cast.gus)
    uid = next(iter(before))
    assert set(after) == set(before)
    assert int(after[uid].sequence.value) > int(before[uid].sequence.value)
    assert after[uid].dtstart.value.astimezone(LONDON) == dt.datetime.combine(row.day + DAY, dt.time(18), LONDON)
    assert after[uid].location.value == "Hall"
    # Apologies were for the other day.
    assert not moved.attendance.exists()
    assert "send them again" in told(cast.gus, about="changed")[0].body
    services.cancel_meeting(actor=cast.cora, meeting=row, version=2, because="Snow")
    assert feed_of(client, cast.gus) == {}
    assert "Snow" in told(cast.gus, about="cancelled")[0].body
    with pytest.raises(IllegalMove):
        services.cancel_meeting(actor=cast.cora, meeting=row, version=3, because="Ice")
    moved.refresh_from_db()
    with pytest.raises(PermissionDenied):
        services.change_meeting(actor=cast.cora, meeting=moved, version=3, values={"place": "Hall"})


def test_a_name_or_link_is_changed_without_telling(cast):
    row = MeetingFactory(board=board_of_oak(cast))
    services.change_meeting(
        actor=cast.cora, meeting=row, version=1, values={"papers": "https://oak.example.org/papers"}
    )  # fmt: skip
    assert not told(cast.gus, about="changed")


def test_cancelling_twice_and_editing_what_changed_keep_what_was_typed(cast, sign_in):
    row, client = MeetingFactory(board=board_of_oak(cast)), sign_in(cast.cora)
    edit = reverse("governance:meeting-edit", args=[row.public_id])
    typed = {"version": "1", "kind": "full", "day": str(row.day), "starts": "18:00", "ends": "20:00", "place": "Hall"}
    assert client.post(edit, typed).status_code == 302
    stale = client.post(edit, typed | {"place": "Gym"})
    assert stale.status_code == 409
    assert "Gym" in stale.text
    assert "Hall" in stale.text
    cancel = reverse("governance:meeting-cancel", args=[row.public_id])
    assert client.post(cancel, {"version": "2", "because": ""}).status_code == 422
    for _ in range(2):
        assert client.post(cancel, {"version": "2", "because": "Snow"}).url == row.get_absolute_url()
    assert "Snow" in sign_in(cast.gus).get(row.get_absolute_url()).text


def test_apologies_are_sent_before_the_meeting_by_those_who_sit_on_the_board(cast, sign_in):
    board = board_of_oak(cast)
    row = MeetingFactory(board=board, day=today(), starts=dt.time(12, 1), ends=dt.time(13))
    url, client = reverse("governance:meeting-apologies", args=[row.public_id]), sign_in(cast.gus)
    for data, number in (({}, 1), ({}, 1), ({"comes": "yes"}, 0), ({"comes": "yes"}, 0), ({}, 1)):
        assert client.post(url, data).status_code == 302
        assert row.attendance.filter(person=cast.gus, state="apologies").count() == number
    assert "I can come after all" in client.get(row.get_absolute_url()).text
    # Chair and clerk read who sent them; other members don't.
    other = PersonFactory()
    make_appointment(board, other)
    for reader, reads in ((cast.chas, True), (cast.cora, True), (other, False)):
        page = sign_in(reader).get(row.get_absolute_url()).text
        assert (cast.gus.full_name in page) == reads
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False), pytest.raises(PermissionDenied):
        services.send_apologies(actor=cast.gus, meeting=row, comes=True)


def test_who_came_is_recorded_for_everybody_in_office_that_day_and_counted_in_their_term(cast, sign_in):
    board = board_of_oak(cast)
    newcomer, gone = PersonFactory(last_name="Newcomer"), PersonFactory(last_name="Gone")
    make_appointment(board, newcomer, starts_on=today() - 5 * DAY)
    make_appointment(board, gone, term_ends_on=today() - 10 * DAY)
    first, second = (MeetingFactory(board=board, day=today() - days * DAY) for days in (10, 5))
    MeetingFactory(board=board, day=today() - DAY)  # nobody has said who came
    url, client = reverse("governance:meeting-attendance", args=[first.public_id]), sign_in(cast.cora)
    form = client.get(url).context["form"]
    names = {field.label: field.name for field in form.visible_fields()}
    assert set(names) == {cast.gus.full_name, cast.chas.full_name, gone.full_name}
    typed = {"version": "1", names[cast.gus.full_name]: "present", names[cast.chas.full_name]: "apologies"}
    assert client.post(url, typed).status_code == 422
    assert client.post(url, typed | {names[gone.full_name]: "present"}).status_code == 302
    states = {cast.gus.pk: "absent", cast.chas.pk: "present", newcomer.pk: "present"}
    services.record_attendance(actor=cast.chas, meeting=second, version=1, states=states)
    found = {row.pk: (row.held, row.present, row.apologies, row.absent) for row in attendance_of(board)}
    assert found == {cast.gus.pk: (2, 1, 0, 1), cast.chas.pk: (2, 1, 1, 0), newcomer.pk: (1, 1, 0, 0)}
    page = reverse("governance:meeting-attendance-list", args=[board.public_id])
    assert "Newcomer" in client.get(page, {"q": "newcom", "sort": "-held"}).text
    assert b"Newcomer" in b"".join(client.get(page, {"export": "csv"}).streaming_content)
    first.refresh_from_db()
    with pytest.raises(PermissionDenied):
        services.cancel_meeting(actor=cast.cora, meeting=first, version=first.version, because="Snow")
    with pytest.raises(ValidationError):
        services.change_meeting(
            actor=cast.cora, meeting=first, version=first.version, values={"day": today() - 9 * DAY}
        )  # fmt: skip
    with pytest.raises(ValidationError):
        services.record_attendance(actor=cast.cora, meeting=second, version=2, states={cast.gus.pk: "present"})


def tasks_of(client):
    return [task for task in client.get(reverse("home:home")).context["parts"].tasks if "attendance" in task.label]


def test_nobody_comes_before_it_started_and_the_clerk_is_asked_afterwards(cast, sign_in):
    board = board_of_oak(cast)
    row = MeetingFactory(board=board, day=today(), starts=dt.time(12, 1), ends=dt.time(13))
    assert not policies.can_record(cast.cora, row)
    assert tasks_of(sign_in(cast.cora)) == []
    with time_machine.travel(NOON + dt.timedelta(hours=2), tick=False):
        assert policies.can_record(cast.cora, row)
        (task,) = tasks_of(sign_in(cast.cora))
        assert task.count == 1
        assert row.get_absolute_url() in sign_in(cast.cora).get(task.url).text
        assert tasks_of(sign_in(cast.gus)) == []


def test_a_reminder_comes_once_a_week_before_and_not_to_whoever_sent_apologies(cast):
    board = board_of_oak(cast)
    row = MeetingFactory(board=board, day=today() + 8 * DAY)
    MeetingFactory(board=board, day=today() + 7 * DAY, announced_on=today())  # they have just heard of it
    other = PersonFactory()
    make_appointment(board, other, term_ends_on=row.day - DAY)  # not on the board by then
    services.send_apologies(actor=cast.chas, meeting=row)
    assert remind_of_meetings() == 0
    with time_machine.travel(NOON + DAY, tick=False):
        assert remind_of_meetings() == 2  # Gus and the clerk
        assert remind_of_meetings() == 0
        notice = told(cast.gus, about="reminder")[0]
        assert notice.path == row.get_absolute_url()
        assert not told(cast.chas, about="reminder")
        assert not told(other, about="reminder")


def test_a_board_that_closes_cancels_the_meetings_after_its_last_day_and_says_so_once(cast):
    board = board_of_oak(cast)
    before, *after = (MeetingFactory(board=board, day=today() + days * DAY) for days in (5, 6, 7))
    close_board(actor=cast.ann, board=board, version=1, last_day=today() + 5 * DAY)
    assert list(Meeting.objects.on()) == [before]
    assert all(
        "The board closes on" in row.cancelled_because for row in Meeting.objects.filter(pk__in=[r.pk for r in after])
    )
    with pytest.raises(ValidationError):
        services.plan_meetings(actor=cast.cora, board=board, days=[today() + 6 * DAY], values=VALUES)


def test_only_those_who_keep_meetings_plan_change_and_read_them(cast):
    boards = boards_of_cast(cast)
    allowed = {"chas": "oak", "cora": "oak", "tara": "trust"}
    for name in ("gus", "chas", "cora", "tess", "tara", "mel", "hal", "eve", "cleo", "ben"):
        for key, board in boards.items():
            person = Person.objects.get(pk=getattr(cast, name).pk)
            assert bool(policies.can_plan(person, board)) == (allowed.get(name) == key), (name, key)
    assert policies.can_plan(cast.ann, boards["elm"])
    with pytest.raises(PermissionDenied):
        services.plan_meetings(actor=cast.gus, board=boards["oak"], days=[today() + DAY], values=VALUES)
    assert not MeetingAttendance.objects.exists()
