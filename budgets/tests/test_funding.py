"""Which line pays for an action of the yearly plan (policy AP-2, AP-6)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from budgets.models import ActionFunding
from budgets.tests.factories import BudgetLineFactory
from core.models import AuditEvent
from planning.plans import action_services
from planning.plans.funding import funding
from planning.tests.factories import this_year
from planning.tests.plans import make_plan, values_of

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-2", "AP-6")]


def pay(cast, action, line):
    """Let a line pay for an action, or none; return the fields that the trail says were changed."""
    action.refresh_from_db()
    key = str(line.public_id) if line else ""
    values = values_of(action, budget_line=key)
    action_services.change_action(action=action, actor=cast.hal, version=action.version, values=values)
    return AuditEvent.objects.filter(code="planning.action.changed").latest("pk").changes["fields"]


def test_a_line_pays_for_an_action_until_another_does_or_none(cast):
    action = make_plan("draft", cast.oak, cast.hal).actions.get()
    first, second = BudgetLineFactory(school=cast.oak), BudgetLineFactory(school=cast.oak)
    for line, fields in ((first, ["budget_line"]), (first, []), (second, ["budget_line"]), (None, ["budget_line"])):
        assert pay(cast, action, line) == fields
        assert funding().line_of(action) == (str(line.public_id) if line else "")
    assert not ActionFunding.objects.exists()


def test_a_line_of_another_school_or_year_pays_for_nothing(cast):
    action = make_plan("draft", cast.oak, cast.hal).actions.get()
    own = BudgetLineFactory(school=cast.oak)
    pay(cast, action, own)
    for line in (BudgetLineFactory(school=cast.elm), BudgetLineFactory(school=cast.oak, year=this_year() - 1)):
        with pytest.raises(ValidationError, match="Choose a budget line from this school"):
            pay(cast, action, line)
    assert funding().line_of(action) == str(own.public_id)


def test_an_action_that_is_taken_out_of_a_draft_leaves_no_line_behind(cast):
    action = make_plan("draft", cast.oak, cast.hal).actions.get()
    line = BudgetLineFactory(school=cast.oak)
    pay(cast, action, line)
    action_services.remove_action(action=action, actor=cast.hal)
    assert not line.fundings.exists()


def test_those_who_plan_read_the_line_on_every_list_of_a_plan(cast, sign_in):
    plan = make_plan("draft", cast.oak, cast.hal, planned_cost=120)
    action = plan.actions.get()
    pay(cast, action, BudgetLineFactory(school=cast.oak, name="Phonics money"))
    client = sign_in(cast.hal)
    assert "Phonics money" in client.get(action.get_absolute_url()).content.decode()
    sheet = b"".join(client.get(f"{plan.get_absolute_url()}?export=csv").streaming_content).decode()
    assert "Phonics money" in sheet
    form = client.get(reverse("planning:action-edit", args=[action.public_id])).content.decode()
    assert "selected>Phonics money</option>" in form
