"""Who opens a budget, moves its money, and lets a line go over (policy AP-6, PM-2)."""

from budgets.models import Budget, BudgetLine
from budgets.money import Money
from budgets.trust_settings import REFUSE
from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours, trust_setting
from people.models import Person, Role, School
from people.trust_settings import role_title
from planning.scope import heads, plans_everywhere, plans_somewhere

ONLY_HEADS = ours("Only the Headteacher, Executive Lead and chief executive can manage a school's CPD budget.")


def can_see_list(actor: Person) -> Decision:
    """Those who plan for a school, and the central roles, see the budgets of their schools side by side."""
    return allowed_if(
        actor.authority.is_trust_wide or plans_somewhere(actor),
        ours("Only school leaders and the central team can see this. Governors can see the board's budget page."),
    )


def can_manage(actor: Person, school: School) -> Decision:
    """Those who answer for the school, the Executive Lead and the CEO put money on lines and move it (AP-6)."""
    return allowed_if(heads(actor, school) or plans_everywhere(actor), ONLY_HEADS)


def can_open(actor: Person, school: School, budget: Budget | None) -> Decision:
    """Those who manage a school's budget open one, once a year."""
    if budget is not None:
        return refused("This year's budget has already been set up.")
    return can_manage(actor, school)


def can_transfer(actor: Person, line: BudgetLine, money: Money) -> Decision:
    """Those who manage the budget move what is left on a line to another."""
    return can_manage(actor, line.school) & allowed_if(money.left > 0, "There's nothing left on this line to transfer.")


def can_exceed(principal: Person, last_role: str) -> Decision:
    """The Executive Lead lets a line go over, with a reason, where the trust has set so (AP-6).

    `principal`: in whose power the decision is taken. `last_role`: who decides last on the request; where that is
    not the Executive Lead, because the request is the Executive Lead's own, it is the CEO.
    """
    if trust_setting("budgets.overspend") == REFUSE:
        return refused(
            "Budget lines can't be overspent in this trust. Transfer money to this one first, or choose another."
        )
    wanted = Role.CEO if last_role == Role.CEO else Role.EXECUTIVE_LEAD
    if principal.authority.holds(wanted):
        return ALLOWED
    return refused(f"Only the {role_title(wanted)} can approve an overspend.")


def board_schools(actor: Person) -> set[int] | None:
    """Return the schools of whose money the actor's board has the sums; `None`: of every school (PM-2)."""
    authority = actor.authority
    if authority.is_trust_wide or authority.reads_as_trustee:
        return None
    return authority.schools_led() | authority.schools_with([Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.CLERK])


def can_see_board_page(actor: Person) -> Decision:
    """Governors see the sums of their own school, trustees and the central roles of all, leaders of theirs (PM-2)."""
    schools = board_schools(actor)
    return allowed_if(
        schools is None or bool(schools),
        ours("Only governors, trustees and school leaders can see this page."),
    )
