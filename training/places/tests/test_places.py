"""Signing up, the waiting list, agreement and invitations: who gets which place, what they are told (AP-8, CT-1)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core.calendar import now, today
from core.flow import IllegalMove
from core.models import AuditEvent
from cpd_trust.tests.helpers import fresh, names_who
from notifications.models import Mail, Notice
from people.models import Delegation, Grant, Person, Post, Responsibility
from people.services.leaving import record_leaving
from people.tests.factories import GrantFactory, PostFactory, ResponsibilityFactory
from training.events.tests.factories import EventFactory, SeriesFactory, audience_of
from training.models import AudienceLine, Event, Place
from training.places import policies
from training.places.selectors import deciders_of, waiting_before
from training.places.services import (
    accept_place,
    agree_place,
    answer_several,
    check_change,
    decline_place,
    event_cancelled,
    event_changed,
    invite_people,
    refuse_place,
    remove_place,
    remove_places,
    settle_all,
    sign_up,
    sign_up_for_series,
    withdraw_place,
)
from training.places.tests.factories import PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("CT-1")]


def event_for_all(cast, **facts):
    """Return an event at Oak for the staff and boards of every school."""
    given = {"school": cast.oak, "organiser": cast.hal, "audience": audience_of({"kind": "staff"}, {"kind": "board"})}
    return EventFactory(**given | facts)


def states(event):
    """Return how everybody's latest place stands, by first name."""
    rows = Place.objects.filter(event=event).order_by("pk").values_list("person__first_name", "status")
    return {name.lower(): status for name, status in rows}


def sooner(event, **before):
    """Return the moment so long before the event starts."""
    return time_machine.travel(event.starts_at - dt.timedelta(**before), tick=False)


def test_the_first_have_the_places_and_the_others_wait_in_order(cast):
    event = event_for_all(cast, capacity=2)
    for person in (cast.ada, cast.tom, cast.gus, cast.bea):
        sign_up(event=event, actor=person)
    assert states(event) == {"ada": "confirmed", "tom": "confirmed", "gus": "waiting", "bea": "waiting"}
    bea = Place.objects.get(event=event, person=cast.bea)
    assert waiting_before(bea) == 1
    assert bea.school == cast.oak
    mails = Mail.objects.exclude(calendar="")
    assert set(mails.values_list("person__first_name", flat=True)) == {"Ada", "Tom"}
    assert all("METHOD:REQUEST" in mail.calendar for mail in mails)


def test_without_a_limit_everybody_goes(cast):
    event = event_for_all(cast)
    for person in (cast.ada, cast.tom, cast.gus):
        sign_up(event=event, actor=person)
    assert set(states(event).values()) == {"confirmed"}


def test_signing_up_twice_changes_nothing(cast):
    event = event_for_all(cast)
    sign_up(event=event, actor=cast.ada)
    with pytest.raises(IllegalMove):
        sign_up(event=event, actor=cast.ada)
    assert Place.objects.count() == 1


def test_only_whom_it_is_for_signs_up(cast):
    event = event_for_all(cast, audience=audience_of(kind="staff", school=cast.oak))
    assert names_who(cast, lambda person: policies.can_sign_up(person, event)) == {"ada", "bea", "lin", "sid", "hal"}
    with pytest.raises(PermissionDenied):
        sign_up(event=event, actor=cast.tom)
    event = event_for_all(cast, sign_up="invited")
    with pytest.raises(PermissionDenied):
        sign_up(event=event, actor=cast.ada)


def test_signing_up_ends_at_its_deadline_and_at_the_start(cast):
    event = event_for_all(cast)
    event.sign_up_until = event.starts_at - dt.timedelta(days=1)
    event.save()
    with sooner(event, days=1, seconds=1):
        sign_up(event=event, actor=cast.ada)
    with sooner(event, days=1), pytest.raises(IllegalMove, match="Sign-up has closed"):
        sign_up(event=event, actor=cast.tom)
    event.sign_up_until = None
    event.save()
    with sooner(event, seconds=1):
        sign_up(event=event, actor=cast.tom)
    with sooner(event), pytest.raises(IllegalMove, match="started"):
        sign_up(event=event, actor=cast.gus)


