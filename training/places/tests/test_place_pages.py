"""The pages of places: signing up on an event's page, one's events, agreeing, inviting (policy CT-1, AP-8)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.calendar import now, today
from cpd_trust.tests.helpers import fresh, opening, same_cost, text_of
from notifications.models import Mail, Notice
from notifications.selectors import inbox
from people.models import LongAbsence, Post
from people.tests.factories import PersonFactory, PostFactory
from training.events.services import Times, cancel_event, change_event
from training.events.tests.factories import EventFactory, SeriesFactory, audience_of
from training.models import Event, Place
from training.places.services import agree_place, event_changed, invite_people, sign_up, withdraw_place
from training.places.tests.factories import PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("CT-1")]

LINES = [{"kind": "staff"}, {"kind": "board"}]


@pytest.fixture
def event(cast):
    """A network meeting at Oak for the staff and boards of every school, with one place."""
    audience = audience_of(*LINES)
    return EventFactory(title="Reading network", school=cast.oak, organiser=cast.hal, audience=audience, capacity=1)


def address(name, row=None):
    return reverse(f"training:{name}", args=[row.public_id] if row else [])


def page(client, event):
    return text_of(client.get(event.get_absolute_url()))


def test_somebody_signs_up_waits_and_withdraws_on_the_page(cast, event, sign_in):
    assert "Sign up" in page(sign_in(cast.ada), event)
    answer = sign_in(cast.ada).post(address("event-sign-up", event), follow=True)
    assert "You have a place." in text_of(answer)
    answer = sign_in(cast.bea).post(address("event-sign-up", event), follow=True)
    assert "You&#x27;re on the waiting list" in text_of(answer) or "You’re on the waiting list" in text_of(answer)
    assert "First in line" in text_of(answer)
    assert "1 of 1 places taken, 1 on the waiting list" in text_of(answer)
    assert "1 in front of you" in text_of(sign_in(cast.tom).post(address("event-sign-up", event), follow=True))
    place = Place.objects.get(person=cast.ada)
    assert "Give up my place" in page(sign_in(cast.ada), event)
    sign_in(cast.ada).post(address("place-withdraw", place))
    shown = page(sign_in(cast.bea), event)
    assert "A place is free for you until" in shown
    sign_in(cast.bea).post(address("place-accept", Place.objects.get(person=cast.bea)))
    assert fresh(Place.objects.get(person=cast.bea)).status == "confirmed"


def test_a_second_press_says_so_and_changes_nothing(cast, event, sign_in):
    client = sign_in(cast.ada)
    client.post(address("event-sign-up", event))
    assert "You have signed up for this already" in text_of(client.post(address("event-sign-up", event), follow=True))
    assert Place.objects.count() == 1


def test_all_dates_of_a_series(cast, event, sign_in):
    series = SeriesFactory()
    days = (today() + dt.timedelta(days=7 * week) for week in (1, 2, 3))
    rows = [EventFactory(series=series, school=cast.oak, audience=event.audience, day=day) for day in days]
    assert "Sign up: all dates" in page(sign_in(cast.ada), rows[1])
    answer = sign_in(cast.ada).post(address("event-sign-up-all", rows[1]), follow=True)
    assert "Signed up for 3 dates: 3 going." in text_of(answer)
    assert "Sign up: all dates" not in page(sign_in(cast.ada), rows[1])


def test_my_events_show_what_is_coming_and_what_was(cast, event, sign_in):
    place = sign_up(event=event, actor=cast.ada)
    PlaceFactory(event=EventFactory(title="Twilight", day=today() - dt.timedelta(days=3)), person=cast.ada)
    shown = text_of(sign_in(cast.ada).get(address("my-events")))
    assert "Reading network" in shown
    assert "Going" in shown
    assert "Twilight" in shown
    withdraw_place(place=place, actor=cast.ada)
    assert "Reading network" not in text_of(sign_in(cast.ada).get(address("my-events")))


def test_who_has_a_place_reads_of_an_event_that_is_not_for_them_and_nobody_else_does(cast, sign_in):
    event = EventFactory(school=cast.oak, organiser=cast.hal, sign_up="invited")
    assert sign_in(cast.tom).get(event.get_absolute_url()).status_code == 404
    place = PlaceFactory(event=event, person=cast.tom, school=cast.elm, status="invited")
    shown = page(sign_in(cast.tom), event)
    assert "Accept" in shown
    sign_in(cast.tom).post(address("place-decline", place))
    assert sign_in(cast.tom).get(event.get_absolute_url()).status_code == 404


def test_the_headteacher_agrees_to_several_and_declines_with_a_reason(cast, event, sign_in):
    Event.objects.filter(pk=event.pk).update(sign_up="agreed", capacity=None)
    for person in (cast.ada, cast.bea, cast.lin, cast.tom):
        sign_up(event=fresh(event), actor=person)
    ada, bea, lin, tom = Place.objects.order_by("pk")
    assert inbox(cast.hal).filter(asks="training.place_to_agree").count() == 3
    url, client = address("places-to-agree"), sign_in(cast.hal)
    shown = text_of(client.get(url))
    assert "Ada Example" in shown
    assert "Tom Example" not in shown
    assert client.post(url).status_code == 422
    wrong = client.post(url, {"places": [ada.public_id], "decline": "yes", "reason": ""})
    assert wrong.status_code == 422
    assert "Enter a reason for declining" in text_of(wrong)
    assert f'value="{ada.public_id}" checked' in text_of(wrong)
    client.post(url, {"places": [ada.public_id, bea.public_id]})
    client.post(url, {"places": [lin.public_id], "decline": "yes", "reason": "Your class has its assembly."})
    assert [fresh(place).status for place in (ada, bea, lin)] == ["confirmed", "confirmed", "declined"]
    assert client.post(url, {"places": [tom.public_id]}).status_code == 422
    assert fresh(tom).status == "asked"
    assert "Your class has its assembly." in page(sign_in(cast.lin), event)
    assert inbox(cast.hal).filter(asks="training.place_to_agree").count() == 0


@pytest.mark.policy("AP-8")
def test_whoever_asked_reads_that_the_headteacher_is_away_with_nobody_standing_in(cast, event, sign_in):
    Event.objects.filter(pk=event.pk).update(sign_up="agreed")
    place = sign_up(event=fresh(event), actor=cast.ada)
    words = "Hal Example is away and has no stand-in."
    assert words not in page(sign_in(cast.ada), event)
    LongAbsence.objects.create(person=cast.hal, starts_on=today())
    assert words in page(sign_in(cast.ada), event)
    agree_place(place=place, actor=cast.hal)
    assert words not in page(sign_in(cast.ada), event)


def test_the_organiser_invites_everybody_or_one_by_name(cast, event, sign_in):
    sign_up(event=event, actor=cast.ada)
    client = sign_in(cast.hal)
    url = address("event-invite", event)
    assert client.get(url).context["form"].people["everybody"].filter(pk=cast.ada.pk).count() == 0
    token = client.get(url).context["form"]["token"].value()
    assert client.post(url, {"token": token, "whom": "person"}).status_code == 422
    client.post(url, {"token": token, "whom": "person", "person": cast.gus.public_id})
    assert list(Place.objects.filter(status="invited")) == list(Place.objects.filter(person=cast.gus))
    token = client.get(url).context["form"]["token"].value()
    client.post(url, {"token": token, "whom": "everybody"})
    invited = set(Place.objects.filter(status="invited").values_list("person__first_name", flat=True))
    assert {"Bea", "Tom", "Gus", "Tess", "Eve", "Cora"} <= invited
    assert not invited & {"Ada", "Nora"}
    shown = text_of(client.get(address("event-places", event)))
    assert "Tess Example" in shown
    client.post(address("event-places-remove", event), {"places": [Place.objects.get(person=cast.gus).public_id]})
    assert Place.objects.get(person=cast.gus).status == "withdrawn"


def test_the_places_of_an_event_are_for_those_who_run_it(cast, event, sign_in):
    assert sign_in(cast.ada).get(address("event-places", event)).status_code == 403
    assert "See who’s coming" not in page(sign_in(cast.ada), event)
    assert "See who’s coming" in page(sign_in(cast.hal), event)


def changes(event, **values):
    """Return what changes an event's facts, as its form sends them."""
    return {
        "event": event, "actor": event.organiser, "version": event.version, "day": event.day,
        "times": Times.of(event), "values": {"kind": event.kind} | values, "lines": LINES,
    }  # fmt: skip


