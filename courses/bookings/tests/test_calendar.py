"""Calendar entries as other programs read them, and the private feed (RM-2)."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from core.calendar import today
from courses.bookings.calendar_entries import feed, invitation
from courses.bookings.selectors import bookings_in_calendar
from courses.bookings.services import make_calendar_address, revoke_calendar_address
from courses.models import Booking
from courses.tests.desk import make_booking
from cpd_trust.tests.text_match import number_in


def set_days(booking, first, last=None, starts=dt.time(9), ends=dt.time(15, 30), **also):
    Booking.objects.filter(pk=booking.pk).update(
        starts_on=first, ends_on=last or first, starts_at=starts, ends_at=ends, **also
    )
    return Booking.objects.select_related("request", "person").get(pk=booking.pk)


def event_of(text):
    [event] = Calendar.from_ical(text).walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("day", "hour_in_utc"),
    [
        (dt.date(2026, 10, 23), 8),  # Friday, British Summer Time
        (dt.date(2026, 10, 24), 8),
        (dt.date(2026, 10, 25), 9),  # the clocks went back at two in the morning
        (dt.date(2026, 10, 26), 9),  # Monday, GMT
        (dt.date(2027, 3, 28), 8),  # the clocks went forward
        (dt.date(2027, 3, 26), 9),
    ],
)
def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_the_change(cast, day, hour_in_utc):
    booking = set_days(make_booking(cast), day)
    text = invitation(booking)
    event = event_of(text)
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    assert (start.hour, end.hour, end.minute) == (9, 15, 30)
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert start.astimezone(dt.UTC).hour == hour_in_utc
    # The rules of the zone come along, so that a program without them reads the same.
    [zone] = Calendar.from_ical(text).walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/London"
    assert zone.to_tz(lookup_tzid=False).utcoffset(start.replace(tzinfo=None)) == start.utcoffset()


def test_without_times_it_takes_the_whole_day(cast):
    event = event_of(invitation(set_days(make_booking(cast), dt.date(2026, 10, 26), starts=None, ends=None)))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2026, 10, 26), dt.date(2026, 10, 27))


def test_several_days_are_whole_days_with_the_times_in_words(cast):
    booking = set_days(make_booking(cast), dt.date(2026, 10, 23), dt.date(2026, 10, 27))
    event = event_of(invitation(booking))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2026, 10, 23), dt.date(2026, 10, 28))
    assert "09:00 to 15:30" in event["DESCRIPTION"]


def test_hostile_titles_stay_in_their_field(cast):
    booking = make_booking(cast, title="A;B,C\\D\r\nEND:VEVENT\r\nBEGIN:VALARM")
    calendar = Calendar.from_ical(invitation(booking))
    assert len(calendar.walk("VEVENT")) == 1
    assert not calendar.walk("VALARM")
    assert event_of(invitation(booking))["SUMMARY"].startswith("A;B,C\\D")


def test_lines_end_and_fold_as_the_standard_asks(cast):
    text = invitation(make_booking(cast, title="Ä" * 150))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")


def test_an_entry_keeps_its_uid_through_update_and_cancellation(cast):
    booking = make_booking(cast)
    first = event_of(invitation(booking))
    booking.calendar_sequence = 1
    last = event_of(invitation(booking, "CANCEL"))
    assert first["UID"] == last["UID"]
    assert (first["SEQUENCE"], last["SEQUENCE"], last["STATUS"]) == (0, 1, "CANCELLED")


def test_the_feed_shows_ones_own_bookings_and_no_cancelled_ones(cast):
    mine = make_booking(cast)
    make_booking(cast, applicant=cast.bea)
    cancelled = make_booking(cast)
    Booking.objects.filter(pk=cancelled.pk).update(status="cancelled", cancelled_at=cancelled.booked_at)
    events = Calendar.from_ical(feed(cast.ada, bookings_in_calendar(cast.ada), [])).walk("VEVENT")
    assert [str(mine.calendar_uid) in event["UID"] for event in events] == [True]


def test_the_feed_holds_no_instructions_and_no_names(cast):
    booking = make_booking(cast)
    Booking.objects.filter(pk=booking.pk).update(joining_instructions="The door code is 1234.")
    text = feed(cast.ada, bookings_in_calendar(cast.ada), [])
    assert not number_in("1234", text)
    assert "ATTENDEE" not in text
    assert "Ada" not in text


def test_an_empty_feed_is_a_calendar(cast):
    assert not Calendar.from_ical(feed(cast.ada, [], [])).walk("VEVENT")


# --- The address -----------------------------------------------------------------------------------------------------


def test_the_feed_opens_by_its_address_alone(cast, client):
    make_booking(cast, starts_on=today() + dt.timedelta(days=9))
    token = make_calendar_address(actor=cast.ada).calendar_token
    answer = client.get(reverse("courses:calendar-feed", args=[token]))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 1


def test_a_renewed_or_revoked_address_is_gone(cast, client):
    old = make_calendar_address(actor=cast.ada).calendar_token
    new = make_calendar_address(actor=cast.ada).calendar_token
    assert client.get(reverse("courses:calendar-feed", args=[old])).status_code == 404
    assert client.get(reverse("courses:calendar-feed", args=[new])).status_code == 200
    revoke_calendar_address(actor=cast.ada)
    assert client.get(reverse("courses:calendar-feed", args=[new])).status_code == 404


@pytest.mark.parametrize("token", ["x", "None", "a" * 43, "a" * 500])
def test_a_guessed_address_is_nothing(cast, client, token):
    assert client.get(reverse("courses:calendar-feed", args=[token])).status_code == 404


@pytest.mark.parametrize(("days", "status"), [(-1, 404), (0, 200), (1, 200)])
def test_the_address_of_somebody_who_left_is_nothing(cast, client, days, status):
    token = make_calendar_address(actor=cast.ada).calendar_token
    cast.ada.left_on = today() + dt.timedelta(days=days)
    cast.ada.save(update_fields=["left_on"])
    assert client.get(reverse("courses:calendar-feed", args=[token])).status_code == status


def test_the_page_makes_shows_and_stops_the_address(cast, sign_in):
    client = sign_in(cast.ada)
    assert b"Create calendar address" in client.get(reverse("courses:calendar")).content
    client.post(reverse("courses:calendar-make"))
    cast.ada.refresh_from_db()
    assert cast.ada.calendar_token.encode() in client.get(reverse("courses:calendar")).content
    client.post(reverse("courses:calendar-revoke"))
    cast.ada.refresh_from_db()
    assert cast.ada.calendar_token is None


def test_looking_at_the_page_makes_no_address(cast, sign_in):
    client = sign_in(cast.ada)
    client.get(reverse("courses:calendar"))
    assert client.get(reverse("courses:calendar-make")).status_code == 405
    cast.ada.refresh_from_db()
    assert cast.ada.calendar_token is None