def test_a_free_place_is_offered_to_the_first_and_nobody_new_gets_in_front(cast):
    event = event_for_all(cast, capacity=1)
    ada, bea, tom = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea, cast.tom))
    withdraw_place(place=ada, actor=cast.ada)
    assert states(event) == {"ada": "withdrawn", "bea": "offered", "tom": "waiting"}
    offer = Notice.objects.get(person=cast.bea, asks="training.place_offer")
    assert offer.urgent
    assert fresh(bea).offered_until == pytest.approx(now() + dt.timedelta(hours=48), abs=dt.timedelta(minutes=5))
    # Somebody new, and the one who gave the place up, stand behind.
    sign_up(event=event, actor=cast.lin)
    sign_up(event=event, actor=cast.ada)
    assert states(event) | {} == {"ada": "waiting", "bea": "offered", "tom": "waiting", "lin": "waiting"}
    accept_place(place=bea, actor=cast.bea)
    assert states(event)["bea"] == "confirmed"
    assert fresh(tom).status == "waiting"


def test_an_offer_that_nobody_takes_goes_to_the_next(cast):
    event = event_for_all(cast, capacity=1)
    ada, bea, tom = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea, cast.tom))
    withdraw_place(place=ada, actor=cast.ada)
    until = fresh(bea).offered_until
    with time_machine.travel(until - dt.timedelta(seconds=1), tick=False):
        assert settle_all() == 0
        assert not fresh(bea).has_lapsed
    with time_machine.travel(until, tick=False):
        # Also before the sweep it reads as lapsed, and can't be accepted.
        assert fresh(bea).words == "Offer lapsed"
        with pytest.raises(IllegalMove, match="lapsed"):
            accept_place(place=bea, actor=cast.bea)
        assert settle_all() == 1
        assert settle_all() == 0
    assert (fresh(bea).status, fresh(tom).status) == ("lapsed", "offered")
    assert AuditEvent.objects.filter(code="training.place.lapsed").count() == 1


def test_somebody_new_gets_no_place_that_a_lapsed_offer_left(cast):
    """Signing up after the offer is over and before the sweep: the next in line is offered it, not whoever comes."""
    event = event_for_all(cast, capacity=1)
    ada, bea, tom = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea, cast.tom))
    withdraw_place(place=ada, actor=cast.ada)
    with time_machine.travel(fresh(bea).offered_until, tick=False):
        lin = sign_up(event=event, actor=fresh(cast.lin))
    assert (fresh(bea).status, fresh(tom).status, fresh(lin).status) == ("lapsed", "offered", "waiting")


def test_no_offer_lasts_beyond_the_start_and_none_is_made_after_it(cast):
    event = event_for_all(cast, capacity=1)
    ada, bea, tom = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea, cast.tom))
    with sooner(event, hours=2):
        withdraw_place(place=ada, actor=cast.ada)
    assert fresh(bea).offered_until == event.starts_at
    with sooner(event):
        settle_all()
        with pytest.raises(IllegalMove):
            accept_place(place=bea, actor=cast.bea)
    assert (fresh(bea).status, fresh(tom).status) == ("lapsed", "waiting")


def test_more_places_are_offered_in_order_and_nobody_is_confirmed_unasked(cast):
    event = event_for_all(cast, capacity=1)
    for person in (cast.ada, cast.bea, cast.tom, cast.lin):
        sign_up(event=event, actor=person)
    event.capacity = 3
    event.save()
    with transaction.atomic():
        event_changed(event)
    assert states(event) == {"ada": "confirmed", "bea": "offered", "tom": "offered", "lin": "waiting"}


