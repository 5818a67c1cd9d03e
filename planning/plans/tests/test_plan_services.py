"""Plans by their services: the gate with its override, carrying forward, what is kept and told (AP-2, AP-4, AP-5)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from budgets.tests.factories import ActionFundingFactory, BudgetLineFactory
from core.audit import audit_trail
from core.flow import IllegalMove, StaleVersion
from notifications.models import Notice
from planning.models import Action, ActionPlan, Evaluation
from planning.plans import action_services, evaluating, policies, services
from planning.plans.funding import funding
from planning.plans.selectors import seen_of_plan
from planning.tests.factories import ActionFactory, ActionPlanFactory, NeedFactory, PriorityFactory, this_year
from planning.tests.plans import EVALUATION, make_plan, settle, values_of

pytestmark = pytest.mark.django_db

LAST = this_year() - 1


@pytest.fixture
def held_back(cast):
    """Oak's draft of this year, with last year's plan in progress and its action open."""
    make_plan("in_progress", cast.oak, cast.hal, year=LAST)
    return make_plan("draft", cast.oak, cast.hal)


def last_action(cast):
    return Action.objects.get(school=cast.oak, year=LAST)


# --- Starting ---------------------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-2")
def test_starting_twice_gives_the_same_plan(cast):
    first = services.start_plan(actor=cast.sid, school=cast.oak, year=this_year())
    again = services.start_plan(actor=cast.hal, school=cast.oak, year=this_year())
    assert (again.pk, again.made_by, first.status) == (first.pk, cast.sid, "draft")
    assert audit_trail(first).count() == 1


@pytest.mark.policy("AP-2")
@pytest.mark.parametrize("year", [this_year() - 1, this_year() + 2])
def test_a_plan_is_started_for_this_year_or_the_next(cast, year):
    with pytest.raises(PermissionDenied, match="You can only start a plan for this academic year or next"):
        services.start_plan(actor=cast.hal, school=cast.oak, year=year)
    assert services.start_plan(actor=cast.hal, school=cast.oak, year=this_year() + 1).pk


@pytest.mark.policy("AP-2")
@pytest.mark.parametrize(("actor", "school", "may"), [
    ("cleo", "central", True), ("eve", "central", True), ("kim", "central", False), ("hal", "central", False),
    ("eli", "oak", False), ("lin", "oak", False), ("ann", "oak", False), ("sid", "oak", True),
])  # fmt: skip
def test_those_who_plan_for_a_place_start_its_plan(cast, actor, school, may):
    decision = policies.can_start(getattr(cast, actor), getattr(cast, school), this_year())
    assert decision.allowed == may
    assert may or decision.reason


# --- The gate ---------------------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-4")
def test_the_gate_names_how_many_hold_the_plan_back(cast, held_back):
    with pytest.raises(PermissionDenied, match=f"1 action is still to be evaluated .* {LAST}–"):
        services.agree_plan(plan=held_back, actor=cast.hal)
    evaluating.evaluate_action(action=last_action(cast), actor=cast.hal, values=EVALUATION)
    agreed = services.agree_plan(plan=held_back, actor=cast.hal)
    assert (agreed.status, agreed.agreed_by) == ("agreed", cast.hal)


@pytest.mark.policy("AP-4")
def test_carrying_forward_opens_the_gate_too(cast, held_back):
    evaluating.carry_forward(action=last_action(cast), actor=cast.sid, reason="Half of it is still to do.")
    assert services.agree_plan(plan=held_back, actor=cast.hal).status == "agreed"


@pytest.mark.policy("AP-4")
def test_without_the_policy_the_database_refuses(cast, held_back, monkeypatch):
    """The twin: with the policy's gate taken away, the trigger behind it holds; with both away it would pass."""
    monkeypatch.setattr(policies, "gate", lambda plan: policies.ALLOWED)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.agree_plan(plan=held_back, actor=cast.hal)
    assert ActionPlan.objects.get(pk=held_back.pk).status == "draft"
    with transaction.atomic():
        point = transaction.savepoint()
        drop_gate()
        assert services.agree_plan(plan=held_back, actor=cast.hal).status == "agreed"
        transaction.savepoint_rollback(point)


def drop_gate():
    from cpd_trust.tests.guards import take_away

    take_away("planning_actionplan_gate_update", "planning_actionplan")


