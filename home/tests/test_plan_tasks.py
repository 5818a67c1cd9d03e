"""What of action plans waits for somebody on the first page (policy AP-4)."""

import pytest
import time_machine

from home.tests.parts import tasks_for
from planning.tests.factories import ActionPlanFactory, this_year
from planning.tests.plans import make_plan, settle

pytestmark = [pytest.mark.django_db, pytest.mark.policy("AP-4")]


def labels(person):
    return {task.label: task.count for task in tasks_for(person)}


def test_evaluating_waits_for_the_head_from_june_on(cast):
    year = this_year()
    plan = make_plan("in_progress", cast.oak, cast.hal)
    make_plan("in_progress", cast.elm, cast.eli)
    words = f"actions to evaluate in the plan {year}–{(year + 1) % 100:02d}"
    with time_machine.travel(f"{year + 1}-05-31 12:00"):
        assert words not in labels(cast.hal)
    with time_machine.travel(f"{year + 1}-06-01 12:00"):
        assert labels(cast.hal)[words] == 1
        assert words not in labels(cast.sid)
        assert words not in labels(cast.eve)
        settle(plan.actions.get(), "evaluated")
        assert words not in labels(cast.hal)


def test_evaluating_waits_as_soon_as_the_next_plan_is_begun(cast):
    year = this_year()
    make_plan("in_progress", cast.oak, cast.hal)
    words = f"actions to evaluate in the plan {year}–{(year + 1) % 100:02d}"
    with time_machine.travel(f"{year + 1}-03-01 12:00"):
        assert words not in labels(cast.hal)
        ActionPlanFactory(school=cast.oak, year=year + 1)
        assert labels(cast.hal)[words] == 1


def test_a_draft_waits_for_the_head_once_something_is_in_it(cast):
    year = this_year()
    words = f"Finish and agree the action plan {year}–{(year + 1) % 100:02d}"
    ActionPlanFactory(school=cast.oak)
    assert words not in labels(cast.hal)
    make_plan("draft", cast.oak, cast.hal)
    assert words in labels(cast.hal)
    assert words not in labels(cast.eli)


@pytest.mark.policy("LD-1")
def test_what_one_leads_waits_when_it_is_done(cast):
    action = make_plan("in_progress", cast.oak, cast.hal, lead=cast.lin).actions.get()
    assert "Evaluate the action you lead" not in labels(cast.lin)
    settle(action, "done")
    assert "Evaluate the action you lead" in labels(cast.lin)
