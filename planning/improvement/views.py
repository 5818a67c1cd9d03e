"""Writing a school's priorities: the plan, one priority, its targets, how they came out; and the list over schools."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.calendar import year_label
from core.decisions import require
from core.exports import export_response, wanted_format
from core.flow import IllegalMove, StaleVersion
from core.forms import Clash, SearchSelectField
from core.http import Request, posted_version
from core.submissions import show_problems
from core.tables import RequestConfig
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
    in_words,
    search_people,
    standing_there,
    written_in,
)
from planning.improvement.models import Priority
from planning.improvement.tables import PRIORITY_COLUMNS, PriorityTable
from planning.scope import place_name
from planning.views import find_school, hub_name

TWO_TABS = "Somebody else changed this priority meanwhile. Look at it again first."


def caption_of(school: School, year: int) -> str:
    """Return "Oak Primary School, 2026–27"."""
    return f"{place_name(school)}, {year_label(year)}"


def list_address(school: School, year: int) -> str:
    """Return the address of the school's priorities."""
    return reverse("planning:priorities", args=[school.public_id, year])


def status_of(form: Any, rows: TargetRows | None = None) -> int:
    """Return 409 for a clash, 422 for mistakes, else 200."""
    if getattr(form, "clashes", []):
        return 409
    wrong = form.is_bound and form.errors
    return 422 if wrong or (rows and any(row.is_bound and row.errors for row in rows.forms)) else 200


