"""Plans at the same moment: exactly one agrees, evaluates or carries forward; beside twins without the lock (AP-4)."""

import time
from functools import partial

import pytest
from django.db import IntegrityError

from core.flow import IllegalMove
from core.models import AuditEvent
from cpd_trust.tests.helpers import fresh
from cpd_trust.tests.racing import losers, race, rounds
from notifications.models import Notice
from planning.models import Action, ActionPlan, Evaluation
from planning.plans.action_services import add_action
from planning.plans.evaluating import carry_forward, evaluate_action
from planning.plans.services import agree_plan, start_plan
from planning.tests.factories import ActionFactory, ActionPlanFactory, this_year
from planning.tests.plans import EVALUATION, make_plan, values_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.policy("AP-4")]

ROUNDS = rounds(50)
LAST = this_year() - 1


@pytest.fixture
def last_year(live_cast):
    """Many open actions of Oak's plan of last year, beside this year's draft."""
    plan = make_plan("in_progress", live_cast.oak, live_cast.hal, year=LAST)
    priority = plan.actions.get().priority
    for _ in range(ROUNDS - 1):
        ActionFactory(school=live_cast.oak, year=LAST, plan=plan, priority=priority)
    ActionPlanFactory(school=live_cast.oak)
    live_cast.actions = list(Action.objects.order_by("pk"))
    return live_cast


def evaluations(rows, actor):
    return [partial(evaluate_action, action=row, actor=actor, values=EVALUATION) for row in rows]


def carryings(rows, actor):
    return [partial(carry_forward, action=row, actor=actor, reason="Half of it.") for row in rows]


def assert_one_each(finishes):
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * len(finishes)
    assert losers(finishes) <= {IllegalMove}


def test_evaluate_against_carry_forward(last_year):
    rows = last_year.actions
    finishes = race(evaluations(rows, fresh(last_year.hal)), carryings(rows, fresh(last_year.sid)))
    assert_one_each(finishes)
    for row, (evaluated, carried) in zip(rows, finishes, strict=True):
        row.refresh_from_db()
        assert row.status == ("evaluated" if evaluated.won else "carried_forward")
        assert Evaluation.objects.filter(action=row).count() == evaluated.won
        assert Action.objects.filter(carried_from=row).count() == carried.won


def test_two_carry_the_same_forward(last_year):
    rows = last_year.actions
    finishes = race(carryings(rows, fresh(last_year.hal)), carryings(rows, fresh(last_year.sid)))
    assert_one_each(finishes)
    assert Action.objects.filter(carried_from__isnull=False).count() == ROUNDS


def test_two_evaluate_the_same(last_year):
    rows = last_year.actions
    assert_one_each(race(evaluations(rows, fresh(last_year.hal)), evaluations(rows, fresh(last_year.sid))))
    assert Evaluation.objects.count() == ROUNDS


def plans_of(cast, status="draft"):
    """Return plans of many years, each with one action that Lin leads; none is held back by another."""
    return [make_plan(status, cast.oak, cast.hal, year=2100 - 2 * number, lead=cast.lin) for number in range(ROUNDS)]


def test_two_agree_at_once(live_cast):
    plans = plans_of(live_cast)
    deeds = [[partial(agree_plan, plan=plan, actor=fresh(live_cast.hal)) for plan in plans] for _ in range(2)]
    assert_one_each(race(*deeds))
    assert AuditEvent.objects.filter(code="planning.plan.agreed").count() == ROUNDS
    assert Notice.objects.filter(topic="planning", person=live_cast.lin).count() == ROUNDS


def test_agreeing_against_adding_to_the_last_plan(live_cast):
    """Whichever comes first: no plan is agreed while an action of the last one is open and nobody made an exception."""
    years = range(2001, 2001 + 3 * ROUNDS, 3)  # a year apart, so that no pair holds back the next
    pairs = []
    for year in years:
        last = make_plan("in_progress", live_cast.oak, live_cast.hal, year=year, action_status="evaluated")
        pairs.append((last, make_plan("draft", live_cast.oak, live_cast.hal, year=year + 1)))
    hal, sid = fresh(live_cast.hal), fresh(live_cast.sid)
    finishes = race(
        [partial(agree_plan, plan=plan, actor=hal) for _, plan in pairs],
        [partial(add_action, plan=last, actor=sid, values=values_of(last.actions.get())) for last, _ in pairs],
    )
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    for last, plan in pairs:
        plan.refresh_from_db()
        assert (plan.status == "draft") == last.actions.unsettled().exists()


def test_two_start_the_same_plan(live_cast):
    deeds = [[partial(start_plan, actor=fresh(who), school=live_cast.oak, year=this_year())] * 5
             for who in (live_cast.hal, live_cast.sid)]  # fmt: skip
    assert all(finish.won for round_ in race(*deeds) for finish in round_)
    assert ActionPlan.objects.count() == 1
    assert AuditEvent.objects.filter(code="planning.plan.started").count() == 1


# --- The twins: the same races without lock and second look ----------------------------------------------------------


def unguarded(row, code, write):
    """Read, check, write: what a verb would be without its lock. Returns what it believes to have done."""
    found = type(row).objects.get(pk=row.pk)
    if found.status not in ("planned", "draft"):
        raise IllegalMove(found.moved_on_text())
    time.sleep(0.005)
    write(found)
    return code


def evaluate_unguarded(row):
    Evaluation.objects.create(action=row, made_by_id=row.plan.made_by_id, created_at=row.plan.created_at, **EVALUATION)
    Action.objects.filter(pk=row.pk).update(status="evaluated")


def carry_unguarded(row):
    values = values_of(row)
    plan = ActionPlan.objects.get(school=row.school_id, year=row.year + 1)
    Action.objects.create(plan=plan, school_id=row.school_id, year=plan.year, carried_from=row, **values)
    Action.objects.filter(pk=row.pk).update(status="carried_forward", carried_reason="Half of it.")


def test_without_the_lock_an_action_is_evaluated_and_carried_forward(last_year):
    rows = last_year.actions
    finishes = race(
        [partial(unguarded, row, "evaluated", evaluate_unguarded) for row in rows],
        [partial(unguarded, row, "carried", carry_unguarded) for row in rows],
    )
    assert any(all(finish.won for finish in round_) for round_ in finishes)
    assert Action.objects.filter(carried_to__isnull=False, evaluation__isnull=False).exists()


def test_without_the_lock_the_database_still_keeps_one_successor(last_year):
    """Even so nobody gets two successors: the unique link is the last guard."""
    rows = last_year.actions[:20]
    deeds = [[partial(unguarded, row, "carried", carry_unguarded) for row in rows] for _ in range(2)]
    finishes = race(*deeds)
    assert losers(finishes) <= {IllegalMove, IntegrityError}
    assert IntegrityError in losers(finishes)
    assert Action.objects.filter(carried_from__in=rows).count() == len(rows)


def test_without_the_lock_two_agree(live_cast):
    plans = plans_of(live_cast)[:20]

    def agree(row):
        ActionPlan.objects.filter(pk=row.pk).update(status="agreed", agreed_by=row.made_by_id, agreed_at=row.created_at)

    deeds = [[partial(unguarded, plan, "agreed", agree) for plan in plans] for _ in range(2)]
    assert any(all(finish.won for finish in round_) for round_ in race(*deeds))
