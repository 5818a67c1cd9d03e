"""What is told when a plan is agreed, or let through the gate. Every key is made of facts, so each is told once."""

from core.calendar import today, year_label
from notifications.models import Topic
from notifications.services import tell
from people.models import Person, Role
from people.relations import has_place
from people.selectors import holders
from planning.plans.models import ActionPlan

AGREE_PLAN = "planning.plan"


def plan_agreed(plan: ActionPlan) -> None:
    """Tell those who lead actions of the plan, but whoever agreed it; each once, however many they lead."""
    assert plan.agreed_at is not None
    led: dict[int, list[str]] = {}
    leads: dict[int, Person] = {}
    there = has_place("lead", "school", today(), also_everywhere=True)
    rows = plan.actions.filter(there, lead__is_active=True).select_related("lead").order_by("pk")
    for action in rows:
        assert action.lead is not None
        leads[action.lead.pk] = action.lead
        led.setdefault(action.lead.pk, []).append(action.title)
    for pk, person in leads.items():
        if pk == plan.agreed_by_id:
            continue
        count = len(led[pk])
        words = "an action" if count == 1 else f"{count} actions"
        tell(
            person=person,
            topic=Topic.PLANNING,
            key=f"planning.plan.agreed:{plan.public_id}:{plan.agreed_at:%Y%m%d%H%M%S%f}:{person.public_id}",
            subject=f"Action plan {year_label(plan.year)} agreed: you're leading {words}",
            body="\n".join(led[pk]),
            path=plan.get_absolute_url(),
        )


def gate_overridden(plan: ActionPlan) -> None:
    """Tell those who answer for the school that they can agree the plan now, and why."""
    roles = [Role.CENTRAL_HEAD] if plan.school.is_central else Role.school_leaders()
    for role in roles:
        for person in holders(role, None if plan.school.is_central else plan.school):
            if person.pk != plan.override_by_id:
                tell(
                    person=person,
                    topic=Topic.PLANNING,
                    key=f"planning.plan.overridden:{plan.public_id}:{person.public_id}",
                    subject=(
                        f"You can now agree the {year_label(plan.year)} action plan before last year's is evaluated"
                    ),
                    body=plan.override_reason,
                    path=plan.get_absolute_url(),
                    asks=AGREE_PLAN,
                    about=plan.public_id,
                )
