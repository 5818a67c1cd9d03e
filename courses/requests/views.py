"""The steps of asking for a course, one's own requests, and those of a school or the trust."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from certificates.models import Requirement
from core.calendar import today
from core.http import Request
from core.navigation import stand_by_owner
from core.submissions import status_of, submit_form
from core.tables import prepare
from courses.catalogue.models import Course, CourseDate
from courses.requests import policies, services
from courses.requests.capacities import capacities_of
from courses.requests.filters import OwnRequestFilter, SchoolRequestFilter
from courses.requests.forms import CostForm, StartForm, StepForm, WhatForm, WhenForm, uuid_or_none
from courses.requests.models import CourseRequest
from courses.requests.selectors import NOT_ON_THE_THREAD
from courses.requests.tables import OwnRequestTable, SchoolRequestTable
from courses.requests.why_forms import WhyForm
from planning.models import Need
from planning.thread.selectors import served_by
from training.places.alternatives import EventInstead, Wanted, events_instead

STEPS: dict[str, tuple[str, type[StepForm]]] = {
    "what": ("Course", WhatForm),
    "when": ("Date and place", WhenForm),
    "why": ("Reason", WhyForm),
    "cost": ("Cost", CostForm),
}
ORDER = [*STEPS, "check"]
# Where somebody else's request stands: with those of the school, at the desk, or with the approvals.
OTHERS = ("courses:request-school-list", "courses:desk", "courses:request-queue")


def is_answered(step: str, row: CourseRequest) -> bool:
    """Return whether the catalogue (and a duty of the applicant's) has answered a step, so that nobody need ask it."""
    if row.course is None:
        return False
    answered = {
        "when": bool(row.starts_on and row.starts_on >= today()),
        "why": bool(row.reason and (row.why or row.requirement_id)),
        "cost": not row.fee_unknown,
    }
    return answered.get(step, False)


def addresses_of_steps(row: CourseRequest) -> dict[str, str]:
    """Return where each step of a request is changed from its check, by step."""
    return {step: f"{reverse('courses:request-step', args=[row.public_id, step])}?from=check" for step in STEPS}


def step_after(step: str, row: CourseRequest) -> str:
    """Return the address of the next step that is still to be answered, or that of the check."""
    following = next(s for s in ORDER[ORDER.index(step) + 1 :] if not is_answered(s, row))
    if following == "check":
        return reverse("courses:request-check", args=[row.public_id])
    return reverse("courses:request-step", args=[row.public_id, following])


def find_request(request: Request, public_id: UUID) -> CourseRequest:
    """Return the request when its reader may see it; else 404."""
    row = get_object_or_404(
        CourseRequest.objects.visible_to(request.user).select_related(
            "applicant", "school", "requirement", "course__provider", "course_date", "priority", "need", "action"
        ),
        public_id=public_id,
    )
    stand_by_owner(request, row.applicant_id, "courses:request-list", *OTHERS)
    return row


def _need_asked(request: Request) -> Need | None:
    """Return the need that the address says is to be answered (`?need=`); 404 for one that cannot be chosen."""
    text = request.GET.get("need", "")
    if not text:
        return None
    own = Need.objects.visible_to(request.user).open().filter(Q(person=None) | Q(person=request.user))
    return get_object_or_404(own.select_related("school", "priority"), public_id=uuid_or_none(text))


def _from_query(request: Request) -> tuple[Course | None, CourseDate | None, Requirement | None]:
    """Return the course, its date and the requirement that the address names; 404 for one that is not on offer."""
    course = date = requirement = None
    if text := request.GET.get("course", ""):
        on_offer = Course.objects.visible_to(request.user).on_offer().select_related("provider")
        course = get_object_or_404(on_offer, public_id=uuid_or_none(text))
        if chosen := uuid_or_none(request.GET.get("date", "")):
            date = course.dates.filter(public_id=chosen).first()
    if wanted := uuid_or_none(request.GET.get("requirement", "")):
        requirement = Requirement.objects.in_use().filter(public_id=wanted).first()
    return course, date, requirement


def _events_instead(
    request: Request, course: Course | None, requirement: Requirement | None, need: Need | None
) -> list[EventInstead]:
    """Return the trust's own events for what is about to be asked for, before anything is filled in (policy AP-10)."""
    if not (course or requirement or need):
        return []
    title = course.title if course else need.title if need else ""
    return events_instead(Wanted(title, requirement, need, need.priority if need else None), request.user)


def request_start(request: Request) -> HttpResponse:
    """Start asking: for a course of the catalogue (`?course=`, `?date=`, `?requirement=`) or one that is not listed.

    `?need=`: the need that it is to answer, which fills in why.
    """
    if not (decision := policies.can_ask(request.user)):
        raise PermissionDenied(decision.reason)
    course, date, requirement = _from_query(request)
    need = _need_asked(request)
    capacities = capacities_of(request.user)
    fitting = next((c.key for c in capacities if need and c.school.pk == need.school_id), "")
    form = StartForm(
        request.POST or None,
        capacities=capacities,
        from_catalogue=course is not None,
        date=date,
        initial={"capacity": fitting},
    )

    def start() -> str:
        draft = services.start_request(
            actor=request.user,
            school=form.chosen_capacity().school,
            applies_as=form.chosen_capacity().applies_as,
            course=course,
            course_date=date,
            requirement=requirement,
            need=need,
        )
        if need and draft.need_id is None:
            messages.info(request, f"The training need is at {need.school}, so we haven't linked it to this request.")
        if course is None:
            services.save_draft(request=draft, actor=request.user, version=draft.version, values=form.answers())
        return step_after("what", draft)

    if (answer := submit_form(request, form, start)) is not None:
        return answer
    context = {
        "form": form,
        "course": course,
        "date": date,
        "requirement": requirement,
        "need": need,
        "events": _events_instead(request, course, requirement, need),
    }
    return render(request, "courses/requests/request_start.html", context, status=status_of(form))


def _step_form(step: str, row: CourseRequest, request: Request, *, bound: bool) -> StepForm:
    extra: dict[str, Any] = {"capacities": capacities_of(request.user)} if step == "what" else {}
    if bound:
        leaves = bool({"later", "back"} & set(request.POST))
        return STEPS[step][1](request.POST, later=leaves, request=row, **extra)
    return STEPS[step][1](request=row, **extra)


def instead_of_changing(request: Request, row: CourseRequest) -> HttpResponse | None:
    """Return where to go instead when the applicant comes too late; raise for anybody else."""
    if policies.can_edit(request.user, row):
        return None
    if row.applicant_id != request.user.pk:
        raise PermissionDenied("Only the applicant can do this.")
    messages.info(request, f"You can't edit this request because it's “{row.get_status_display().lower()}”.")
    return redirect(row)


def request_step(request: Request, public_id: UUID, step: str) -> HttpResponse:
    """One step of asking. What is typed is saved as a draft, so that it can be left here and continued."""
    if step not in STEPS:
        raise Http404
    row = find_request(request, public_id)
    if (elsewhere := instead_of_changing(request, row)) is not None:
        return elsewhere
    form = _step_form(step, row, request, bound=request.method == "POST")

    def now() -> tuple[CourseRequest, dict[str, Any]]:
        nonlocal row
        row = find_request(request, public_id)
        fresh = _step_form(step, row, request, bound=False)
        return row, {name: fresh.initial.get(name) for name in form.fields if name != "version"}

    answer = submit_form(request, form, lambda: _save(request, row, step, form), now=now, refused_to=row)
    if answer is not None:
        return answer
    context = {
        "form": form,
        "row": row,
        "step": step,
        "title": STEPS[step][0],
        "caption": str(row),
        "from_check": request.GET.get("from") == "check",
    }
    return render(request, "courses/requests/request_step.html", context, status=status_of(form))


def _save(request: Request, row: CourseRequest, step: str, form: StepForm) -> str:
    """Save a step and return the address of the next page."""
    saved = services.save_answers(
        request=row,
        actor=request.user,
        version=form.cleaned_data["version"],
        values=form.answers(),
        cost_lines=form.costs(),
    )
    if "later" in request.POST:
        messages.success(request, "Draft saved. You can finish it later from My requests.")
        return reverse("courses:request-list")
    if "back" in request.POST:
        return _back(request, row, step)
    if request.GET.get("from") == "check":
        return reverse("courses:request-check", args=[row.public_id])
    return step_after(step, saved)


def _back(request: Request, row: CourseRequest, step: str) -> str:
    """Return the page before this step."""
    if request.GET.get("from") == "check":
        return reverse("courses:request-check", args=[row.public_id])
    place = ORDER.index(step)
    if place == 0:
        return reverse("courses:request-list")
    return reverse("courses:request-step", args=[row.public_id, ORDER[place - 1]])


@require_POST
def request_copy(request: Request, public_id: UUID) -> HttpResponse:
    """Ask anew on the pattern of an own request."""
    draft = services.copy_request(request=find_request(request, public_id), actor=request.user)
    messages.success(request, "Request copied. Choose a date and check your answers.")
    return redirect("courses:request-step", draft.public_id, "when")


@require_safe
def request_list(request: Request) -> HttpResponseBase:
    """List one's own requests, drafts too."""
    mine = CourseRequest.objects.visible_to(request.user).filter(applicant=request.user).with_current_stage()
    if served := served_by(request.user, request.GET):
        mine = served.narrow(mine)
    found = OwnRequestFilter(request.GET, queryset=mine)
    table = OwnRequestTable(found.qs)
    if answer := prepare(request, table):
        return answer
    context = {
        "filter": found,
        "table": table,
        "may_ask": policies.can_ask(request.user),
        "may_list": policies.can_list_requests(request.user),
        "served": served,
    }
    return render(request, "courses/requests/request_list.html", context)


@require_safe
def request_school_list(request: Request) -> HttpResponseBase:
    """List what was asked in the schools that one leads, by the people one manages, or in the whole trust."""
    if not (decision := policies.can_list_requests(request.user)):
        raise PermissionDenied(decision.reason)
    sent = CourseRequest.objects.visible_to(request.user).filter(sent_at__isnull=False).with_current_stage()
    if served := served_by(request.user, request.GET):
        sent = served.narrow(sent).exclude(status__in=NOT_ON_THE_THREAD)
    found = SchoolRequestFilter(request.GET, queryset=sent, actor=request.user)
    table = SchoolRequestTable(found.qs, exclude=() if "school" in found.filters else ("school",))
    context = {"filter": found, "table": table, "served": served}
    return prepare(request, table) or render(request, "courses/requests/request_school_list.html", context)