def test_an_event_cannot_be_made_smaller_than_what_is_taken(cast, event):
    Event.objects.filter(pk=event.pk).update(capacity=2)
    for person in (cast.ada, cast.bea):
        sign_up(event=fresh(event), actor=person)
    with pytest.raises(ValidationError, match="More people than this"):
        change_event(**changes(fresh(event), capacity=1))
    change_event(**changes(fresh(event), capacity=2, room="Hall"))


def test_a_change_offers_more_places_and_is_told_to_who_goes(cast, event):
    for person in (cast.ada, cast.bea):
        sign_up(event=fresh(event), actor=person)
    change_event(**changes(fresh(event), capacity=2))
    assert Place.objects.get(person=cast.bea).status == "offered"
    told = Notice.objects.filter(key__contains="training.place.changed")
    # Another number of places changes nothing for those who have one.
    assert not told.exists()
    change_event(**changes(fresh(event), room="Hall"))
    assert [notice.person for notice in told] == [cast.ada]


@pytest.mark.policy("CT-1")
def test_whoever_waits_hears_once_of_another_time_or_place_and_of_nothing_else(cast, event):
    """Asked, waiting, offered or invited, in the words of how they stand; whoever has an entry by its update."""
    Event.objects.filter(pk=event.pk).update(capacity=2)
    sign_up(event=fresh(event), actor=cast.ada)
    for person, status in ((cast.bea, "waiting"), (cast.lin, "asked"), (cast.sid, "declined")):
        PlaceFactory(event=event, person=person, school=cast.oak, status=status)
    PlaceFactory(event=event, person=cast.tom, school=cast.elm, offered=True)
    invite_people(event=event, actor=cast.hal, people=[cast.kim])
    Event.objects.filter(pk=event.pk).update(sign_up="agreed")
    moved = Notice.objects.filter(key__contains="training.place.moved")
    change_event(**changes(fresh(event), about="More of it"))
    assert not moved.exists()
    times = Times(dt.time(15), dt.time(17))
    change_event(**changes(fresh(event)) | {"times": times})
    event_changed(fresh(event), is_moved=True)  # a second time for the same change
    bodies = {notice.person.first_name: notice.body for notice in moved}
    assert set(bodies) == {"Bea", "Lin", "Tom"}
    assert "still on the waiting list" in bodies["Bea"]
    assert "still waiting for agreement" in bodies["Lin"]
    assert "still accept" in bodies["Tom"]
    changed = Notice.objects.filter(key__contains="training.place.changed")
    assert {notice.person for notice in changed} == {cast.ada, cast.kim}
    mail = Mail.objects.get(person=cast.bea, key__contains="training.place.moved")
    assert "15:00 to 17:00" in mail.text
    assert mail.calendar == ""
    change_event(**changes(fresh(event)) | {"day": fresh(event).day + dt.timedelta(days=1)})
    assert moved.filter(person=cast.bea).count() == 2