@pytest.mark.policy("AP-4")
def test_the_override_is_kept_and_told(cast, held_back):
    row = services.override_gate(plan=held_back, actor=cast.eve, note=" The Headteacher left in July. ")
    assert (row.override_reason, row.override_by) == ("The Headteacher left in July.", cast.eve)
    assert row.override_at is not None
    notice = Notice.objects.get(person=cast.hal, topic="planning")
    assert "You can now agree" in notice.subject
    assert audit_trail(row).first().note == "The Headteacher left in July."
    assert services.agree_plan(plan=row, actor=cast.hal).override_reason == "The Headteacher left in July."


@pytest.mark.policy("AP-4")
def test_an_override_needs_a_reason_and_something_to_override(cast, held_back):
    with pytest.raises(ValidationError):
        services.override_gate(plan=held_back, actor=cast.eve, note="  ")
    settle(last_action(cast), "evaluated")
    with pytest.raises(PermissionDenied, match="plan has been evaluated, so you don"):
        services.override_gate(plan=held_back, actor=cast.eve, note="The Headteacher left in July.")


@pytest.mark.policy("AP-4")
def test_another_schools_open_actions_hold_nobody_back(cast):
    make_plan("in_progress", cast.elm, cast.eli, year=LAST)
    assert services.agree_plan(plan=make_plan("draft", cast.oak, cast.hal), actor=cast.hal).status == "agreed"


@pytest.mark.policy("AP-4")
def test_nothing_is_added_to_a_plan_whose_successor_is_agreed(cast, held_back):
    last = ActionPlan.objects.get(school=cast.oak, year=LAST)
    values = values_of(last_action(cast))
    action_services.add_action(plan=last, actor=cast.hal, values=values)
    services.override_gate(plan=held_back, actor=cast.eve, note="The Headteacher left in July.")
    services.agree_plan(plan=held_back, actor=cast.hal)
    with pytest.raises(PermissionDenied, match="has already been agreed"):
        action_services.add_action(plan=last, actor=cast.hal, values=values)


def test_an_empty_plan_is_not_agreed(cast):
    with pytest.raises(PermissionDenied, match="The plan is empty"):
        services.agree_plan(plan=ActionPlanFactory(school=cast.oak), actor=cast.hal)


def test_nobody_agrees_something_else_than_they_saw(cast):
    plan = make_plan("draft", cast.oak, cast.hal)
    seen = seen_of_plan(plan)
    action_services.add_action(plan=plan, actor=cast.sid, values=values_of(plan.actions.get()))
    with pytest.raises(StaleVersion):
        services.agree_plan(plan=plan, actor=cast.hal, seen=seen)
    assert services.agree_plan(plan=plan, actor=cast.hal, seen=seen_of_plan(plan)).status == "agreed"


def test_those_who_lead_actions_are_told_once(cast):
    plan = make_plan("draft", cast.oak, cast.hal, lead=cast.lin)
    ActionFactory(plan=plan, school=cast.oak, lead=cast.lin, title="Peer observation in maths")
    ActionFactory(plan=plan, school=cast.oak, lead=cast.hal)
    services.agree_plan(plan=plan, actor=cast.hal)
    notice = Notice.objects.get(topic="planning")
    assert notice.person == cast.lin
    assert "2 actions" in notice.subject
    assert "Peer observation in maths" in notice.body
    services.reopen_plan(plan=plan, actor=cast.hal, note="A priority was dropped.")
    services.agree_plan(plan=plan, actor=cast.hal)
    assert Notice.objects.filter(topic="planning").count() == 2