def test_the_headteacher_agrees_first(cast):
    event = event_for_all(cast, sign_up="agreed", capacity=1)
    ada, bea, tom = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea, cast.tom))
    assert set(states(event).values()) == {"asked"}
    assert names_who(cast, lambda person: policies.can_agree(person, ada)) == {"hal"}
    assert names_who(cast, lambda person: policies.can_agree(person, tom)) == {"eli"}
    assert not Mail.objects.exclude(calendar="").exists()
    agree_place(place=bea, actor=cast.hal)
    agree_place(place=ada, actor=cast.hal)
    assert states(event) == {"ada": "waiting", "bea": "confirmed", "tom": "asked"}
    with pytest.raises(PermissionDenied):
        agree_place(place=tom, actor=cast.hal)
    with pytest.raises(ValidationError):
        refuse_place(place=tom, actor=cast.eli, reason="")
    refuse_place(place=tom, actor=cast.eli, reason="Nobody covers that day.")
    assert fresh(tom).status == "declined"
    assert "Nobody covers that day." in Notice.objects.get(person=cast.tom, key__contains="refused").body


def test_more_places_confirm_nobody_unagreed(cast):
    """Also not where agreement was asked for only after people had signed up."""
    event = event_for_all(cast, capacity=1)
    for person in (cast.ada, cast.bea, cast.tom):
        sign_up(event=event, actor=person)
    event.sign_up = "agreed"
    event.save()
    agree_place(place=Place.objects.get(person=cast.tom), actor=cast.eli)
    event.capacity = 3
    event.save()
    with transaction.atomic():
        event_changed(event)
    assert states(event) == {"ada": "confirmed", "bea": "waiting", "tom": "offered"}
    agree_place(place=Place.objects.get(person=cast.bea), actor=cast.hal)
    assert states(event)["bea"] == "offered"


def test_an_offer_made_before_agreement_was_asked_for_waits_for_it(cast):
    event = event_for_all(cast, capacity=1)
    ada, bea = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea))
    withdraw_place(place=ada, actor=cast.ada)
    event.sign_up = "agreed"
    event.save()
    with pytest.raises(IllegalMove, match="agreed"):
        accept_place(place=bea, actor=cast.bea)
    agree_place(place=bea, actor=cast.hal)
    assert accept_place(place=bea, actor=cast.bea).status == "confirmed"


def test_nobody_agrees_for_themselves_the_executive_lead_does(cast):
    event = event_for_all(cast, sign_up="agreed")
    hal = sign_up(event=event, actor=cast.hal)
    assert names_who(cast, lambda person: policies.can_agree(person, hal)) == {"eve", "cleo"}
    assert deciders_of(hal) == [cast.cleo, cast.eve]
    cleo = sign_up(event=event, actor=cast.cleo)
    assert names_who(cast, lambda person: policies.can_agree(person, cleo)) == {"eve"}
    # Nor does whoever stands in for them.
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today())
    assert not policies.can_agree(fresh(cast.sid), hal)
    ada = sign_up(event=event, actor=cast.ada)
    assert policies.can_agree(fresh(cast.sid), ada)
    agree_place(place=ada, actor=fresh(cast.sid))
    sid = sign_up(event=event, actor=cast.sid)
    assert not policies.can_agree(fresh(cast.sid), sid)


def test_without_a_headteacher_the_executive_lead_agrees(cast):
    event = event_for_all(cast, sign_up="agreed")
    ada = sign_up(event=event, actor=cast.ada)
    Grant.objects.filter(person=cast.hal).update(ends_on=today() - dt.timedelta(days=1))
    assert {fresh(person).first_name for person in deciders_of(ada)} == {"Eve", "Cleo"}


def test_the_list_of_places_to_agree_is_what_somebody_may_agree_to(cast):
    event = event_for_all(cast, sign_up="agreed")
    for person in (cast.ada, cast.tom, cast.hal, cast.kim, cast.gus, cast.eve):
        sign_up(event=event, actor=person)
    for name, person in vars(cast).items():
        if not isinstance(person, Person):
            continue
        listed = set(Place.objects.to_agree_by(person))
        assert listed == {row for row in Place.objects.all() if policies.can_agree(person, row)}, name


