"""What the database refuses by itself: every test goes past the services (policy AP-2, AP-4, R-3)."""

import pytest

from budgets.tests.factories import BudgetLineFactory
from core.calendar import now
from core.tests.guarded import refuses
from courses.tests.factories import RequestFactory
from people.tests.factories import SchoolFactory
from planning.models import Action, ActionPlan, Conversation, Evaluation, Need
from planning.tests.factories import (
    ActionFactory,
    ActionPlanFactory,
    ConversationFactory,
    EvaluationFactory,
    NeedFactory,
    PriorityFactory,
    this_year,
)

pytestmark = pytest.mark.django_db


# --- Plans and actions ------------------------------------------------------------------------------------------------


def agree(plan, **facts):
    ActionPlan.objects.filter(pk=plan.pk).update(status="agreed", agreed_at=now(), agreed_by=plan.made_by_id, **facts)


@pytest.mark.policy("AP-4")
def test_no_plan_is_agreed_while_the_last_ones_actions_are_open():
    school = SchoolFactory()
    last = ActionFactory(school=school, year=this_year() - 1)
    ActionFactory(school=SchoolFactory(), year=this_year() - 1)  # another school's is no hindrance
    plan = ActionPlanFactory(school=school)
    assert refuses(lambda: agree(plan))
    agree(plan, override_reason="The Headteacher left in July.", override_by=plan.made_by_id)
    ActionPlan.objects.filter(pk=plan.pk).update(status="draft", override_reason="", override_by=None)
    EvaluationFactory(action=last)
    last.move_to("evaluated")
    agree(plan)


def test_a_plan_starts_as_a_draft_and_there_is_one_a_year():
    plan = ActionPlanFactory()
    facts = {"made_by": plan.made_by, "agreed_by": plan.made_by, "agreed_at": now()}
    assert refuses(lambda: ActionPlan.objects.create(school=SchoolFactory(), year=2026, status="agreed", **facts))
    assert refuses(lambda: ActionPlan.objects.create(school=plan.school, year=plan.year, made_by=plan.made_by))


@pytest.mark.policy("AP-2")
def test_an_action_serves_exactly_one_thing_of_its_school_or_the_trust():
    action = ActionFactory()
    rows = Action.objects.filter(pk=action.pk)
    assert refuses(lambda: rows.update(priority=None))
    assert refuses(lambda: rows.update(serves="review"))
    assert refuses(lambda: rows.update(priority=PriorityFactory()))
    assert refuses(lambda: rows.update(year=action.year - 1))
    assert refuses(lambda: rows.update(success_criteria=""))
    rows.update(priority=PriorityFactory(school=SchoolFactory(kind="central", urn=None)))
    for serves in ("review", "statutory"):
        assert ActionFactory(serves=serves).pk


@pytest.mark.policy("AP-4", "RM-1")
def test_an_action_is_evaluated_on_all_three_with_evidence():
    action = ActionFactory()
    assert refuses(lambda: Action.objects.filter(pk=action.pk).update(status="evaluated"))
    evaluation = EvaluationFactory(action=action)
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    for gap in ({"evidence": []}, {"pupils_note": ""}, {"priorities_note": ""}, {"value_note": ""}):
        assert refuses(lambda gap=gap: rows.update(**gap))
    Action.objects.filter(pk=action.pk).update(status="evaluated")


def test_an_action_is_carried_forward_with_a_reason():
    action = ActionFactory()
    assert refuses(lambda: Action.objects.filter(pk=action.pk).update(status="carried_forward"))


# --- Needs and conversations -----------------------------------------------------------------------------------


@pytest.mark.policy("R-3")
def test_a_need_ends_on_a_day_with_a_reason_and_lives_on_where_it_is_carried_forward():
    need = NeedFactory()
    rows = Need.objects.filter(pk=need.pk)
    assert refuses(lambda: rows.update(status="met"))
    assert refuses(lambda: rows.update(status="closed", ended_at=now()))
    assert refuses(lambda: rows.update(status="carried_forward", ended_at=now(), ended_note="Not this year."))
    assert refuses(lambda: rows.update(status="lost", ended_at=now(), ended_note="Oh."))
    NeedFactory(school=need.school, person=need.person, carried_from=need)
    rows.update(status="carried_forward", ended_at=now(), ended_note="Not this year.")


def test_a_need_fits_what_it_says():
    need = NeedFactory(reason="priority")
    rows = Need.objects.filter(pk=need.pk)
    assert refuses(lambda: rows.update(needed_by="school"))
    assert refuses(lambda: rows.update(people_count=0))
    assert refuses(lambda: rows.update(estimated_cost=-1))
    assert refuses(lambda: rows.update(priority=PriorityFactory()))
    rows.update(priority=PriorityFactory(school=need.school))
    assert refuses(lambda: rows.update(reason="personal"))


@pytest.mark.policy("RM-3")
def test_a_conversation_is_between_two_and_ends_with_an_outcome():
    row = ConversationFactory()
    rows = Conversation.objects.filter(pk=row.pk)
    assert refuses(lambda: rows.update(manager=row.person))
    assert refuses(lambda: rows.update(status="held"))
    assert refuses(lambda: rows.update(status="arranged"))


# --- The thread ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["priority", "need", "action", "budget_line"])
def test_a_request_hangs_on_its_own_school_or_the_trust(name):
    request = RequestFactory()
    makers = {
        "priority": PriorityFactory,
        "need": NeedFactory,
        "action": ActionFactory,
        "budget_line": BudgetLineFactory,
    }
    rows = type(request).objects.filter(pk=request.pk)
    assert refuses(lambda: rows.update(**{name: makers[name]()}))
    rows.update(**{name: makers[name](school=request.school)})


@pytest.mark.policy("AP-10")
def test_needs_are_gathered_into_one_of_the_central_team_and_never_in_a_chain():
    need, central = NeedFactory(), SchoolFactory(kind="central", urn=None)
    provision, other = NeedFactory(school=central), NeedFactory(school=central)
    rows = Need.objects.filter(pk=need.pk)
    assert refuses(lambda: rows.update(gathered_into=NeedFactory()))
    assert refuses(lambda: Need.objects.filter(pk=provision.pk).update(gathered_into=provision))
    rows.update(gathered_into=provision)
    assert refuses(lambda: Need.objects.filter(pk=provision.pk).update(gathered_into=other))
    assert refuses(lambda: NeedFactory(gathered_into=need))
