"""Plans and actions in every state, for the tests of plans."""

import re

from core.calendar import now
from core.flow import IllegalMove
from planning.models import Action, ActionPlan
from planning.tests.factories import ActionFactory, ActionPlanFactory, EvaluationFactory, this_year

PATH = ["agreed", "in_progress", "evaluated", "closed"]


def make_plan(status, school, by, year=None, action_status="planned", **facts):
    """Make a plan with one action, and move both along; an evaluated or closed plan has an evaluated action."""
    year = this_year() if year is None else year
    action = ActionFactory(school=school, year=year, plan=ActionPlanFactory(school=school, year=year), **facts)
    settle(action, "evaluated" if status in ("evaluated", "closed") else action_status)
    for step in PATH[: PATH.index(status) + 1] if status != "draft" else []:
        action.plan.move_to(step, **({"agreed_by": by, "agreed_at": now()} if step == "agreed" else {}))
    return ActionPlan.objects.get(pk=action.plan.pk)


def settle(action, status):
    """Move an action to a state past the services; what it needs for it is made."""
    if status != "planned" and not action.FLOW.allows(action.status, status):
        raise IllegalMove(action.moved_on_text())
    if status == "evaluated":
        EvaluationFactory(action=action)
        action.move_to("evaluated")
    elif status == "carried_forward":
        ActionFactory(school=action.school, year=action.year + 1, carried_from=action)
        action.move_to("carried_forward", carried_reason="Half of it is still to do.")
    elif status != "planned":
        action.move_to(status)
    return Action.objects.get(pk=action.pk)


def text_of(response):
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def values_of(action, **changes):
    """Return what a form of the action sends to the service, with changes."""
    names = ["title", "serves", "priority", "review_need", "requirement", "success_criteria", "audience", "approach"]
    return {name: getattr(action, name) for name in names} | changes


EVALUATION = {
    "pupils": "some",
    "pupils_note": "Four of six classes read more fluently.",
    "priorities": "strong",
    "priorities_note": "Fluency is taught every day.",
    "value": "good",
    "value_note": "No fee, twelve hours of our own time.",
    "evidence": ["observation", "data"],
    "next_step": "Go on with Year 5.",
}