def test_the_whole_way_of_a_plan(cast):
    plan = make_plan("draft", cast.oak, cast.hal)
    services.agree_plan(plan=plan, actor=cast.hal)
    services.reopen_plan(plan=plan, actor=cast.hal, note="A priority was dropped.")
    assert ActionPlan.objects.get(pk=plan.pk).agreed_at is None
    services.agree_plan(plan=plan, actor=cast.hal)
    services.begin_plan(plan=plan, actor=cast.sid)
    with pytest.raises(PermissionDenied, match="1 action is still to be evaluated"):
        services.finish_plan(plan=plan, actor=cast.hal, note="A good year.")
    evaluating.evaluate_action(action=plan.actions.get(), actor=cast.sid, values=EVALUATION)
    services.finish_plan(plan=plan, actor=cast.hal, note="A good year.")
    services.take_up_again(plan=plan, actor=cast.hal, note="One judgement was too early.")
    services.finish_plan(plan=plan, actor=cast.hal, note="A good year, seen twice.")
    row = services.close_plan(plan=plan, actor=cast.hal)
    assert (row.status, row.summary) == ("closed", "A good year, seen twice.")
    with pytest.raises(IllegalMove):
        services.close_plan(plan=plan, actor=cast.hal)
    codes = list(audit_trail(plan).order_by("pk").values_list("code", flat=True))
    assert [code.removeprefix("planning.plan.") for code in codes] == [
        "agreed", "reopened", "agreed", "begun", "evaluated", "taken_up_again", "evaluated", "closed"
    ]  # fmt: skip


# --- Actions -----------------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-2", "AP-3")
def test_an_action_answers_open_needs_of_its_own_school_only(cast):
    plan = make_plan("draft", cast.oak, cast.hal)
    own, other = NeedFactory(school=cast.oak, person=cast.ada), NeedFactory(school=cast.elm, person=cast.tom)
    values = values_of(plan.actions.get())
    action = action_services.add_action(plan=plan, actor=cast.hal, values=values | {"needs": [own]})
    assert list(action.needs.all()) == [own]
    with pytest.raises(ValidationError, match="Choose open training needs at this school"):
        action_services.add_action(plan=plan, actor=cast.hal, values=values | {"needs": [other]})
    with pytest.raises(ValidationError, match="budget"):
        action_services.add_action(
            plan=plan, actor=cast.hal, values=values | {"budget_line": str(BudgetLineFactory().public_id)}
        )
    foreign = PriorityFactory(school=cast.elm)
    with pytest.raises(ValidationError, match="Choose a school or trust priority for this year"):
        action_services.add_action(plan=plan, actor=cast.hal, values=values | {"priority": foreign})


@pytest.mark.policy("AP-2")
def test_an_action_serves_a_review_need_only_where_it_was_agreed_in_a_review(cast):
    plan = make_plan("draft", cast.oak, cast.hal)
    values = values_of(plan.actions.get(), serves="review", priority=None)
    personal = NeedFactory(school=cast.oak, person=cast.ada, reason="personal")
    with pytest.raises(ValidationError, match="Choose training agreed in a performance review"):
        action_services.add_action(plan=plan, actor=cast.hal, values=values | {"review_need": personal})
    agreed = NeedFactory(school=cast.oak, person=cast.ada, reason="review")
    assert action_services.add_action(plan=plan, actor=cast.hal, values=values | {"review_need": agreed}).pk


@pytest.mark.policy("AP-8")
def test_staff_and_governors_together_are_an_audience(cast):
    plan = make_plan("draft", cast.oak, cast.hal)
    values = values_of(plan.actions.get(), audience="staff_and_governors")
    action = action_services.add_action(plan=plan, actor=cast.hal, values=values)
    assert action.get_audience_display() == "Staff and governors"


def test_a_stale_change_overwrites_nothing_and_two_add_at_once(cast):
    action = make_plan("draft", cast.oak, cast.hal).actions.get()
    action_services.change_action(action=action, actor=cast.sid, version=1, values=values_of(action, title="First"))
    with pytest.raises(StaleVersion):
        action_services.change_action(action=action, actor=cast.hal, version=1, values=values_of(action, title="Late"))
    assert Action.objects.get(pk=action.pk).title == "First"
    # Adding touches no version that another is writing on.
    action_services.add_action(plan=action.plan, actor=cast.sid, values=values_of(action))
    services.change_plan(plan=action.plan, actor=cast.hal, version=1, values={"introduction": "Words."})


# --- Evaluation and carrying forward -----------------------------------------------------------------------------


@pytest.mark.policy("RM-1")
@pytest.mark.parametrize("gap", ["pupils_note", "priorities_note", "value_note", "evidence"])
def test_an_evaluation_says_all_three_and_how_one_knows(cast, gap):
    action = make_plan("in_progress", cast.oak, cast.hal).actions.get()
    values = EVALUATION | {gap: [] if gap == "evidence" else " "}
    with pytest.raises(ValidationError) as problem:
        evaluating.evaluate_action(action=action, actor=cast.hal, values=values)
    assert gap in problem.value.message_dict
    assert not Evaluation.objects.exists()


