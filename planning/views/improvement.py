"""The priorities of a school and year, as its staff and board read them (policy RM-5, AP-2)."""

from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.calendar import year_label
from core.http import Request
from planning.models import Priority
from planning.policies import improvement as policies
from planning.selectors import improvement as selectors
from planning.selectors.figures import thread_of_page
from planning.standing import place_name
from planning.views.finding import find_school, frame


def find_priority(request: Request, public_id: UUID) -> Priority:
    """Return the priority when the reader may see it; else 404, as for one that never was."""
    rows = Priority.objects.visible_to(request.user).select_related("school", "plan", "owner", "carried_from")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def priorities(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """Show a school's priorities with their targets and what is planned for each."""
    school = find_school(request, school_id, year)
    context = frame(request.user, school, year, "priorities", "planning:priorities") | {
        "plan": selectors.plan_of(school, year),
        "priorities": selectors.priorities_of(request.user, school, year),
        "keep": policies.can_keep(request.user, school),
        "trust_priorities": [] if school.is_central else selectors.trust_priorities(request.user, year),
    }
    return render(request, "planning/priorities.html", context)


@require_safe
def priority_detail(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show one priority: why, targets, who leads it, and everything that serves it and that the reader may see."""
    priority = find_priority(request, public_id)
    school, year = priority.school, priority.year
    context = frame(request.user, school, year, "priorities", "planning:priorities") | {
        "priority": priority,
        "caption": f"Priority {priority.number} of {place_name(school)}, {year_label(year)}",
        "targets": priority.targets.all(),
        "actions": selectors.actions_for(request.user, priority),
        "needs": selectors.needs_for(request.user, priority),
        "keep": policies.can_keep(request.user, school),
        "change": policies.can_change(request.user, priority),
        "drop": policies.can_drop(request.user, priority),
        "take_up": policies.can_take_up(request.user, priority),
        "carry": policies.can_carry(request.user, priority),
        "judge": policies.can_judge(request.user, priority),
        "next_year": year_label(year + 1),
        "carried_to": priority.carried_to.first(),
        **thread_of_page(request.user, priority),
    }
    return render(request, "planning/priority_detail.html", context)
