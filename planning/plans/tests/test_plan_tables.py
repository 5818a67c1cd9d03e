"""Every state, every actor, every verb of plans and actions: only what these tables say (policy AP-2, AP-4, LD-1).

The plan is Oak's: Sid and Hal plan there, Hal answers for it, Eve and Cleo plan everywhere; Lin leads its action.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from conftest import LONG
from core.flow import IllegalMove
from cpd_trust.tests.helpers import PEOPLE, misdone
from planning.models import Action, ActionPlan
from planning.plans import action_services, evaluating, services
from planning.plans.models import Evaluation
from planning.plans.selectors import seen_of_plan
from planning.tests.factories import ActionPlanFactory, this_year
from planning.tests.plans import EVALUATION, make_plan, settle, values_of

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-4")]

# Who plans, leads and reads, and somebody of another school.
POSTERS = PEOPLE if LONG else ["hal", "sid", "lin", "ada", "eve", "ben", "tom"]
REFUSALS = (PermissionDenied, IllegalMove)
PLANNERS = {"sid", "hal", "eve", "cleo"}
HEAD = {"hal"}

# --- Plans -----------------------------------------------------------------------------------------------------------

PLAN_STATES = ["draft", "draft, gate closed", "agreed", "in_progress", "in_progress, settled", "evaluated", "closed"]
PLAN_ALLOWED = {
    "change": dict.fromkeys(["draft", "draft, gate closed", "in_progress", "in_progress, settled"], PLANNERS),
    "add": dict.fromkeys(["draft", "draft, gate closed", "in_progress", "in_progress, settled"], PLANNERS),
    "agree": {"draft": HEAD},
    "override": {"draft, gate closed": {"eve"}},
    "reopen": {"agreed": HEAD},
    "begin": {"agreed": PLANNERS},
    "finish": {"in_progress, settled": HEAD},
    "take_up": {"evaluated": HEAD},
    "close": {"evaluated": HEAD},
}
PLAN_VERBS = {
    "change": lambda p, a: services.change_plan(plan=p, actor=a, version=p.version, values={"introduction": "New."}),
    "add": lambda p, a: action_services.add_action(plan=p, actor=a, values=values_of(p.actions.get())),
    "agree": lambda p, a: services.agree_plan(plan=p, actor=a),
    "override": lambda p, a: services.override_gate(plan=p, actor=a, note="The Headteacher left in July."),
    "reopen": lambda p, a: services.reopen_plan(plan=p, actor=a, note="A priority was dropped."),
    "begin": lambda p, a: services.begin_plan(plan=p, actor=a),
    "finish": lambda p, a: services.finish_plan(plan=p, actor=a, note="A good year."),
    "take_up": lambda p, a: services.take_up_again(plan=p, actor=a, note="One evaluation was too early."),
    "close": lambda p, a: services.close_plan(plan=p, actor=a),
}


def plan_in(state, cast):
    status, _, detail = state.partition(", ")
    if detail == "gate closed":
        make_plan("in_progress", cast.oak, cast.hal, year=this_year() - 1)
    return make_plan(status, cast.oak, cast.hal, action_status="evaluated" if detail == "settled" else "planned")


@pytest.mark.parametrize("state", PLAN_STATES)
def test_every_actor_and_verb_of_a_plan(state, cast):
    may = {verb: states.get(state, ()) for verb, states in PLAN_ALLOWED.items()}
    assert misdone(cast, plan_in(state, cast), PLAN_VERBS, may, *REFUSALS) == []


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("state", PLAN_STATES)
def test_every_actor_by_direct_post(state, cast, sign_in):
    """The same by posting straight to the addresses: the status moves only for the one whose turn it is.

    Every cell is asked of the services above, and the access walk posts to each address as everybody.
    """
    plan = plan_in(state, cast)
    moves = {"agree": "agree", "reopen": "reopen", "begin": "begin", "finish": "finish", "take_up": "take-up",
             "close": "close"}  # fmt: skip
    wrong = []
    for verb, address in moves.items():
        url = reverse(f"planning:plan-{address}", args=[plan.public_id])
        for name in POSTERS:
            point = transaction.savepoint()
            words = {"note": "A word.", "version": seen_of_plan(plan)}
            status = sign_in(getattr(cast, name)).post(url, words).status_code
            did = ActionPlan.objects.get(pk=plan.pk).status != plan.status
            transaction.savepoint_rollback(point)
            if did != (name in PLAN_ALLOWED[verb].get(state, set())):
                wrong.append(f"{name} {verb}: {status}")
            sees = name in PLANNERS | {"ben", "ann"} or (
                plan.status != "draft" and name in {"ada", "bea", "lin", "gus", "chas", "cora", "tess", "tara"}
            )
            if (status == 404) == sees:
                wrong.append(f"{name} got {status} on {verb}")
    assert wrong == []


# --- Actions ---------------------------------------------------------------------------------------------------------

# The plan's state, the action's, and whether the next plan is begun.
ACTION_STATES = [
    "draft planned",
    "agreed planned",
    "in_progress planned",
    "in_progress under_way",
    "in_progress done",
    "in_progress evaluated",
    "in_progress carried_forward",
    "evaluated evaluated",
    "closed evaluated",
]
RUNNERS = PLANNERS | {"lin"}
OPEN = ["in_progress planned", "in_progress under_way", "in_progress done"]
ACTION_ALLOWED = {
    "change": dict.fromkeys(["draft planned", *OPEN], PLANNERS),
    "remove": {"draft planned": PLANNERS},
    "begin": dict.fromkeys(["in_progress planned", "in_progress done"], RUNNERS),
    "finish": dict.fromkeys(["in_progress planned", "in_progress under_way"], RUNNERS),
    "evaluate": dict.fromkeys(OPEN, RUNNERS),
    "change_evaluation": dict.fromkeys(["in_progress evaluated", "evaluated evaluated"], RUNNERS),
    "carry": dict.fromkeys(["draft planned", "agreed planned", *OPEN], PLANNERS),
}
ACTION_VERBS = {
    "change": lambda x, a: action_services.change_action(
        action=x, actor=a, version=x.version, values=values_of(x, title="New")
    ),
    "remove": lambda x, a: action_services.remove_action(action=x, actor=a),
    "begin": lambda x, a: action_services.begin_action(action=x, actor=a),
    "finish": lambda x, a: action_services.finish_action(action=x, actor=a),
    "evaluate": lambda x, a: evaluating.evaluate_action(action=x, actor=a, values=EVALUATION),
    "change_evaluation": lambda x, a: evaluating.change_evaluation(action=x, actor=a, version=1, values=EVALUATION),
    "carry": lambda x, a: evaluating.carry_forward(action=x, actor=a, reason="Half of it is still to do."),
}


@pytest.mark.policy("LD-1", "RM-1")
@pytest.mark.parametrize("state", ACTION_STATES)
def test_every_actor_and_verb_of_an_action(state, cast):
    plan_status, status = state.split()
    plan = make_plan(plan_status, cast.oak, cast.hal, action_status=status, lead=cast.lin)
    ActionPlanFactory(school=cast.oak, year=this_year() + 1)
    may = {verb: states.get(state, ()) for verb, states in ACTION_ALLOWED.items()}
    assert misdone(cast, plan.actions.get(), ACTION_VERBS, may, *REFUSALS, Evaluation.DoesNotExist) == []


# --- The flows --------------------------------------------------------------------------------------------------------

PLAN_FLOW = {
    "draft": {"agreed"},
    "agreed": {"in_progress", "draft"},
    "in_progress": {"evaluated"},
    "evaluated": {"closed", "in_progress"},
}
ACTION_FLOW = {
    "planned": {"under_way", "done", "evaluated", "carried_forward"},
    "under_way": {"done", "evaluated", "carried_forward"},
    "done": {"under_way", "evaluated", "carried_forward"},
    "carried_forward": {"done"},
}


@pytest.mark.parametrize("source", ActionPlan.Status.values)
def test_a_plan_moves_along_its_table(source, cast):
    plan = make_plan(source, cast.oak, cast.hal)
    for target in ActionPlan.Status.values:
        point = transaction.savepoint()
        try:
            row = ActionPlan.objects.lock_for(target, pk=plan.pk)
            row.move_to(target, **({"agreed_by": cast.hal, "agreed_at": row.created_at} if target == "agreed" else {}))
            moved = True
        except IllegalMove:
            moved = False
        transaction.savepoint_rollback(point)
        assert moved == (target in PLAN_FLOW.get(source, set())), target


@pytest.mark.parametrize("source", Action.Status.values)
def test_an_action_moves_along_its_table(source, cast):
    action = make_plan("draft", cast.oak, cast.hal).actions.get()
    action = settle(action, source)
    for target in Action.Status.values:
        point = transaction.savepoint()
        try:
            settle(Action.objects.get(pk=action.pk), target) if target != "planned" else action.move_to("planned")
            moved = True
        except IllegalMove:
            moved = False
        transaction.savepoint_rollback(point)
        assert moved == (target in ACTION_FLOW.get(source, set())), target
