"""Two at once: one end wins, one successor is written, one provision takes a need."""

from functools import partial

import pytest
from django.db import connection, transaction

from core.calendar import now
from core.flow import FlowQuerySet, IllegalMove
from cpd_trust.tests.racing import losers, race, rounds
from planning.conversations.services import ask_conversation
from planning.models import Conversation, Need
from planning.needs.services import carry_need_forward, carry_needs_forward, close_need, mark_need_met
from planning.similar.services import plan_together
from planning.tests.factories import NeedFactory, this_year

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = rounds(30)
VALUES = {"title": "Together", "area": "reading", "source": "individual", "reason": "personal"}


def needs_of(cast, count=ROUNDS, **facts):
    return [NeedFactory(school=cast.oak, person=cast.ada, **facts) for _ in range(count)]


def deeds(verb, needs, actor):
    return [partial(verb, need=need, actor=actor, version=1, note="Because.") for need in needs]


@pytest.mark.policy("R-3")
@pytest.mark.parametrize("verbs", [(mark_need_met, close_need), (close_need, carry_need_forward)])
def test_of_two_ends_one_wins(verbs, live_cast):
    needs = needs_of(live_cast)
    finishes = race(*(deeds(verb, needs, live_cast.hal) for verb in verbs))
    assert {sum(finish.won for finish in round_) for round_ in finishes} == {1}
    assert losers(finishes) == {IllegalMove}
    for need in needs:
        need.refresh_from_db()
        assert need.version == 2
        assert Need.objects.filter(carried_from=need).count() == (need.status == "carried_forward")


@pytest.mark.policy("R-3")
def test_carried_forward_twice_there_is_one_successor(live_cast):
    needs = needs_of(live_cast, year=this_year() - 1)
    alone = deeds(carry_need_forward, needs, live_cast.hal)
    together = [
        partial(carry_needs_forward, needs=[need], school=live_cast.oak, actor=live_cast.sid, note="All.")
        for need in needs
    ]
    finishes = race(alone, together)
    assert losers(finishes) <= {IllegalMove}
    assert Need.objects.filter(carried_from__in=needs).count() == ROUNDS
    for one, other in finishes:
        assert one.won != bool(other.value.successors)


def test_two_provisions_do_not_take_the_same_need(live_cast):
    needs = needs_of(live_cast)
    plans = [partial(plan_together, needs=[need], actor=live_cast.eve, values=VALUES) for need in needs]
    finishes = race(plans, plans)
    assert {sum(finish.won for finish in round_) for round_ in finishes} == {1}
    assert Need.objects.filter(school=live_cast.central).count() == ROUNDS


def test_two_windows_ask_for_one_conversation(live_cast):
    facts = {"actor": live_cast.ada, "manager": live_cast.lin, "school": live_cast.oak, "topic": "Leading."}
    for _ in range(10):
        race([partial(ask_conversation, **facts)], [partial(ask_conversation, **facts)])
        assert Conversation.objects.pending().count() == 1
        Conversation.objects.update(status="withdrawn")


def test_twin_without_the_lock_both_ends_win(live_cast, monkeypatch):
    """The twin: without the lock and second look both write their end (on SQLite the transaction is the lock)."""
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    monkeypatch.setattr(FlowQuerySet, "lock_for", lambda self, target=None, **lookup: self.get(**lookup))
    needs = needs_of(live_cast, 50)
    finishes = race(*(deeds(verb, needs, live_cast.hal) for verb in (mark_need_met, close_need)))
    assert any(all(finish.won for finish in round_) for round_ in finishes)


def test_twin_going_past_the_service_the_database_still_keeps_one_successor(live_cast):
    """The twin of carrying twice: without the service, the unique link refuses the second successor."""
    needs = needs_of(live_cast, 10)

    def write(need):
        with transaction.atomic():
            NeedFactory(school=live_cast.oak, person=live_cast.ada, carried_from=need)
            Need.objects.filter(pk=need.pk).update(status="carried_forward", ended_at=now(), ended_note="Raw.")

    finishes = race(*([partial(write, need) for need in needs] for _ in range(2)))
    assert {sum(finish.won for finish in round_) for round_ in finishes} == {1}
