"""A school's year on one page: how far each priority is, and what to do next, for those who plan."""

import datetime as dt

import pytest
from django.urls import reverse

from budgets.tests.factories import BudgetLineFactory
from core.calendar import now, today
from cpd_trust.tests.helpers import names_who, opening, same_cost
from planning.models import Action
from planning.overview.year import next_steps, progress_of, sees_year
from planning.tests.factories import ActionFactory, ActionPlanFactory, NeedFactory, PriorityFactory, this_year

pytestmark = pytest.mark.django_db


def told(actor, school, priority):
    return [one.words for one in progress_of(actor, school, this_year(), [priority])[priority.pk]]


def steps(actor, school):
    return [step.words for step in next_steps(actor, school, this_year())]


def test_a_priority_tells_how_far_its_needs_actions_and_money_are(cast):
    priority = PriorityFactory(school=cast.oak)
    plan = ActionPlanFactory(school=cast.oak)
    need = NeedFactory(school=cast.oak, priority=priority, reason="priority")
    NeedFactory(school=cast.oak, priority=priority, reason="priority")
    action = ActionFactory(plan=plan, school=cast.oak, priority=priority)
    action.needs.add(need)
    done = ActionFactory(plan=plan, school=cast.oak, priority=priority)
    Action.objects.filter(pk=done.pk).update(status="done")
    BudgetLineFactory(school=cast.oak, kind="priority", priority=priority, allocated=100)
    words = told(cast.hal, cast.oak, priority)
    assert words[:2] == ["1 of 2 training needs planned for", "1 of 2 actions done"]
    assert words[2:] == ["£0.00 used of £100.00"]
    # What was carried to another year, or closed, is in neither number.
    for status in ("closed", "carried_forward"):
        NeedFactory(
            school=cast.oak, priority=priority, reason="priority", status=status, ended_at=now(), ended_note="Not now."
        )
    Action.objects.filter(pk=action.pk).update(status="carried_forward", carried_reason="Next year.")
    assert told(cast.hal, cast.oak, priority)[:2] == ["1 of 2 training needs planned for", "1 of 1 actions done"]
    other = PriorityFactory(school=cast.oak)
    assert told(cast.hal, cast.oak, other) == []


def test_what_to_do_next_names_what_is_not_there_late_or_bare(cast):
    assert steps(cast.hal, cast.oak) == ["Add the first priority", "Start the action plan"]
    PriorityFactory(school=cast.oak)
    assert steps(cast.hal, cast.oak) == ["Start the action plan"]
    plan = ActionPlanFactory(school=cast.oak)
    NeedFactory(school=cast.oak)
    late = ActionFactory(plan=plan, school=cast.oak)
    for shift, is_late in ((1, False), (0, False), (-1, True)):
        day = today() + dt.timedelta(days=shift)
        Action.objects.filter(pk=late.pk).update(starts_on=day, ends_on=day)
        assert ("1 action past the end date" in steps(cast.hal, cast.oak)) == is_late
    assert steps(cast.hal, cast.oak)[0] == "Agree the action plan"
    assert "1 training need not yet planned for" in steps(cast.hal, cast.oak)


def test_it_is_for_those_who_plan_for_the_school_and_the_central_roles(cast, sign_in):
    assert names_who(cast, lambda actor: sees_year(actor, cast.oak)) == {"sid", "hal", "eve", "cleo", "ben", "ann"}
    PriorityFactory(school=cast.oak)
    url = reverse("planning:priorities", args=[cast.oak.public_id, this_year()])
    assert sign_in(cast.ada).get(url).context["next_steps"] == []
    page = sign_in(cast.hal).get(url)
    assert "Start the action plan" in page.text
    past = reverse("planning:priorities", args=[cast.oak.public_id, this_year() - 1])
    assert sign_in(cast.hal).get(past).context["next_steps"] == []


def test_three_priorities_cost_what_one_costs(cast, sign_in):
    plan = ActionPlanFactory(school=cast.oak)

    def make(number):
        priority = PriorityFactory(school=cast.oak)
        NeedFactory(school=cast.oak, priority=priority, reason="priority")
        ActionFactory(plan=plan, school=cast.oak, priority=priority)

    url = reverse("planning:priorities", args=[cast.oak.public_id, this_year()])
    assert same_cost(opening(sign_in(cast.hal), url), make) <= 34
