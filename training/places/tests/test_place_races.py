"""Many at once for the last place: one has it, the others wait in the order in which they came (policy CT-1).

Each race stands beside its twin: the same deeds as read, check, save without lock show doubles in the same harness.
"""

import time
from functools import partial

import pytest
from django.db import IntegrityError, OperationalError

from conftest import LONG
from core.calendar import now
from core.flow import IllegalMove
from cpd_trust.tests.helpers import fresh
from cpd_trust.tests.racing import losers, race, rounds
from notifications.models import Mail
from people.models import Person, Post
from people.tests.factories import PersonFactory, PostFactory
from training.events.tests.factories import EventFactory, audience_of
from training.models import Event, Place
from training.places.services import accept_place, settle_all, sign_up, withdraw_place
from training.places.tests.factories import PlaceFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.policy("CT-1")]

ROUNDS = rounds(200)
MANY = 40


def staff(cast, number):
    people = Person.objects.bulk_create(PersonFactory.build_batch(number))
    Post.objects.bulk_create(PostFactory.build(person=person, school=cast.oak) for person in people)
    return people


def events(cast, number, **facts):
    audience = audience_of(kind="staff", school=cast.oak)
    return EventFactory.create_batch(number, school=cast.oak, organiser=cast.hal, audience=audience, **facts)


def signs_up(rows, person):
    actor = fresh(person)
    return [partial(sign_up, event=row, actor=actor) for row in rows]


def test_two_for_the_last_place(live_cast):
    rows = events(live_cast, ROUNDS, capacity=1)
    finishes = race(signs_up(rows, live_cast.ada), signs_up(rows, live_cast.bea))
    assert not losers(finishes)
    for row in rows:
        assert sorted(row.places.values_list("status", flat=True)) == ["confirmed", "waiting"]
    assert Mail.objects.exclude(calendar="").count() == ROUNDS


def test_the_twin_without_lock_is_held_by_the_database_alone(live_cast):
    """Read, count, save: both find the place free. Where both get past the count, the trigger refuses the second, or
    on PostgreSQL, which counts only what is committed, lets it by: that is why the event is locked.
    """
    rows = events(live_cast, ROUNDS, capacity=1)

    def take(event, person):
        is_free = not Place.objects.filter(event=event).taken().exists()
        time.sleep(0.003)
        PlaceFactory(event=event, person=person, school=live_cast.oak, status="confirmed" if is_free else "waiting")

    finishes = race(*([partial(take, row, person) for row in rows] for person in (live_cast.ada, live_cast.bea)))
    doubles = sum(row.places.taken().count() > 1 for row in rows)
    assert doubles or losers(finishes) & {IntegrityError, OperationalError}


@pytest.mark.long
def test_forty_at_once_for_ten_places(live_cast):
    """By the server's clock: nobody who waits asked before somebody who goes."""
    rows = events(live_cast, 200 if LONG else 2, capacity=10)
    finishes = race(*(signs_up(rows, person) for person in staff(live_cast, MANY)))
    assert not losers(finishes)
    for row in rows:
        order = list(row.places.order_by("asked_at", "pk").values_list("status", flat=True))
        assert order == ["confirmed"] * 10 + ["waiting"] * (MANY - 10)


def test_a_withdrawal_against_somebody_new(live_cast):
    """Bea waits; whatever comes first, she is offered the place, and Lin stands behind her."""
    rows = events(live_cast, ROUNDS, capacity=1)
    held = []
    for row in rows:
        held.append(PlaceFactory(event=row, person=live_cast.ada, school=live_cast.oak))
        PlaceFactory(event=row, person=live_cast.bea, school=live_cast.oak, status="waiting")
    ada = fresh(live_cast.ada)
    withdraws = [partial(withdraw_place, place=place, actor=ada) for place in held]
    finishes = race(withdraws, signs_up(rows, live_cast.lin))
    assert not losers(finishes)
    states = Place.objects.values_list("person__first_name", "status").distinct()
    assert set(states) == {("Ada", "withdrawn"), ("Bea", "offered"), ("Lin", "waiting")}


def test_accepting_an_offer_against_the_sweep(live_cast):
    """At the end of the offer exactly one happens: it is accepted, or it lapses and the next is offered the place."""
    rows = events(live_cast, ROUNDS, capacity=1)
    offers = []
    for row in rows:
        offers.append(PlaceFactory(event=row, person=live_cast.ada, school=live_cast.oak, offered=True))
        PlaceFactory(event=row, person=live_cast.bea, school=live_cast.oak, status="waiting")
    ada = fresh(live_cast.ada)

    def accept(place):
        Place.objects.filter(pk=place.pk).update(offered_until=now())
        return accept_place(place=place, actor=ada)

    finishes = race([partial(accept, place) for place in offers], [settle_all for _ in offers])
    settle_all()
    assert losers(finishes) <= {IllegalMove}
    for row in rows:
        states = dict(row.places.values_list("person__first_name", "status"))
        assert states in ({"Ada": "confirmed", "Bea": "waiting"}, {"Ada": "lapsed", "Bea": "offered"})


def test_two_signings_of_one_person(live_cast):
    rows = events(live_cast, ROUNDS)
    finishes = race(signs_up(rows, live_cast.ada), signs_up(rows, live_cast.ada))
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert losers(finishes) == {IllegalMove}
    assert Event.objects.filter(places__person=live_cast.ada).count() == ROUNDS