def test_several_are_answered_at_once_and_each_says_why_not(cast):
    event = event_for_all(cast, sign_up="agreed")
    places = [sign_up(event=event, actor=person) for person in (cast.ada, cast.bea, cast.tom)]
    agree_place(place=places[1], actor=cast.hal)
    outcome = answer_several(places=places, actor=cast.hal)
    assert outcome.done == [places[0]]
    assert [place for place, _ in outcome.failed] == places[1:]


@pytest.mark.policy("AP-8")
def test_who_is_invited_accepts_or_declines(cast):
    event = event_for_all(cast, sign_up="invited", capacity=1)
    places = invite_people(event=event, actor=cast.hal, people=[cast.ada, cast.tom, cast.gus])
    assert set(states(event).values()) == {"invited"}
    assert Mail.objects.exclude(calendar="").count() == 3
    assert Notice.objects.filter(asks="training.place_invitation").count() == 3
    assert invite_people(event=event, actor=cast.hal, people=[cast.ada]) == []
    with pytest.raises(PermissionDenied):
        accept_place(place=places[0], actor=cast.tom)
    for place, person in zip(places, (cast.ada, cast.tom, cast.gus), strict=True):
        (decline_place if person == cast.gus else accept_place)(place=place, actor=person)
    assert states(event) == {"ada": "confirmed", "tom": "waiting", "gus": "declined"}
    # What was put into the calendar of whoever declined goes.
    assert "METHOD:CANCEL" in Mail.objects.filter(person=cast.gus).latest("pk").calendar


def test_an_invitation_to_what_needs_agreement_is_agreed_by_the_inviting_headteacher_only(cast):
    event = event_for_all(cast, sign_up="agreed")
    ada, tom = invite_people(event=event, actor=cast.hal, people=[cast.ada, cast.tom])
    assert accept_place(place=ada, actor=cast.ada).status == "confirmed"
    assert accept_place(place=tom, actor=cast.tom).status == "asked"
    assert agree_place(place=tom, actor=cast.eli).status == "confirmed"


def test_whoever_leaves_the_trust_leaves_the_list(cast):
    event = event_for_all(cast, capacity=1)
    ada, bea, tom = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea, cast.tom))
    record_leaving(actor=cast.ann, person=cast.bea, left_on=event.day - dt.timedelta(days=1))
    assert settle_all() == 1
    assert fresh(bea).status == "withdrawn"
    # On the day itself somebody is still there.
    record_leaving(actor=cast.ann, person=cast.ada, left_on=event.day)
    settle_all()
    assert fresh(ada).status == "confirmed"
    record_leaving(actor=cast.ann, person=fresh(cast.ada), left_on=event.day - dt.timedelta(days=1))
    settle_all()
    assert (fresh(ada).status, fresh(tom).status) == ("withdrawn", "offered")


@pytest.mark.parametrize(
    ("school", "invited", "expected"),
    [("oak", False, "withdrawn"), (None, False, "confirmed"), ("oak", True, "confirmed")],
    ids=["for Oak", "for every school", "invited by name"],
)
def test_whoever_moves_keeps_a_place_while_the_event_is_for_them(school, invited, expected, cast):
    event = event_for_all(cast, audience=audience_of(kind="staff", school=getattr(cast, school or "", None)))
    if invited:
        [place] = invite_people(event=event, actor=cast.hal, people=[cast.ada])
        accept_place(place=place, actor=cast.ada)
    else:
        place = sign_up(event=event, actor=cast.ada)
    assert settle_all() == 0
    last = event.day - dt.timedelta(days=1)
    Post.objects.filter(person=cast.ada).update(ends_on=last)
    PostFactory(person=cast.ada, school=cast.elm, starts_on=event.day)
    settle_all()
    assert fresh(place).status == expected
    if expected == "confirmed":
        assert fresh(place).school == cast.elm
        assert settle_all() == 0


