"""Who missed required training is asked to catch up, reminded, and done when they have (policy HS-1)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from certificates.models import Certificate
from certificates.services import award_certificate, give_exemption
from certificates.tests.factories import RequirementFactory
from core.calendar import LONDON, now, today
from core.flow import IllegalMove
from core.formatting import long_date, short_date
from core.models import AuditEvent
from core.reading import run_steps
from cpd_trust.tests.helpers import cost_of, fresh, text_of
from notifications.models import Notice
from people.models import LongAbsence, Person
from people.tests.factories import PersonFactory
from people.working_days import WorkingDays
from training.attendance import services
from training.attendance.models import Attendance, CatchUp
from training.attendance.querysets import without_date
from training.attendance.selectors import LINES_ON_PAGE, missed_at, register_of, way_of
from training.attendance.services import (
    Marked,
    ask_to_catch_up,
    close_register,
    declare_read,
    follow_catch_ups,
    mark_attendance,
)
from training.attendance.services.catching_up import end_caught_up
from training.attendance.tests.factories import AttendanceFactory, CatchUpFactory, event_now
from training.attendance.to_do import tasks
from training.events.models import Event
from training.events.services import cancel_event
from training.events.tests.factories import EventFactory, MaterialFactory, audience_of
from training.places.models import Place
from training.places.services import decline_place, remove_place, settle_all, sign_up, withdraw_place

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
    assert "they can’t have a place on that date: Bea Example." in page.content.decode()
    assert [row.attendance.person for row in CatchUp.objects.all()] == [cast.lin]


def test_who_was_put_down_for_the_date_meanwhile_is_not_said_to_have_no_place(cast, event, sign_in, monkeypatch):
    other = for_staff(cast, event)
    keys = [str(row.public_id) for row in missed_at(event)]

    def ask_second(**facts):
        ask_to_catch_up(**facts | {"actor": cast.sid})
        return ask_to_catch_up(**facts)

    monkeypatch.setattr(services, "ask_to_catch_up", ask_second)
    url = reverse("training:catch-ups", args=[event.public_id])
    page = sign_in(cast.hal).post(url, {"missed": keys, "next_event": str(other.public_id)}, follow=True)
    assert "can’t have a place" not in page.content.decode()
    assert CatchUp.objects.filter(next_event=other).count() == 2


def for_staff(cast, event, **facts):
    """Return another date that renews the same, for all staff of Oak."""
    row = EventFactory(
        school=cast.oak, organiser=cast.hal, audience=audience_of(kind="staff", school=cast.oak), **facts
    )
    row.requirements.set(event.requirements.all())
    return row


def place_of(person, event):
    return Place.objects.get(person=person, event=event)


@pytest.mark.both
def test_whoever_is_asked_to_go_on_another_date_has_a_place_there(cast, event):
    other = for_staff(cast, event)
    row = asked(cast, event, next_event=other)
    assert (place_of(cast.lin, other).status, place_of(cast.bea, other).status) == ("confirmed", "confirmed")
    assert way_of(row) == "date"
    told = Notice.objects.get(person=cast.lin, asks="training.catch_up")
    assert f"You have a place on {long_date(other.day)} instead." in told.body
    assert Notice.objects.filter(person=cast.lin, key__startswith="training.place.confirmed").count() == 1


def test_who_does_not_work_then_is_invited_only(cast, event):
    cast.lin_post.working_days = WorkingDays.of(["Mon am"])
    cast.lin_post.save()
    wednesday = today() + dt.timedelta(days=(2 - today().weekday()) % 7 + 7)
    other = for_staff(cast, event, day=wednesday)
    asked(cast, event, next_event=other)
    assert (place_of(cast.lin, other).status, place_of(cast.bea, other).status) == ("invited", "confirmed")


@pytest.mark.both
def test_the_places_there_are_and_whoever_waits_for_one_come_first(cast, event):
    other = for_staff(cast, event, capacity=2)
    places(other, cast.sid)
    asked(cast, event, next_event=other)
    assert sorted(place_of(one, other).status for one in (cast.lin, cast.bea)) == ["confirmed", "waiting"]
    told = Notice.objects.filter(asks="training.catch_up").values_list("body", flat=True)
    assert sum("You're on the waiting list for" in body for body in told) == 1


@pytest.mark.parametrize(("actor", "status"), [("hal", "confirmed"), ("sid", "asked")])
def test_a_place_that_asks_for_an_agreement_is_the_headteachers_to_give(cast, event, actor, status):
    """Whoever agrees has agreed by asking; a deputy head runs the event and does not agree."""
    other = for_staff(cast, event, sign_up="agreed")
    ask_to_catch_up(event=event, actor=getattr(cast, actor), missed=missed_at(event), next_event=other)
    assert place_of(cast.lin, other).status == status


@pytest.mark.parametrize(
    "facts",
    [
        {"sign_up": "invited", "organiser": "eli", "school": "elm"},
        {"sign_up_until": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"audience": "nobody"},
    ],
)
def test_nobody_gets_in_where_they_could_not(cast, event, facts):
    """By invitation of somebody else, after signing up has closed, and where it is for others; with a place they do."""
    audience = audience_of() if facts.pop("audience", "") else audience_of(kind="staff", school=cast.oak)
    named = {name: getattr(cast, facts.pop(name, plain)) for name, plain in (("organiser", "hal"), ("school", "oak"))}
    other = EventFactory(**named, audience=audience, **facts)
    other.requirements.set(event.requirements.all())
    places(other, cast.bea)
    rows = ask_to_catch_up(event=event, actor=cast.hal, missed=missed_at(event), next_event=other)
    assert [row.attendance.person for row in rows] == [cast.bea]
    assert Place.objects.filter(event=other).count() == 1


@pytest.mark.both
def test_attending_there_ends_it_when_that_register_closes(cast, event):
    """And of nobody who was not there long enough."""
    other = for_staff(cast, event)
    row = asked(cast, event, next_event=other)
    for person, mark in ((cast.lin, "present"), (cast.bea, "absent")):
        AttendanceFactory(event=other, person=person, mark=mark)
    with time_machine.travel(other.ends_at, tick=False):
        close_register(event=other, actor=cast.hal)
    assert CatchUp.objects.get(pk=row.pk).status == "done"
    assert CatchUp.objects.get(attendance__person=cast.bea).status == "open"
    assert AuditEvent.objects.filter(code="training.catch_up.done").count() == 1


def test_closing_costs_the_same_with_one_and_three_who_caught_up(cast, event):
    costs = []
    for people in ([cast.lin], [cast.bea, cast.sid, cast.ada]):
        for person in people:
            facts = {"mark": "absent", "marked_by": cast.hal, "marked_at": now()}
            line, _ = Attendance.objects.get_or_create(event=event, person=person, defaults=facts)
            CatchUpFactory(attendance=line, asked_by=cast.hal)
            renew(person, event)
        costs.append(cost_of(end_caught_up, people))
    assert costs[0] == costs[1]
    assert not CatchUp.objects.open().exists()


def give_up(place, cast):
    withdraw_place(place=place, actor=cast.lin)


def take_off(place, cast):
    remove_place(place=place, actor=cast.hal)


def call_off(place, cast):
    cancel_event(event=place.event, actor=cast.hal, version=place.event.version, because="The speaker is ill.")


def turn_down(place, cast):
    Place.objects.filter(pk=place.pk).update(status="invited")
    decline_place(place=place, actor=cast.lin)


def let_lapse(place, cast):
    Place.objects.filter(pk=place.pk).update(status="offered", offered_until=now() - DAY)
    settle_all()


@pytest.mark.both
@pytest.mark.parametrize("ends", [give_up, turn_down, let_lapse])
def test_whoever_gives_the_place_up_does_not_read_instead_until_the_organiser_says_so(cast, event, sign_in, ends):
    MaterialFactory(event=event)
    other = for_staff(cast, event)
    row = asked(cast, event, next_event=other)
    ends(place_of(cast.lin, other), cast)
    with pytest.raises(IllegalMove, match="Sign up again or ask the organiser"):
        declare_read(catch_up=row, actor=cast.lin)
    page = text_of(sign_in(cast.lin).get(reverse("training:catch-up", args=[row.public_id])))
    assert "Sign up again" in page
    assert "I have read and understood the material" not in page
    follow_catch_ups(day=today() + 7 * DAY)
    told = Notice.objects.get(person=cast.lin, key__startswith="training.catch_up.reminded")
    assert "Sign up again or ask the organiser." in told.body
    Event.objects.filter(pk=other.pk).update(sign_up_until=now() - DAY)
    keys = {"missed": [str(row.attendance.public_id)], "next_event": ""}
    sign_in(cast.hal).post(reverse("training:catch-ups", args=[event.public_id]), keys)
    row.refresh_from_db()
    assert row.next_event is None
    assert declare_read(catch_up=row, actor=cast.lin).status == "done"


@pytest.mark.parametrize("sign_up_again", [True, False])
def test_the_day_after_the_date_they_gave_up_only_the_organiser_helps(cast, event, sign_up_again):
    MaterialFactory(event=event)
    other = for_staff(cast, event)
    row = asked(cast, event, next_event=other)
    give_up(place_of(cast.lin, other), cast)
    if sign_up_again:
        sign_up(event=other, actor=cast.lin)
    assert way_of(row) == ("date" if sign_up_again else "again")
    with time_machine.travel(other.ends_at + DAY, tick=False):
        # Whoever had a place and could not come reads, as before.
        assert way_of(row) == ("read" if sign_up_again else "ask")


def test_where_there_is_nothing_to_read_they_ask_for_a_third_date(cast, event, sign_in):
    other = for_staff(cast, event)
    row = asked(cast, event, next_event=other)
    take_off(place_of(cast.lin, other), cast)
    url = reverse("training:catch-up", args=[row.public_id])
    assert "Ask the organiser for another date" in text_of(sign_in(cast.lin).get(url))
    with pytest.raises(IllegalMove, match="Ask the organiser"):
        declare_read(catch_up=row, actor=cast.lin)
    MaterialFactory(event=event)
    assert way_of(row) == "read"


@pytest.mark.both
@pytest.mark.parametrize("ends", [take_off, call_off])
def test_without_the_place_it_is_open_again_at_once_and_they_are_told(cast, event, sign_in, ends):
    MaterialFactory(event=event)
    other = for_staff(cast, event)
    row = asked(cast, event, next_event=other)
    url = reverse("training:catch-up", args=[row.public_id])
    assert "Go on another date" in text_of(sign_in(cast.lin).get(url))
    ends(place_of(cast.lin, other), cast)
    assert "I have read and understood the material" in text_of(sign_in(cast.lin).get(url))
    follow_catch_ups()
    row.refresh_from_db()
    assert (row.status, row.next_event) == ("open", None)
    assert Notice.objects.filter(person=cast.lin, key__startswith="training.catch_up.reminded").exists()
    assert missed_at(event).filter(without_date(), person=cast.lin).exists(), "They can be asked to go on a third date."
    third = for_staff(cast, event, day=today() + 9 * DAY)
    assert asked(cast, event, next_event=third) == row
    assert place_of(cast.lin, third).status == "confirmed"


@pytest.mark.parametrize("ends", [{"status": "cancelled"}, {"status": "held"}, {}])
def test_without_the_other_date_reading_is_enough_again(cast, event, ends):
    MaterialFactory(event=event)
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


def to_do(person):
    """Return what of catching up stands on somebody's first page, by its words."""
    return {task.text: task for task in run_steps(tasks(fresh(person)))}