@pytest.mark.policy("RM-1")
def test_an_evaluation_is_changed_by_version(cast):
    action = make_plan("in_progress", cast.oak, cast.hal, action_status="evaluated").actions.get()
    evaluating.change_evaluation(action=action, actor=cast.sid, version=1, values=EVALUATION | {"value": "fair"})
    with pytest.raises(StaleVersion):
        evaluating.change_evaluation(action=action, actor=cast.hal, version=1, values=EVALUATION)
    assert Evaluation.objects.get().value == "fair"


@pytest.mark.policy("AP-4", "AP-5")
def test_a_successor_keeps_the_link_and_the_needs_and_sets_dates_and_money_anew(cast, held_back):
    source = last_action(cast)
    open_need = NeedFactory(school=cast.oak, person=cast.ada, year=LAST)
    met = NeedFactory(school=cast.oak, person=cast.bea, year=LAST)
    carried = NeedFactory(school=cast.oak, person=cast.lin, year=LAST)
    lives_on = NeedFactory(school=cast.oak, person=cast.lin, carried_from=carried)
    source.needs.set([open_need, met, carried])
    met.move_to("met", ended_at=met.raised_at)
    carried.move_to("carried_forward", ended_at=carried.raised_at, ended_note="Not this year.")
    this_years = PriorityFactory(school=cast.oak, carried_from=source.priority)
    Action.objects.filter(pk=source.pk).update(
        lead=cast.lin, starts_on=f"{this_year()}-01-10", planned_cost=120, hours=6,
    )  # fmt: skip
    ActionFundingFactory(action=source, line=BudgetLineFactory(school=cast.oak, year=LAST))
    new = evaluating.carry_forward(action=source, actor=cast.hal, reason="Half of it is still to do.")
    assert (new.carried_from, new.plan, new.title) == (source, held_back, source.title)
    assert new.priority == this_years
    assert set(new.needs.all()) == {open_need, lives_on}
    assert (new.lead, new.planned_cost, new.hours) == (cast.lin, 120, 6)
    assert (funding().line_of(new), new.starts_on, new.ends_on, new.status) == ("", None, None, "planned")
    source.refresh_from_db()
    assert (source.status, source.carried_reason) == ("carried_forward", "Half of it is still to do.")


@pytest.mark.policy("AP-4")
def test_several_are_carried_each_with_its_reason_and_one_that_fails_stops_no_other(cast, held_back):
    first = last_action(cast)
    second = ActionFactory(school=cast.oak, year=LAST, plan=first.plan)
    done = settle(ActionFactory(school=cast.oak, year=LAST, plan=first.plan), "evaluated")
    chosen = [(first, "Half of it."), (done, "By mistake."), (second, "Not begun.")]
    outcome = evaluating.carry_several(chosen=chosen, actor=cast.hal)
    assert [row.carried_from for row in outcome.made] == [first, second]
    assert [row for row, _ in outcome.failed] == [done]
    assert Action.objects.get(pk=second.pk).carried_reason == "Not begun."


def test_nothing_is_carried_without_a_next_plan_or_without_a_reason(cast):
    action = make_plan("in_progress", cast.oak, cast.hal).actions.get()
    with pytest.raises(PermissionDenied, match="Start one first"):
        evaluating.carry_forward(action=action, actor=cast.hal, reason="Half of it.")
    ActionPlanFactory(school=cast.oak, year=this_year() + 1)
    with pytest.raises(ValidationError):
        evaluating.carry_forward(action=action, actor=cast.hal, reason=" ")


@pytest.mark.policy("AP-4")
def test_removing_a_successor_from_the_draft_opens_its_source_again(cast, held_back):
    source = last_action(cast)
    new = evaluating.carry_forward(action=source, actor=cast.hal, reason="Half of it.")
    action_services.remove_action(action=new, actor=cast.sid)
    source.refresh_from_db()
    assert (source.status, source.carried_reason) == ("done", "")
    with pytest.raises(PermissionDenied, match="still to be evaluated or carried"):
        services.agree_plan(plan=held_back, actor=cast.hal)
    # It can be carried forward again, or evaluated.
    assert evaluating.carry_forward(action=source, actor=cast.hal, reason="After all.").pk
