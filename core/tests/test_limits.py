"""Counting tries from an address in an hour, and keeping nothing by which somebody could be told (decision 10)."""

import datetime as dt
import pickle

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from core.limits import CODES, HOUR, may_go_on, may_try
from cpd_trust.tests.racing import race
from people.tests.factories import PersonFactory

NOON = dt.datetime(2026, 11, 24, 12, 20, tzinfo=dt.UTC)
ADDRESSES = [f"203.0.113.{n}" for n in range(40)]


@pytest.fixture(autouse=True)
def _empty(db):
    cache.clear()


def asked_from(address):
    return RequestFactory().get("/", REMOTE_ADDR=address)


def tries(address, number, an_hour=3, action="test"):
    return [may_go_on(asked_from(address), action, an_hour) for _ in range(number)]


def kept(moment=NOON):
    return cache.get(f"limit:test:{int(moment.timestamp()) // HOUR}")


def test_each_address_has_its_tries_for_each_thing():
    with time_machine.travel(NOON, tick=False):
        assert tries("203.0.113.1", 5) == [True] * 3 + [False] * 2
        assert tries("203.0.113.2", 1) == tries("203.0.113.1", 1, action="other") == [True]


def test_a_person_has_their_own_tries_in_a_hall_that_shares_one_address():
    one, another = PersonFactory(), PersonFactory()
    with time_machine.travel(NOON, tick=False):
        assert [may_try(one, "test", 3) for _ in range(4)] == [True] * 3 + [False]
        assert may_try(another, "test", 3)


@pytest.mark.parametrize(("seconds", "may"), [(39 * 60 + 59, False), (40 * 60, True)])
def test_the_next_hour_begins_anew(seconds, may):
    with time_machine.travel(NOON, tick=False):
        tries("203.0.113.1", 3)
    with time_machine.travel(NOON + dt.timedelta(seconds=seconds), tick=False):
        assert tries("203.0.113.1", 1) == [may]


def test_a_household_of_ipv6_counts_as_one_and_the_next_one_does_not():
    with time_machine.travel(NOON, tick=False):
        assert tries("2001:db8:1:2::1", 3) == [True] * 3
        assert tries("2001:db8:1:2:ffff::9", 1) == [False]
        assert tries("2001:db8:1:3::1", 1) == [True]


def test_what_is_kept_is_the_same_in_whatever_order_and_whenever_they_came():
    """No address, no time, no order: from the counts of an hour nobody can tell who came when."""
    with time_machine.travel(NOON, tick=False):
        tries(ADDRESSES[0], 1)
        secret, _ = kept()
        for address in ADDRESSES[1:]:
            tries(address, 1)
        one = kept()
    with time_machine.travel(NOON + dt.timedelta(minutes=30)):
        cache.set(f"limit:test:{int(NOON.timestamp()) // HOUR}", (secret, {}))
        for address in reversed(ADDRESSES):
            tries(address, 1)
        assert pickle.dumps(kept()) == pickle.dumps(one)
    assert list(one[1]) == sorted(one[1])
    assert max(one[1]) < CODES
    assert not any(address.encode() in pickle.dumps(one) for address in ADDRESSES)


def test_each_hour_has_a_secret_of_its_own():
    secrets = set()
    for moment in (NOON, NOON + dt.timedelta(hours=1)):
        with time_machine.travel(moment, tick=False):
            tries("203.0.113.1", 1)
            secrets.add(kept(moment)[0])
    assert len(secrets) == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_each():
    deeds = [lambda: may_go_on(asked_from("203.0.113.1"), "race", 10)] * 5
    with time_machine.travel(NOON, tick=True):
        finishes = race(deeds, deeds, deeds)
    assert sum(bool(finish.value) for round_ in finishes for finish in round_) == 10
    assert all(finish.won for round_ in finishes for finish in round_)