def test_a_cancelled_event_ends_its_places_and_still_reads_to_those_who_had_one(cast, event, sign_in):
    sign_up(event=event, actor=cast.ada)
    cancel_event(event=fresh(event), actor=cast.hal, version=fresh(event).version, because="The speaker is ill.")
    assert Place.objects.get(person=cast.ada).status == "cancelled"
    assert "The speaker is ill." in page(sign_in(cast.ada), event)
    assert "Event cancelled" in text_of(sign_in(cast.ada).get(address("my-events")))


@pytest.mark.policy("GV-4")
def test_a_chair_finds_no_staff_to_invite_or_to_add(cast, sign_in):
    event = EventFactory(
        school=cast.oak, organiser=cast.chas, kind="board_training", audience=audience_of(kind="board")
    )
    for name in ("event-invite-options", "register-people"):
        for person, expected in ((cast.ada, False), (cast.gus, True)):
            shown = text_of(sign_in(cast.chas).get(address(name, event), {"person_words": person.first_name}))
            assert (person.full_name in shown) is expected, (name, person)
    assert invite_people(event=event, actor=cast.chas, people=[cast.ada]) == []


def test_the_first_page_shows_offers_invitations_and_the_next_events(cast, event, sign_in):
    ada, bea = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea))
    other = EventFactory(title="Governance evening", school=cast.oak)
    PlaceFactory(event=other, person=cast.bea, school=cast.oak, status="invited")
    assert "Reading network" in text_of(sign_in(cast.ada).get("/"))
    withdraw_place(place=ada, actor=cast.ada)
    shown = text_of(sign_in(cast.bea).get("/"))
    assert "Accept your place at “Reading network”" in shown
    assert "Answer the invitation to “Governance evening”" in shown
    with time_machine.travel(fresh(bea).offered_until, tick=False):
        assert "Accept your place" not in text_of(sign_in(cast.bea).get("/"))


def add_place(cast, event):
    person = PersonFactory()
    PostFactory(person=person, school=cast.oak)
    PlaceFactory(event=event, person=person, school=cast.oak)


def test_lists_cost_the_same_with_three_rows(cast, event, sign_in):
    Event.objects.filter(pk=event.pk).update(capacity=None)
    same_cost(opening(sign_in(cast.hal), address("event-places", event)), lambda n: add_place(cast, event))

    def add_mine(n):
        PlaceFactory(event=EventFactory(school=cast.oak), person=cast.ada, school=cast.oak)

    same_cost(opening(sign_in(cast.ada), address("my-events")), add_mine)
    asked = EventFactory(school=cast.oak, sign_up="agreed")

    def add_asked(n):
        PlaceFactory(event=asked, school=cast.oak, status="asked", asked_at=now())

    same_cost(opening(sign_in(cast.hal), address("places-to-agree")), add_asked)


def test_who_is_gone_by_the_day_reads_so_on_accepting(cast, sign_in):
    audience = audience_of(kind="staff", school=cast.oak)
    event = EventFactory(school=cast.oak, organiser=cast.hal, audience=audience, sign_up="invited")
    [place] = invite_people(event=event, actor=cast.hal, people=[cast.ada])
    Post.objects.filter(person=cast.ada).update(ends_on=event.day - dt.timedelta(days=1))
    answer = sign_in(cast.ada).post(reverse("training:place-accept", args=[place.public_id]), follow=True)
    assert "off its list" in answer.text
