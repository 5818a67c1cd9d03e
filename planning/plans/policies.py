"""Who writes, agrees, closes and reads a school's action plan, and the gate before it (policy AP-2, AP-4)."""

from core.calendar import academic_year, today, year_label
from core.decisions import ALLOWED, Decision, allowed_if, refused
from people.models import Person, Role, School
from people.trust_settings import role_title
from planning.plans.models import ActionPlan
from planning.plans.selectors import unsettled_before
from planning.scope import heads, plans_for, sees_money

Status = ActionPlan.Status

WRITERS = "Only school leaders can edit the action plan."
LIVING = (Status.DRAFT, Status.IN_PROGRESS)


def reads_plans(actor: Person, school: School) -> bool:
    """Return whether the actor has a page of a school's plans: its people, board, trustees, central roles (RM-5)."""
    authority = actor.authority
    return (
        authority.is_trust_wide
        or authority.reads_as_trustee
        or plans_for(actor, school)
        or school.pk in authority.schools_belonged_to()
    )


def can_see_costs(actor: Person, school: School) -> Decision:
    """Costs, budget lines and the trail: for those who plan for the school and the central roles (AP-6)."""
    return allowed_if(
        sees_money(actor, school),
        "Only school leaders and the central team can see costs.",
    )


def can_start(actor: Person, school: School, year: int) -> Decision:
    """Those who plan for a school start its plan, for this year or the next (AP-2)."""
    if not plans_for(actor, school):
        return refused(WRITERS)
    this_year = academic_year(today())
    return allowed_if(year in (this_year, this_year + 1), "You can only start a plan for this academic year or next.")


def can_edit(actor: Person, plan: ActionPlan) -> Decision:
    """Those who plan for the school change a plan's words while it is a draft or in progress."""
    return allowed_if(plans_for(actor, plan.school), WRITERS) & _is_living(plan)


def can_agree(actor: Person, plan: ActionPlan) -> Decision:
    """Whoever answers for the school agrees its draft, when it says something and the gate is open (AP-4)."""
    if not (decision := _heads(actor, plan, "agree the plan")):
        return decision
    if plan.status != Status.DRAFT:
        return refused(_stands(plan))
    if not plan.actions.exists():
        return refused("The plan is empty. Add an action first.")
    return gate(plan)


def gate(plan: ActionPlan) -> Decision:
    """The gate (AP-4): each action of the last year's plan is evaluated or carried forward, or there is an override."""
    if plan.override_reason:
        return ALLOWED
    count = unsettled_before(plan).count()
    words = "1 action is" if count == 1 else f"{count} actions are"
    return allowed_if(
        count == 0,
        f"{words} still to be evaluated or carried forward in the plan for {year_label(plan.year - 1)}.",
    )


def can_override(actor: Person, plan: ActionPlan) -> Decision:
    """The Executive Lead alone opens the gate for a draft, with a reason that the board's report prints (AP-4)."""
    if not actor.authority.holds(Role.EXECUTIVE_LEAD):
        return refused(
            f"Only the {role_title(Role.EXECUTIVE_LEAD)} can allow a plan to be agreed before last year's is evaluated."
        )
    if plan.status != Status.DRAFT:
        return refused(_stands(plan))
    if plan.override_reason:
        return refused("This has already been allowed.")
    return allowed_if(not gate(plan), "Last year's plan has been evaluated, so you don't need an exception.")


def can_reopen(actor: Person, plan: ActionPlan) -> Decision:
    """Whoever answers for the school takes an agreed plan back to a draft, until it is in progress."""
    return _heads(actor, plan, "reopen the plan") & _is(plan, Status.AGREED)


def can_begin(actor: Person, plan: ActionPlan) -> Decision:
    """Those who plan for the school begin an agreed plan."""
    return allowed_if(plans_for(actor, plan.school), WRITERS) & _is(plan, Status.AGREED)


def can_finish(actor: Person, plan: ActionPlan) -> Decision:
    """Whoever answers for the school says what the year came to, when every action is settled (AP-4)."""
    decision = _heads(actor, plan, "write the review of the year") & _is(plan, Status.IN_PROGRESS)
    if not decision:
        return decision
    count = plan.actions.unsettled().count()
    words = "1 action is" if count == 1 else f"{count} actions are"
    return allowed_if(count == 0, f"{words} still to be evaluated or carried forward.")


def can_take_up_again(actor: Person, plan: ActionPlan) -> Decision:
    """Whoever answers for the school takes an evaluated plan up again, until it is closed."""
    return _heads(actor, plan, "reopen the plan") & _is(plan, Status.EVALUATED)


def can_close(actor: Person, plan: ActionPlan) -> Decision:
    """Whoever answers for the school closes an evaluated plan; from then on nothing of it changes."""
    return _heads(actor, plan, "close the plan") & _is(plan, Status.EVALUATED)


def _heads(actor: Person, plan: ActionPlan, deed: str) -> Decision:
    if plan.school.is_central:
        who = f"the {role_title(Role.CENTRAL_HEAD).lower()}"
    else:
        who = f"the {role_title(Role.HEADTEACHER)} or {role_title(Role.HEAD_OF_SCHOOL)}"
    return allowed_if(heads(actor, plan.school), f"Only {who} can {deed}.")


def _is(plan: ActionPlan, status: str) -> Decision:
    return allowed_if(plan.status == status, _stands(plan))


def _is_living(plan: ActionPlan) -> Decision:
    if plan.status == Status.AGREED:
        return refused("The plan has been agreed. Start it, or reopen it to make changes.")
    return allowed_if(plan.status in LIVING, _stands(plan))


def _stands(plan: ActionPlan) -> str:
    return f"The plan is “{plan.get_status_display().lower()}”, so you can't do this."
