"""What holds an action plan back from being agreed (policy AP-4)."""

from planning.models import Action, ActionPlan
from planning.querysets.plans import ActionQuerySet


def unsettled_before(plan: ActionPlan) -> ActionQuerySet:
    """Return the actions of the school's plan of the year before that are neither evaluated nor carried forward."""
    rows: ActionQuerySet = Action.objects.filter(school=plan.school_id, year=plan.year - 1).unsettled()
    return rows.order_by("pk")


def plan_after(plan: ActionPlan) -> ActionPlan | None:
    """Return the school's plan of the next year, where there is one."""
    return ActionPlan.objects.filter(school=plan.school_id, year=plan.year + 1).first()