def plan_edit(request: Request, school_id: UUID, year: int) -> HttpResponse:
    """Start a school's improvement plan of a year, or change what it says the year is about."""
    school = find_school(request, school_id, year)
    require(policies.can_keep(request.user, school))
    plan = selectors.plan_of(school, year)
    form = VisionForm.opened_for(plan, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_plan(actor=request.user, school=school, year=year, **form.cleaned_data)
        except StaleVersion:
            form.show_clash(selectors.plan_of(school, year))
        else:
            messages.success(request, "Saved.")
            return redirect(list_address(school, year))
    title = "Change the plan’s words" if plan else "Start the improvement plan"
    context = {"form": form, "title": title, "caption": caption_of(school, year), "back": list_address(school, year)}
    return render(request, "planning/improvement/improvement_form.html", context, status=status_of(form))


def owner_options(request: Request, school_id: UUID) -> HttpResponse:
    """Answer the search for who leads a priority with the people of the school."""
    school = find_school(request, school_id, 2000)
    require(policies.can_keep(request.user, school))
    field = SearchSelectField(queryset=selectors.people_of(school), search=search_people)
    return render(request, "kit/search_options.html", field.found(request.GET))


def priority_page(
    request: Request, school: School, year: int, form: Any, rows: TargetRows, **more: Any
) -> HttpResponse:
    """Show the form of a priority with its targets."""
    context = {"form": form, "rows": rows, "caption": caption_of(school, year), **more}
    return render(request, "planning/improvement/priority_form.html", context, status=status_of(form, rows))


def priority_add(request: Request, school_id: UUID, year: int) -> HttpResponse:
    """Write a new priority; the plan is started where it is not there yet."""
    school = find_school(request, school_id, year)
    require(policies.can_keep(request.user, school))
    rows = TargetRows(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        form = NewPriorityForm(school=school, initial={"number": selectors.next_number(school, year)})
    else:
        form = NewPriorityForm(request.POST, school=school)
        if "add_target" in request.POST:
            form = NewPriorityForm(school=school, initial=written_in(form))
            rows.add_one()
        elif form.is_valid() & rows.is_valid():
            facts, values = rows.facts(), form.answers()
            try:
                url = form.answer_once(
                    request.user,
                    lambda: services.add_priority(
                        actor=request.user, school=school, year=year, values=values, targets=facts
                    ).get_absolute_url(),
                )
            except ValidationError as problem:
                show_problems(form, problem)
            else:
                return HttpResponseRedirect(url)
    return priority_page(request, school, year, form, rows, title="Add a priority", back=list_address(school, year))


def priority_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a priority and its targets; a stale save shows both texts."""
    priority = find_priority(request, public_id)
    require(policies.can_change(request.user, priority))
    school, initial = priority.school, PriorityForm.opened_with(priority)
    if request.method != "POST":
        form, rows = PriorityForm(school=school, initial=initial), TargetRows(targets=priority.targets.all())
    else:
        form, rows = PriorityForm(request.POST, school=school, initial=initial), TargetRows(request.POST)
        if "add_target" in request.POST:
            form = PriorityForm(school=school, initial=initial | written_in(form))
            rows.add_one()
        elif form.is_valid() & rows.is_valid():
            try:
                services.change_priority(
                    actor=request.user,
                    priority=priority,
                    version=form.cleaned_data["version"],
                    values=form.answers(),
                    targets=rows.facts(),
                )
            except StaleVersion:
                show_both(form, rows, find_priority(request, public_id))
            except ValidationError as problem:
                show_problems(form, problem)
            else:
                messages.success(request, "Saved.")
                return redirect(priority)
    return priority_page(
        request, school, priority.year, form, rows, title="Change the priority", back=priority.get_absolute_url()
    )


def show_both(form: PriorityForm, rows: TargetRows, now: Priority) -> None:
    """Show both versions of the fields and of the targets, with what was typed beside what is there."""
    form.show_clash(now)
    theirs, yours = in_words(now.targets.all()), in_words(rows.facts())
    if theirs != yours:
        form.clashes.append(Clash("Targets", theirs, yours))
    rows.show_beside(now.targets.all())


def priority_drop(request: Request, public_id: UUID) -> HttpResponse:
    """Ask why a priority is dropped, and drop it."""
    priority = find_priority(request, public_id)
    require(policies.can_drop(request.user, priority))
    form = DropForm(request.POST or None, initial={"version": priority.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.drop_priority(actor=request.user, priority=priority, **form.cleaned_data)
        except StaleVersion:
            messages.warning(request, TWO_TABS)
        else:
            messages.success(request, "Dropped. What hangs on it stays as it is.")
        return redirect(priority)
    context = {
        "form": form,
        "title": "Drop this priority",
        "caption": str(priority),
        "back": priority.get_absolute_url(),
        "button": "Drop it",
        "actions": priority.actions.count(),
        "needs": priority.needs.open().count(),
    }
    return render(request, "planning/improvement/priority_drop.html", context, status=status_of(form))


@require_POST
def priority_take_up(request: Request, public_id: UUID) -> HttpResponse:
    """Take up a dropped priority again."""
    priority = find_priority(request, public_id)
    try:
        services.take_up_priority(actor=request.user, priority=priority, version=posted_version(request))
    except StaleVersion:
        messages.warning(request, TWO_TABS)
    else:
        messages.success(request, "It is a priority again.")
    return redirect(priority)


@require_POST
def priority_carry(request: Request, public_id: UUID) -> HttpResponse:
    """Carry a priority over to the next year."""
    priority = find_priority(request, public_id)
    try:
        carried = services.carry_priority(actor=request.user, priority=priority, version=posted_version(request))
    except StaleVersion:
        messages.warning(request, TWO_TABS)
        return redirect(priority)
    except IllegalMove as late:
        messages.warning(request, str(late))
        return redirect(priority)
    messages.success(request, f"Carried over to {year_label(carried.year)}, with the targets that are not met yet.")
    return redirect(carried)


def priority_judge(request: Request, public_id: UUID) -> HttpResponse:
    """Say how far each target was met."""
    priority = find_priority(request, public_id)
    require(policies.can_judge(request.user, priority))
    targets = list(priority.targets.all())
    form = JudgeForm(request.POST or None, targets=targets, initial={"version": priority.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.judge_targets(
                actor=request.user,
                priority=priority,
                version=form.cleaned_data["version"],
                judgements=form.judgements(),
            )
        except StaleVersion:
            now = find_priority(request, public_id)
            form.show_clash(now, standing_there(now.targets.all()))
        else:
            messages.success(request, "Saved.")
            return redirect(priority)
    context = {
        "form": form,
        "title": "Judge the targets",
        "caption": str(priority),
        "back": priority.get_absolute_url(),
    }
    return render(request, "planning/improvement/priority_judge.html", context, status=status_of(form))


PER_PAGE = 25


def priority_list(request: Request) -> HttpResponseBase:
    """List every priority that the reader may see, with search, filters, sorting and export."""
    found = PriorityFilter(request.GET, queryset=selectors.priorities_seen(request.user), actor=request.user)
    if wanted := wanted_format(request.GET):
        return export_response(
            found.qs, PRIORITY_COLUMNS, "priorities", wanted, actor=request.user, code="planning.priority"
        )
    table = PriorityTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "planning/improvement/priority_list.html",
        {"filter": found, "table": table, "hub": hub_name(request.user)},
    )


def find_priority(request: Request, public_id: UUID) -> Priority:
    """Return the priority when the reader may see it; else 404, as for one that never was."""
    rows = Priority.objects.visible_to(request.user).select_related("school", "plan", "owner", "carried_from")
    return get_object_or_404(rows, public_id=public_id)