@pytest.mark.both
def test_it_is_on_the_first_page_of_whoever_is_asked_and_of_the_organiser_until_it_is_done(cast, event):
    assert to_do(cast.lin) == to_do(cast.hal) == {}
    row = asked(cast, event)
    line = to_do(cast.lin)[f"Catch up on “{event.title}”"]
    assert line.url == reverse("training:catch-up", args=[row.public_id])
    assert line.hint == f"It was on {short_date(event.day)}"
    assert list(to_do(cast.hal)) == [f"2 people haven’t caught up on “{event.title}”"]
    assert to_do(cast.ada) == to_do(cast.sid) == {}, "Not of others, though they may run it."
    declare_read(catch_up=row, actor=cast.lin)
    assert to_do(cast.lin) == {}
    assert list(to_do(cast.hal)) == [f"1 person hasn’t caught up on “{event.title}”"]
    Event.objects.filter(pk=event.pk).update(organiser=cast.eli, school=cast.oak)
    assert to_do(cast.eli) == to_do(cast.hal) == {}, "Whoever organised it from another school runs it no more."


@pytest.mark.both
def test_on_the_first_page_another_date_stands_while_they_have_a_place_there(cast, event):
    other = for_staff(cast, event)
    asked(cast, event, next_event=other)
    hints = []
    for day in (other.day - DAY, other.day, other.day + DAY):
        with time_machine.travel(dt.datetime.combine(day, dt.time(12), LONDON), tick=False):
            hints.append(to_do(cast.lin)[f"Catch up on “{event.title}”"].hint)
    assert hints == [f"Next date: {short_date(other.day)}"] * 2 + [f"It was on {short_date(event.day)}"]
    take_off(place_of(cast.lin, other), cast)
    assert to_do(cast.lin)[f"Catch up on “{event.title}”"].hint == f"It was on {short_date(event.day)}"


def test_hundreds_are_asked_page_by_page(cast, event, sign_in):
    people = Person.objects.bulk_create(PersonFactory.build_batch(LINES_ON_PAGE, last_name="Abbott"))
    facts = {"marked_by": cast.hal, "marked_at": now(), "confirmed_by": cast.hal, "confirmed_at": now()}
    Attendance.objects.bulk_create(Attendance(event=event, person=one, mark="absent", **facts) for one in people)
    client, url = sign_in(cast.hal), reverse("training:catch-ups", args=[event.public_id])
    page = client.get(url)
    assert len(page.context["form"].fields["missed"].initial) == LINES_ON_PAGE
    assert f"{LINES_ON_PAGE + 2} people haven’t been asked yet" in text_of(page)
    second = client.get(f"{url}?page=2").context["form"].fields["missed"]
    assert [label for _, label in second.choices] == [cast.bea.full_name, cast.lin.full_name]
    assert client.post(f"{url}?page=2", {"missed": second.initial}).url == url
    assert {row.attendance.person for row in CatchUp.objects.all()} == {cast.bea, cast.lin}
    assert "haven’t been asked yet" not in text_of(client.get(url))
