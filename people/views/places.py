"""Schools with their terms and training days, and the trust's settings."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.calendar import academic_year, today, year_label
from core.exports import Column, export_response, wanted_format
from core.flow import StaleVersion
from core.http import Request
from core.models import TrustSettings
from core.settings_services import change_settings
from core.tables import RequestConfig
from people import policies
from people.filters import SchoolFilter
from people.forms.places import AddSchoolForm, ChangeSchoolForm, SettingsForm, TermsForm, TrainingDayForm, year_choices
from people.models import Grant, Responsibility, Role, School, TrainingDay
from people.querysets import open_on
from people.selectors import terms_of
from people.services import places as services
from people.tables import SchoolTable
from people.views.asking import administer, find_school, show_problems
from people.views.people import form_page


@require_safe
def school_list(request: Request) -> HttpResponseBase:
    """List the schools that the reader belongs to or oversees."""
    staff = Count("posts__person", filter=open_on(today(), "posts__"), distinct=True)
    found = SchoolFilter(request.GET, queryset=School.objects.visible_to(request.user).annotate(staff_count=staff))
    if (form := wanted_format(request.GET)) is not None:
        return export_response(
            found.qs,
            [
                Column("School", lambda s: s.name),
                Column("URN", lambda s: s.urn or ""),
                Column("Town", lambda s: s.town),
                Column("Staff", lambda s: s.staff_count, kind="number"),
            ],
            name="schools",
            format=form,
            actor=request.user,
            code="people.school",
        )
    table = SchoolTable(found.qs, order_by="name")
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"filter": found, "table": table, "administer": policies.can_administer(request.user)}
    return render(request, "people/school_list.html", context)


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
    if request.method == "POST" and form.is_valid():
        try:
            url = form.answer_once(
                request.user,
                lambda: services.save_school(
                    actor=request.user, school=None, version=0, facts=form.facts()
                ).get_absolute_url(),
            )
        except ValidationError as problem:
            show_problems(form, problem)
        else:
            messages.success(request, "Added.")
            return HttpResponseRedirect(url)
    return form_page(request, form, title="Add a school", button="Add this school", back="people:school-list")


def school_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a school's facts."""
    administer(request)
    school = find_school(request, public_id)
    form = ChangeSchoolForm.opened_for(school, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_school(
                actor=request.user, school=school, version=form.cleaned_data["version"], facts=form.facts()
            )
        except StaleVersion:
            form.show_clash(find_school(request, public_id))
        except ValidationError as problem:
            show_problems(form, problem)
        else:
            messages.success(request, "Saved.")
            return redirect(school)
    return form_page(request, form, title=f"Change {school.name}", back_url=school.get_absolute_url())


def terms_edit(request: Request, year: int, public_id: UUID | None = None) -> HttpResponse:
    """Set the half terms of a year, of a school or of the whole trust."""
    administer(request)
    school = find_school(request, public_id) if public_id else None
    if year not in dict(year_choices()):
        return redirect("people:settings")
    form = TermsForm(request.POST or None, school=school, year=year)
    if request.method == "POST" and form.is_valid():
        services.save_terms(actor=request.user, school=school, year=year, spans=form.spans())
        messages.success(request, "The terms are saved.")
        return redirect(school) if school else redirect("people:settings")
    title = f"Terms of {year_label(year)}, {school.name if school else 'the whole trust'}"
    back = school.get_absolute_url() if school else None
    return form_page(request, form, title=title, back_url=back, back=None if school else "people:settings")


def training_day_add(request: Request, public_id: UUID | None = None) -> HttpResponse:
    """Add a training day of a school or of the whole trust."""
    administer(request)
    school = find_school(request, public_id) if public_id else None
    back = school.get_absolute_url() if school else None
    form = TrainingDayForm(request.POST or None)

    def make() -> str:
        services.add_training_day(
            actor=request.user, school=school, day=form.cleaned_data["day"], title=form.cleaned_data["title"]
        )
        return back or redirect("people:settings").url

    if request.method == "POST" and form.is_valid():
        try:
            url = form.answer_once(request.user, make)
        except ValidationError as problem:
            show_problems(form, problem)
        else:
            messages.success(request, "Added.")
            return HttpResponseRedirect(url)
    title = f"Add a training day, {school.name if school else 'the whole trust'}"
    return form_page(
        request, form, title=title, button="Add this day", back_url=back, back=None if school else "people:settings"
    )


@require_POST
def training_day_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a training day that is still to come."""
    administer(request)
    day = get_object_or_404(TrainingDay.objects.select_related("school"), pk=pk)
    school = day.school
    services.remove_training_day(actor=request.user, training_day=day)
    messages.success(request, "Removed.")
    return redirect(school) if school else redirect("people:settings")


def settings_page(request: Request) -> HttpResponse:
    """Show and change the trust's words and numbers, its terms and training days."""
    administer(request)
    row = TrustSettings.objects.filter(pk=1).first() or TrustSettings(pk=1)
    form = SettingsForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(actor=request.user, version=form.cleaned_data["version"], values=form.values())
        except StaleVersion:
            row.refresh_from_db()
            fresh = SettingsForm(initial={"version": row.version})
            form.show_clash(row, {name: field.initial for name, field in fresh.fields.items() if name != "version"})
        else:
            messages.success(request, "The settings are saved. They hold from now on.")
            return redirect("people:settings")
    context = {
        "form": form,
        "years": year_choices(),
        "terms": terms_of(None),
        "training_days": TrainingDay.objects.filter(school=None, day__gte=today())[:20],
    }
    status = 409 if form.clashes else 422 if form.errors else 200
    return render(request, "people/settings.html", context, status=status)
