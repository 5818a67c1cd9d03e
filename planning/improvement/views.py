"""Writing a school's priorities: the plan, one priority, its targets, how they came out; and the list over schools."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.calendar import year_label
from core.decisions import require
from core.forms import SearchSelectField
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from people.models import School
from planning.improvement import policies, selectors, services
from planning.improvement.filters import PriorityFilter
from planning.improvement.forms import (
    DropForm,
    JudgeForm,
    NewPriorityForm,
    PriorityForm,
    TargetRows,
    VisionForm,
    standing_there,
    written_in,
)
from planning.improvement.models import Priority, Target
from planning.improvement.tables import PriorityTable
from planning.scope import place_name
from planning.views import find_school


def caption_of(school: School, year: int) -> str:
    """Return "Oak Primary School, 2026–27"."""
    return f"{place_name(school)}, {year_label(year)}"


def list_address(school: School, year: int) -> str:
    """Return the address of the school's priorities."""
    return reverse("planning:priorities", args=[school.public_id, year])


def plan_edit(request: Request, school_id: UUID, year: int) -> HttpResponse:
    """Start a school's improvement plan of a year, or change what it says the year is about."""
    school = find_school(request, school_id, year)
    require(policies.can_keep(request.user, school))
    plan = selectors.plan_of(school, year)
    form = VisionForm.opened_for(plan, request.POST or None)
    back = list_address(school, year)

    def save() -> str:
        services.save_plan(actor=request.user, school=school, year=year, **form.cleaned_data)
        return back

    answer = submit_form(request, form, save, done="Saved.", now=lambda: selectors.plan_of(school, year))
    title = "Edit introduction" if plan else "Start the improvement plan"
    context = {"form": form, "title": title, "caption": caption_of(school, year), "back": back}
    return answer or render(request, "planning/improvement/improvement_form.html", context, status=status_of(form))


def owner_options(request: Request, school_id: UUID) -> HttpResponse:
    """Answer the search for who leads a priority with the people of the school."""
    school = find_school(request, school_id, 2000)
    require(policies.can_keep(request.user, school))
    field = SearchSelectField(queryset=selectors.people_of(school))
    return render(request, "kit/search_options.html", field.found(request.GET))


def _priority_form(
    request: Request, kind: type[Any], school: School, initial: dict[str, Any], targets: Iterable[Target] = ()
) -> Any:
    """Return the form of a priority with its targets; where one more row is asked for, with that and no complaints."""
    if request.method != "POST":
        return kind(school=school, initial=initial, rows=TargetRows(targets=targets))
    form = kind(request.POST, school=school, initial=initial, rows=TargetRows(request.POST))
    if "add_target" not in request.POST:
        return form
    form.rows.add_one()
    return kind(school=school, initial=initial | written_in(form), rows=form.rows)


def _priority_page(
    request: Request, school: School, year: int, form: NewPriorityForm | PriorityForm, title: str, back: str
) -> HttpResponse:
    rows = form.rows
    context = {"form": form, "rows": rows, "caption": caption_of(school, year), "title": title, "back": back}
    return render(request, "planning/improvement/priority_form.html", context, status=status_of(form, rows.forms))


def priority_add(request: Request, school_id: UUID, year: int) -> HttpResponse:
    """Write a new priority; the plan is started where it is not there yet."""
    school = find_school(request, school_id, year)
    require(policies.can_keep(request.user, school))
    form = _priority_form(request, NewPriorityForm, school, {"number": selectors.next_number(school, year)})
    answer = submit_form(
        request,
        form,
        lambda: services.add_priority(
            actor=request.user, school=school, year=year, values=form.answers(), targets=form.rows.facts()
        ),
    )
    return answer or _priority_page(request, school, year, form, "Add a priority", list_address(school, year))


