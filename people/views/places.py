"""Schools with their terms and INSET days, and those of the whole trust."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST, require_safe

from core.calendar import academic_year, today, year_label
from core.http import Request
from core.tables import prepare
from people import policies
from people.filters import SchoolFilter
from people.forms.places import AddSchoolForm, ChangeSchoolForm, TermsForm, TrainingDayForm, year_choices
from people.models import Grant, Responsibility, Role, School, TrainingDay
from people.querysets import open_on
from people.selectors import terms_of
from people.services import places as services
from people.tables import SchoolTable
from people.views.lookups import administer, find_school
from people.views.people import form_page

DATES = reverse_lazy("people:settings-tab", args=["term-dates"])


@require_safe
def school_list(request: Request) -> HttpResponseBase:
    """List the schools that the reader belongs to or oversees."""
    staff = Count("posts__person", filter=open_on(today(), "posts__"), distinct=True)
    found = SchoolFilter(request.GET, queryset=School.objects.visible_to(request.user).annotate(staff_count=staff))
    table = SchoolTable(found.qs, order_by="name")
    context = {"filter": found, "table": table, "administer": policies.can_administer(request.user)}
    return prepare(request, table) or render(request, "people/school_list.html", context)


@require_safe
def school_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a school: its facts, who leads and governs it, who is responsible for what, terms and training days."""
    school = find_school(request, public_id)
    year = academic_year(today())
    leaders = (
        Grant.objects.current()
        .filter(school=school, role__in=[*Role.school_leaders(), Role.CHAIR_OF_GOVERNORS, Role.CLERK])
        .select_related("person")
    )
    context = {
        "school": school,
        "former_urns": school.former_urns.all(),
        "leaders": leaders,
        "duties": Responsibility.objects.current()
        .filter(
            school=school,
            kind__in=[
                Responsibility.Kind.DSL,
                Responsibility.Kind.DEPUTY_DSL,
                Responsibility.Kind.SENCO,
                Responsibility.Kind.FIRST_AIDER,
                Responsibility.Kind.FIRE_WARDEN,
            ],
        )
        .select_related("person"),
        "terms": [term for term in terms_of(school) if term.year >= year],
        "training_days": TrainingDay.objects.filter(Q(school=school) | Q(school=None), day__gte=today())[:20],
        "administer": policies.can_administer(request.user),
        "year": year,
    }
    return render(request, "people/school_detail.html", context)


def school_add(request: Request) -> HttpResponse:
    """Add a school."""
    administer(request)
    form = AddSchoolForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: services.save_school(actor=request.user, school=None, version=0, facts=form.facts()),
        done="School added.",
        context={"title": "Add a school", "button": "Add school", "back": "people:school-list"},
    )


def school_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a school's facts."""
    administer(request)
    school = find_school(request, public_id)
    form = ChangeSchoolForm.opened_for(school, request.POST or None)
    return form_page(
        request,
        form,
        lambda: services.save_school(
            actor=request.user, school=school, version=form.cleaned_data["version"], facts=form.facts()
        ),
        done="School saved.",
        now=lambda: find_school(request, public_id),
        context={"title": f"Edit {school.name}", "back_url": school.get_absolute_url()},
    )


def terms_edit(request: Request, year: int, public_id: UUID | None = None) -> HttpResponse:
    """Set the half terms of a year, of a school or of the whole trust."""
    administer(request)
    school = find_school(request, public_id) if public_id else None
    if year not in dict(year_choices()):
        return redirect(DATES)
    form = TermsForm(request.POST or None, school=school, year=year)

    def save() -> Any:
        services.save_terms(actor=request.user, school=school, year=year, spans=form.spans())
        return school or DATES

    title = f"Term dates {year_label(year)}: {school.name if school else 'whole trust'}"
    return form_page(request, form, save, done="Term dates saved.", context={"title": title} | _back_to(school))


def training_day_add(request: Request, public_id: UUID | None = None) -> HttpResponse:
    """Add an INSET day of a school or of the whole trust."""
    administer(request)
    school = find_school(request, public_id) if public_id else None
    form = TrainingDayForm(request.POST or None)

    def add() -> Any:
        services.add_training_day(
            actor=request.user, school=school, day=form.cleaned_data["day"], title=form.cleaned_data["title"]
        )
        return school or DATES

    title = f"Add INSET day: {school.name if school else 'whole trust'}"
    context = {"title": title, "button": "Add INSET day"} | _back_to(school)
    return form_page(request, form, add, done="INSET day added.", context=context)


def _back_to(school: School | None) -> dict[str, Any]:
    """Return how the page of a form leads back: to the school, or to the trust's settings."""
    return {"back_url": school.get_absolute_url() if school else DATES}


@require_POST
def training_day_remove(request: Request, pk: int) -> HttpResponse:
    """Remove an INSET day that is still to come."""
    administer(request)
    day = get_object_or_404(TrainingDay.objects.select_related("school"), pk=pk)
    school = day.school
    services.remove_training_day(actor=request.user, training_day=day)
    messages.success(request, "INSET day removed.")
    return redirect(school) if school else redirect(DATES)
