"""Who writes which improvement plan and its priorities, and who judges the targets (policy AP-1, AP-2)."""

from core.calendar import today, year_bounds
from core.decisions import ALLOWED, Decision, allowed_if, refused
from core.trust_settings import ours
from people.models import Person, School
from people.relations import are_related
from planning.improvement.models import Priority
from planning.scope import plans_for


def can_keep(actor: Person, school: School) -> Decision:
    """Those who plan for a school start its improvement plan, and write and import its priorities (AP-2)."""
    whose = ours("the head of the central team") if school.is_central else "school leaders"
    return allowed_if(
        plans_for(actor, school),
        f"Only {whose}{ours(', the Executive Lead and the chief executive can edit these priorities.')}",
    )


def can_change(actor: Person, priority: Priority) -> Decision:
    """Those who plan for the school change a priority until it is dropped."""
    if not (decision := can_keep(actor, priority.school)):
        return decision
    return allowed_if(priority.dropped_at is None, "This priority has been dropped. Restore it first.")


def can_drop(actor: Person, priority: Priority) -> Decision:
    """Those who plan for the school drop a priority, with a reason."""
    return can_change(actor, priority)


def can_take_up(actor: Person, priority: Priority) -> Decision:
    """Those who plan for the school take up again what was dropped."""
    if not (decision := can_keep(actor, priority.school)):
        return decision
    return allowed_if(priority.dropped_at is not None, "This priority hasn't been dropped.")


def can_carry(actor: Person, priority: Priority) -> Decision:
    """A priority is carried over to the next year once, by those who plan for the school (AP-5)."""
    if not (decision := can_change(actor, priority)):
        return decision
    return allowed_if(not priority.carried_to.exists(), "This has already been carried forward to next year.")


def can_judge(actor: Person, priority: Priority) -> Decision:
    """Those who plan for the school, and whoever leads the priority, say how far its targets were met (AP-4)."""
    leads = priority.owner_id == actor.pk and are_related(actor, None, priority.school)
    if not leads and not plans_for(actor, priority.school):
        return refused("Only school leaders and the priority lead can assess its targets.")
    if priority.dropped_at is not None:
        return refused("This priority has been dropped.")
    if today() < year_bounds(priority.year)[0]:
        return refused("You can't assess targets before the year has started.")
    return allowed_if(priority.targets.exists(), "This priority has no targets yet. Add one first.")


def can_see_leaders(actor: Person, school: School) -> Decision:
    """Those who plan for a school see together who leads what, and where leading is development (LD-1)."""
    if plans_for(actor, school):
        return ALLOWED
    return refused("Only school leaders can see this list.")