def priority_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a priority and its targets; a stale save shows both texts."""
    priority = find_priority(request, public_id)
    require(policies.can_change(request.user, priority))
    initial = PriorityForm.opened_with(priority)
    form = _priority_form(request, PriorityForm, priority.school, initial, priority.targets.all())
    answer = submit_form(
        request,
        form,
        lambda: services.change_priority(
            actor=request.user,
            priority=priority,
            version=form.cleaned_data["version"],
            values=form.answers(),
            targets=form.rows.facts(),
        ),
        done="Saved.",
        now=lambda: find_priority(request, public_id),
    )
    return answer or _priority_page(
        request, priority.school, priority.year, form, "Edit priority", priority.get_absolute_url()
    )


def priority_drop(request: Request, public_id: UUID) -> HttpResponse:
    """Ask why a priority is dropped, and drop it."""
    priority = find_priority(request, public_id)
    require(policies.can_drop(request.user, priority))
    form = DropForm(request.POST or None, initial={"version": priority.version})
    answer = submit_form(
        request,
        form,
        lambda: services.drop_priority(actor=request.user, priority=priority, **form.cleaned_data),
        done="Priority dropped. Anything linked to it hasn't changed.",
        refused_to=priority,
    )
    context = {
        "form": form,
        "title": "Drop priority",
        "caption": str(priority),
        "back": priority.get_absolute_url(),
        "button": "Drop priority",
        "actions": priority.actions.count(),
        "needs": priority.needs.open().count(),
    }
    return answer or render(request, "planning/improvement/priority_drop.html", context, status=status_of(form))


@require_POST
def priority_take_up(request: Request, public_id: UUID) -> HttpResponse:
    """Take up a dropped priority again."""
    priority, version = find_priority(request, public_id), posted_version(request)
    return press_button(
        request,
        lambda: services.take_up_priority(actor=request.user, priority=priority, version=version),
        "Priority restored.",
        back=priority,
    )


@require_POST
def priority_carry(request: Request, public_id: UUID) -> HttpResponse:
    """Carry a priority over to the next year."""
    priority, version = find_priority(request, public_id), posted_version(request)
    return press_button(
        request,
        lambda: services.carry_priority(actor=request.user, priority=priority, version=version),
        f"Carried forward to {year_label(priority.year + 1)}, with any targets not yet met.",
        refused_to=priority,
    )


def priority_judge(request: Request, public_id: UUID) -> HttpResponse:
    """Say how far each target was met."""
    priority = find_priority(request, public_id)
    require(policies.can_judge(request.user, priority))
    targets = list(priority.targets.all())
    form = JudgeForm(request.POST or None, targets=targets, initial={"version": priority.version})

    def now() -> tuple[Priority, dict[str, Any]]:
        fresh = find_priority(request, public_id)
        return fresh, standing_there(fresh.targets.all())

    answer = submit_form(
        request,
        form,
        lambda: services.judge_targets(
            actor=request.user,
            priority=priority,
            version=form.cleaned_data["version"],
            judgements=form.judgements(),
        ),
        done="Saved.",
        now=now,
    )
    context = {
        "form": form,
        "title": "Assess targets",
        "caption": str(priority),
        "back": priority.get_absolute_url(),
    }
    return answer or render(request, "planning/improvement/priority_judge.html", context, status=status_of(form))


def priority_list(request: Request) -> HttpResponseBase:
    """List every priority that the reader may see, with search, filters, sorting and export."""
    found = PriorityFilter(request.GET, queryset=selectors.priorities_seen(request.user), actor=request.user)
    table = PriorityTable(found.qs)
    context = {"filter": found, "table": table}
    return prepare(request, table) or render(request, "planning/improvement/priority_list.html", context)


def find_priority(request: Request, public_id: UUID) -> Priority:
    """Return the priority when the reader may see it; else 404."""
    rows = Priority.objects.visible_to(request.user).select_related("school", "plan", "owner", "carried_from")
    return get_object_or_404(rows, public_id=public_id)