@pytest.mark.parametrize(("days", "expected"), [(-1, "withdrawn"), (0, "confirmed"), (1, "confirmed")])
def test_whose_post_ends_before_the_day_has_no_place(days, expected, cast):
    event = event_for_all(cast)
    place = sign_up(event=event, actor=cast.ada)
    Post.objects.filter(person=cast.ada).update(ends_on=event.day + dt.timedelta(days=days))
    settle_all()
    assert fresh(place).status == expected
    assert Notice.objects.filter(person=cast.ada, key__contains="training.place.left").exists() is (days < 0)


LOSES = {
    "a duty": (
        {"kind": "responsibility", "value": "dsl", "school": None},
        lambda c, last: Responsibility.objects.filter(person=c.ada).update(ends_on=last),
    ),
    "a role": (
        {"kind": "role", "value": "senior_leader", "school": None},
        lambda c, last: Grant.objects.filter(person=c.ada).update(ends_on=last),
    ),
    "a staff group": (
        {"kind": "group", "value": "technician", "school": None},
        lambda c, last: _another_post(c.ada, last),
    ),
}


def _another_post(person, last):
    Post.objects.filter(person=person).update(ends_on=last)
    PostFactory(person=person, school=Post.objects.get(person=person).school, starts_on=last + dt.timedelta(days=1))


def whom_it_names(cast, line, **facts):
    """Return an event for one line, and Ada, who belongs to it and stays at Oak whatever she loses of it."""
    ResponsibilityFactory(person=cast.ada, school=cast.oak, kind="dsl")
    GrantFactory(person=cast.ada, school=cast.oak, role="senior_leader")
    Post.objects.filter(person=cast.ada).update(staff_group="technician")
    return event_for_all(cast, audience=audience_of(line), **facts), fresh(cast.ada)


@pytest.mark.parametrize(("days", "expected"), [(-1, "withdrawn"), (0, "confirmed"), (1, "confirmed")])
@pytest.mark.parametrize("name", LOSES)
def test_whoever_loses_by_the_day_what_the_event_is_for_has_no_place(name, days, expected, cast):
    line, loses = LOSES[name]
    event, ada = whom_it_names(cast, line)
    place = sign_up(event=event, actor=ada)
    assert (place.status, settle_all()) == ("confirmed", 0)
    loses(cast, event.day + dt.timedelta(days=days))
    settle_all()
    assert fresh(place).status == expected
    assert Notice.objects.filter(person=ada, key__contains="training.place.left").exists() is (days < 0)
    assert settle_all() == 0


def test_a_group_changed_in_the_post_itself_counts_too(cast):
    line, _ = LOSES["a staff group"]
    event, ada = whom_it_names(cast, line, capacity=1)
    place = sign_up(event=event, actor=ada)
    waits = PlaceFactory(event=event, person=cast.tom, school=cast.elm, status="waiting")
    Post.objects.filter(person__in=[cast.ada, cast.tom]).update(staff_group="technician")
    assert settle_all() == 0
    Post.objects.filter(person=cast.ada).update(staff_group="leader")
    assert settle_all() == 1
    assert (fresh(place).status, fresh(waits).status) == ("withdrawn", "offered")


@pytest.mark.parametrize("why", ["another line", "invited by name", "named in it", "kept"])
def test_a_place_stays_where_the_event_is_still_for_them(why, cast):
    """Also where it became an event for others after they had signed up."""
    line, loses = LOSES["a duty"]
    event, ada = whom_it_names(cast, line)
    if why == "invited by name":
        [place] = invite_people(event=event, actor=cast.hal, people=[ada])
        accept_place(place=place, actor=ada)
    else:
        place = sign_up(event=event, actor=ada)
    if why == "another line":
        AudienceLine.objects.create(audience=event.audience, kind="staff", school=cast.oak)
    elif why == "named in it":
        AudienceLine.objects.create(audience=event.audience, kind="person", person=ada)
    elif why == "kept":
        event.audience = audience_of(kind="board", school=cast.oak)
        check_change(event)
        event.save()
        event_changed(event)
    loses(cast, event.day - dt.timedelta(days=1))
    settle_all()
    assert (fresh(place).status, settle_all()) == ("confirmed", 0)


