"""The action plan of a school and year: starting it, its page, print and table, and the list of all plans."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.audit import audit_reading
from core.calendar import academic_year, today, year_label
from core.decisions import require
from core.exports import export_response, wanted_format
from core.formatting import counted
from core.history import history_of
from core.http import Request
from core.submissions import status_of, submit_form
from core.tables import prepare
from people.models import School
from planning.improvement.policies import can_see_leaders
from planning.needs.selectors import open_of_past_years
from planning.plans import action_policies, policies, selectors, services
from planning.plans.filters import LeaderFilter, PlanFilter
from planning.plans.forms import PlanForm
from planning.plans.models import ActionPlan
from planning.plans.selectors import seen_of_plan, unsettled_before
from planning.plans.steps import steps_of_plan
from planning.plans.tables import LeaderTable, PlanTable, action_columns
from planning.scope import plans_for
from planning.views import find_school, frame


def find_plan(request: Request, public_id: UUID) -> ActionPlan:
    """Return the plan when the reader may see it; else 404."""
    plans = ActionPlan.objects.visible_to(request.user).select_related("school", "agreed_by", "override_by")
    return get_object_or_404(plans, public_id=public_id)


def find_place(request: Request, school_id: UUID, year: int) -> School:
    """Return the school whose plans the reader may read; else 404."""
    school = find_school(request, school_id, year)
    if not policies.reads_plans(request.user, school):
        raise Http404
    return school


@require_GET
def plan(request: Request, school_id: UUID, year: int) -> HttpResponse:
    """Lead to the plan of a school and year, or offer to start it, or say that there is none to read yet."""
    school = find_place(request, school_id, year)
    found = ActionPlan.objects.visible_to(request.user).filter(school=school, year=year).first()
    if found is not None:
        return redirect(found)
    context = frame(request, school, year, "plan", "planning:plan") | {
        "start": policies.can_start(request.user, school, year),
        "can_write": plans_for(request.user, school),
    }
    return render(request, "planning/plans/plan_none.html", context)


@require_POST
def plan_start(request: Request, school_id: UUID, year: int) -> HttpResponse:
    """Start the plan of a school and year; whoever comes second is led to what the first one started."""
    school = find_place(request, school_id, year)
    return redirect(services.start_plan(actor=request.user, school=school, year=year))


@require_GET
def plan_detail(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show a plan with its actions, sums, time line and needs, and last year's evaluations beside a draft (AP-5)."""
    row = find_plan(request, public_id)
    inside = bool(policies.can_see_costs(request.user, row.school))
    is_mine = plans_for(request.user, row.school)
    actions = selectors.actions_of(request.user, row)
    if (wanted := wanted_format(request.GET)) is not None:
        return export_response(
            actions.prefetch_related("needs"),
            action_columns(is_inside=inside),
            f"action plan {year_label(row.year)}",
            wanted,
            actor=request.user,
            code="planning.plan",
            about=row,
        )
    rows = list(actions)
    sums = selectors.sums_of(rows)
    all_of_them = counted(sums.actions, "action")
    is_draft = row.status == ActionPlan.Status.DRAFT
    before = selectors.plan_before(request.user, row) if is_draft else None
    context = frame(request, row.school, row.year, "plan", "planning:plan") | {
        "plan": row,
        "inside": inside,
        "groups": selectors.grouped(row, rows, selectors.own_priorities(row)),
        "sums": sums,
        "settled_hint": f"in {all_of_them}",
        "hours_hint": f"From {sums.with_hours} of {all_of_them}" if sums.with_hours < sums.actions else "",
        "time_line": selectors.time_line(row, rows) if rows else [],
        "sources": selectors.needs_by_source(request.user, row) if inside else [],
        "past_needs": open_of_past_years(row.school).count() if is_mine and row.year == academic_year(today()) else 0,
        "steps": steps_of_plan(request.user, row),
        "seen": seen_of_plan(row) if is_draft else "",
        "before": before,
        # What still waits comes first.
        "before_actions": sorted(
            selectors.actions_of(request.user, before) if before else [],
            key=lambda action: action.status in action.Status.settled(),
        ),
        "unsettled": list(unsettled_before(row)) if is_draft and not row.override_reason else [],
        "carry": action_policies.can_add(request.user, row) if is_draft else None,
        "to_evaluate": [
            action for action in rows if action.status not in action.Status.settled()
        ] if inside and row.status == ActionPlan.Status.IN_PROGRESS else [],
        "history": history_of(row) if inside else [],
        "is_time": row.status == ActionPlan.Status.IN_PROGRESS and inside and selectors.is_evaluation_time(row),
    }  # fmt: skip
    return render(request, "planning/plans/plan_detail.html", context)


def plan_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change the plan's introduction; a stale save shows both texts and keeps what was typed."""
    row = find_plan(request, public_id)
    require(policies.can_edit(request.user, row))
    form = PlanForm(request.POST or None, row=row)
    answer = submit_form(
        request,
        form,
        lambda: services.change_plan(
            plan=row, actor=request.user, version=form.cleaned_data["version"], values=form.cleaned_data
        ),
        done="Saved.",
        now=lambda: find_plan(request, public_id),
    )
    context = {"plan": row, "form": form, "year_label": year_label(row.year)}
    return answer or render(request, "planning/plans/plan_edit.html", context, status=status_of(form))


@require_GET
def plan_list(request: Request) -> HttpResponseBase:
    """List the plans that the reader may read, with search, filters, sorting and export."""
    plans = ActionPlan.objects.visible_to(request.user).select_related("school").with_counts()
    found = PlanFilter(request.GET, queryset=plans, actor=request.user)
    table = PlanTable(found.qs)
    if answer := prepare(request, table):
        return answer
    year = academic_year(today())
    missing = selectors.without_plan(year) if request.user.authority.is_trust_wide else []
    context = {"filter": found, "table": table, "missing": missing, "year": year, "year_label": year_label(year)}
    return render(request, "planning/plans/plan_list.html", context)


@require_GET
def plan_pdf(request: Request, public_id: UUID) -> HttpResponse:
    """Return the plan to print: a tagged PDF with what the reader may see of it."""
    from planning.plans.pdf import plan_pdf as make

    row = find_plan(request, public_id)
    inside = bool(policies.can_see_costs(request.user, row.school))
    content = make(row, list(selectors.actions_of(request.user, row)), is_inside=inside)
    audit_reading(request.user, "planning.plan.printed", row)
    name = f"action-plan-{row.year}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def leader_list(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """List who leads which action at a school in a year, for those who plan for it."""
    school = find_school(request, school_id, year)
    require(can_see_leaders(request.user, school))
    found = LeaderFilter(request.GET, queryset=selectors.led_actions(request.user, school, year))
    table = LeaderTable(found.qs)
    table.file_name = f"leadership of priorities {school.name}"
    if answer := prepare(request, table, about=school):
        return answer
    context = frame(request, school, year, "priorities", "planning:leader-list")
    return render(request, "planning/plans/leader_list.html", context | {"filter": found, "table": table})
