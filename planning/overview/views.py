"""The first page of planning, and priorities as a school's staff and board read them (policy RM-5, AP-2)."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.calendar import academic_year, today, year_label
from core.http import Request
from core.plugins import by_key
from core.tables import prepare
from people.models import School
from planning.improvement import policies
from planning.improvement.selectors import plan_of
from planning.improvement.views import find_priority
from planning.overview import selectors
from planning.overview.figures import thread_of_page
from planning.overview.forms import HubFilter
from planning.overview.selectors import planning_of
from planning.overview.tables import hub_table
from planning.overview.year import next_steps, pictures_of, progress_of, sees_year
from planning.scope import place_name, plans_somewhere, reads_several_schools, schools_to_read
from planning.sections import Section
from planning.thread.policies import can_see_all_missing
from planning.views import find_school, frame

# Up to so many schools each have a card; more make a list.
FEW = 3


@require_safe
def hub(request: Request) -> HttpResponseBase:
    """Show how planning stands at the reader's schools; whoever reads one school's priorities is led straight there."""
    schools = schools_to_read(request.user)
    form = HubFilter(request.GET)
    year = form.asked_year()
    plans = plans_somewhere(request.user)
    own = [school for school in schools if not school.is_central] or schools
    if len(own) == 1 and not plans:
        return redirect("planning:priorities", own[0].public_id, year)
    many = len(schools) > FEW
    if many:
        schools = form.fitting(schools, lambda school: school.name)
    places = planning_of(request.user, schools, year)
    table = hub_table(places) if many else None
    if table and (answer := prepare(request, table)):
        return answer
    context = {
        "places": places,
        "year": year_label(year),
        "is_overview": plans or reads_several_schools(request.user),
        "form": form,
        "table": table,
    }
    if can_see_all_missing(request.user):
        context["missing_url"] = reverse("planning:trust-missing-links")
    return render(request, "planning/overview/hub.html", context)


@require_safe
def part(request: Request, key: str) -> HttpResponseBase:
    """Lead to this year's page of a part of the planning at the reader's school, the first one where there are more.

    Whoever has it at a school that has closed, and nowhere else, is led to the hub.
    """
    if (section := by_key(Section).get(key)) is None:
        raise Http404
    actor = request.user
    schools = [school for school in schools_to_read(actor) if section.is_at(actor, school)]
    if not schools:
        closed = School.objects.filter(closed_on__lt=today(), pk__in=actor.authority.schools_belonged_to())
        if any(section.is_at(actor, school) for school in closed):
            return redirect("planning:hub")
        raise Http404
    return redirect(section.url_name, schools[0].public_id, academic_year(today()))


@require_safe
def priorities(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """Show a school's priorities with their targets and what is planned for each."""
    school = find_school(request, school_id, year)
    rows = list(selectors.priorities_of(request.user, school, year))
    told = sees_year(request.user, school)
    progress = progress_of(request.user, school, year, rows) if told else {}
    context = frame(request, school, year, "priorities", "planning:priorities") | {
        "plan": plan_of(school, year),
        "priorities": [(priority, progress.get(priority.pk)) for priority in rows],
        "next_steps": list(next_steps(request.user, school, year)) if year == academic_year(today()) else [],
        "pictures": pictures_of(request.user, school, year) if told else [],
        "keep": policies.can_keep(request.user, school),
        "trust_priorities": [] if school.is_central else selectors.trust_priorities(request.user, year),
    }
    return render(request, "planning/overview/priorities.html", context)


@require_safe
def priority_detail(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show one priority: why, targets, who leads it, and everything that serves it and that the reader may see."""
    priority = find_priority(request, public_id)
    school, year = priority.school, priority.year
    context = frame(request, school, year, "priorities", "planning:priorities") | {
        "priority": priority,
        "caption": f"{place_name(school)}, priority {priority.number}, {year_label(year)}",
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
    return render(request, "planning/overview/priority_detail.html", context)