def test_a_place_is_kept_only_until_the_audience_names_its_person_again(cast):
    line, loses = LOSES["a duty"]
    event, ada = whom_it_names(cast, line)
    place, audience = sign_up(event=event, actor=ada), event.audience
    for expected, to in ((True, audience_of(kind="board", school=cast.oak)), (False, audience)):
        event.audience = to
        check_change(event)
        event.save()
        assert fresh(place).is_kept is expected
    loses(cast, event.day - dt.timedelta(days=1))
    settle_all()
    assert fresh(place).status == "withdrawn"


def test_the_twin_of_a_place_that_is_kept(cast):
    """Without having been kept when the audience changed, the place goes."""
    event, ada = whom_it_names(cast, LOSES["a duty"][0])
    place = sign_up(event=event, actor=ada)
    Event.objects.filter(pk=event.pk).update(audience=audience_of(kind="board", school=cast.oak))
    settle_all()
    assert fresh(place).status == "withdrawn"


def test_one_signs_up_for_all_dates_and_declines_one(cast):
    series = SeriesFactory()
    audience = audience_of({"kind": "staff"}, {"kind": "board"})
    dates = [
        event_for_all(cast, series=series, audience=audience, day=today() + dt.timedelta(days=7 * week))
        for week in range(-1, 4)
    ]
    sign_up(event=dates[2], actor=cast.ada)
    places = sign_up_for_series(series=series, actor=cast.ada)
    assert {place.event for place in places} <= {dates[1], dates[3], dates[4]}
    assert dates[3] in {place.event for place in places}
    withdraw_place(place=Place.objects.get(event=dates[3], person=cast.ada), actor=cast.ada)
    assert Place.objects.open().filter(person=cast.ada, event=dates[4]).exists()
    with pytest.raises(IllegalMove):
        withdraw_place(place=PlaceFactory(event=dates[0], person=cast.ada), actor=cast.ada)


def test_a_change_and_a_cancellation_are_told_once_each(cast):
    event = event_for_all(cast, capacity=1)
    sign_up(event=event, actor=cast.ada)
    sign_up(event=event, actor=cast.bea)
    event.room = "Library"
    for _ in range(3):
        event_changed(event)
    changed = Mail.objects.filter(key__contains="training.place.changed")
    assert {mail.person for mail in changed} == {cast.ada}
    sequences = [row.calendar_sequence for row in [Place.objects.get(person=cast.ada)]]
    assert sequences == [2]
    event.cancelled_because = "The speaker is ill."
    event_cancelled(event)
    event_cancelled(event)
    assert states(event) == {"ada": "cancelled", "bea": "cancelled"}
    told = Mail.objects.filter(key__contains="training.place.cancelled")
    assert sorted(mail.person.first_name for mail in told) == ["Ada", "Bea"]
    assert "METHOD:CANCEL" in told.get(person=cast.ada).calendar
    assert told.get(person=cast.bea).calendar == ""
    assert all("The speaker is ill." in mail.text for mail in told)


def test_the_entry_in_a_calendar_goes_on_where_it_ended(cast):
    """Signing up again after withdrawing: calendars take no entry that is older than the one they removed."""
    event = event_for_all(cast)
    withdraw_place(place=sign_up(event=event, actor=cast.ada), actor=cast.ada)
    again = sign_up(event=event, actor=cast.ada)
    assert fresh(again).calendar_sequence == 3


def test_who_asked_is_taken_in_order_once_no_agreement_is_needed(cast):
    event = event_for_all(cast, capacity=1, sign_up="agreed")
    for person in (cast.ada, cast.bea):
        sign_up(event=event, actor=person)
    assert states(event) == {"ada": "asked", "bea": "asked"}
    event.sign_up = "open"
    event.save()
    event_changed(event)
    assert states(event) == {"ada": "confirmed", "bea": "waiting"}
    assert Notice.objects.filter(person=cast.bea, key__contains="training.place.waiting").exists()


def test_who_is_gone_by_the_day_is_not_taken_once_no_agreement_is_needed(cast):
    event = event_for_all(cast, sign_up="agreed")
    sign_up(event=event, actor=cast.ada)
    Post.objects.filter(person=cast.ada).update(ends_on=event.day - dt.timedelta(days=1))
    event.sign_up = "open"
    event.save()
    event_changed(event)
    assert states(event) == {"ada": "withdrawn"}
    assert not Notice.objects.filter(person=cast.ada, key__contains="training.place.confirmed").exists()


def test_who_waits_is_to_be_agreed_to_once_that_is_needed(cast):
    event = event_for_all(cast, capacity=1)
    for person in (cast.ada, cast.bea):
        sign_up(event=event, actor=person)
    event.sign_up = "agreed"
    event.save()
    for _ in range(2):
        event_changed(event)
    told = Notice.objects.get(person=cast.hal, asks="training.place_to_agree")
    assert str(cast.bea) in told.body


def test_whose_offer_has_lapsed_signs_up_again_before_the_sweep(cast):
    event = event_for_all(cast, capacity=1)
    ada, bea = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea))
    withdraw_place(place=ada, actor=cast.ada)
    with time_machine.travel(fresh(bea).offered_until, tick=False):
        assert sign_up(event=event, actor=fresh(cast.bea)).status == "confirmed"
    assert fresh(bea).status == "lapsed"


def test_fewer_places_are_no_matter_of_offers_that_are_over(cast):
    event = event_for_all(cast, capacity=2)
    ada, bea, tom = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea, cast.tom))
    withdraw_place(place=ada, actor=cast.ada)
    event.capacity = 1
    with pytest.raises(ValidationError):
        check_change(event)
    with time_machine.travel(fresh(tom).offered_until, tick=False):
        check_change(event)
        event.save()
    assert (fresh(bea).status, fresh(tom).status) == ("confirmed", "lapsed")


def test_an_offer_that_lapsed_goes_from_the_calendar(cast):
    event = event_for_all(cast, capacity=1)
    ada = sign_up(event=event, actor=cast.ada)
    [bea] = invite_people(event=event, actor=cast.hal, people=[cast.bea])
    assert accept_place(place=bea, actor=cast.bea).status == "waiting"
    withdraw_place(place=ada, actor=cast.ada)
    with time_machine.travel(fresh(bea).offered_until, tick=False):
        settle_all()
    assert "METHOD:CANCEL" in Mail.objects.get(person=cast.bea, key__contains="training.place.lapsed").calendar


def test_several_places_taken_back_are_offered_to_none_of_their_people(cast):
    event = event_for_all(cast, capacity=1)
    ada, bea, _ = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea, cast.tom))
    remove_places(places=[ada, bea], actor=cast.hal)
    assert states(event) == {"ada": "withdrawn", "bea": "withdrawn", "tom": "offered"}
    assert not Notice.objects.filter(person=cast.bea, key__contains="training.place.offered").exists()


def test_the_organiser_takes_a_place_back(cast):
    event = event_for_all(cast, capacity=1)
    ada, bea = (sign_up(event=event, actor=person) for person in (cast.ada, cast.bea))
    with pytest.raises(PermissionDenied):
        remove_place(place=ada, actor=cast.bea)
    remove_place(place=ada, actor=cast.hal)
    assert (fresh(ada).status, fresh(bea).status) == ("withdrawn", "offered")
    assert Notice.objects.filter(person=cast.ada, key__contains="removed").exists()
