"""Agreements with providers, and the comparison of what training cost (policy GV-2, AP-10)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from core.calendar import today, year_bounds
from core.decisions import require
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from courses.bookings.models import Booking
from courses.bookings.views import schools_in_register
from courses.catalogue.models import Provider
from courses.value import policies, services
from courses.value.filters import AgreementFilter
from courses.value.forms import AgreementForm, NewAgreementForm, ValueForm
from courses.value.models import ServiceAgreement
from courses.value.policies import can_compare_value
from courses.value.selectors import recorded, value_rows, value_totals
from courses.value.tables import AgreementTable, ValueTable


@require_GET
def value(request: Request) -> HttpResponseBase:
    """Compare what training cost by course, provider, way of learning, reason or school, for an academic year."""
    require(can_compare_value(request.user))
    form = ValueForm(request.GET, schools=schools_in_register(request.user))
    by, year, school, words = form.chosen()
    first, last = year_bounds(year)
    done = recorded(request.user, first=first, last=last, school=school, words=words)
    table = ValueTable(value_rows(done, by).order_by("-total_cost"), by=by)
    if answer := prepare(request, table):
        return answer
    context = {"form": form, "table": table, "totals": value_totals(done)}
    return render(request, "courses/value/value.html", context)


def find(request: Request, public_id: UUID) -> Any:
    """Return the agreement with what is used, when the reader may see it; else 404."""
    rows = ServiceAgreement.objects.visible_to(request.user).select_related("provider").with_used()
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def agreement_list(request: Request) -> HttpResponseBase:
    """List what was bought from providers and what is left of it, with search, filters, sorting and export."""
    require(policies.can_list_agreements(request.user))
    rows = ServiceAgreement.objects.visible_to(request.user).select_related("provider").with_used()
    found = AgreementFilter(request.GET, queryset=rows)
    table = AgreementTable(found.qs)
    context = {"filter": found, "table": table, "manage": policies.can_manage_agreements(request.user)}
    return prepare(request, table) or render(request, "courses/value/agreement_list.html", context)


@require_safe
def agreement_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show an agreement: period, cost, what is left, and those of its bookings that the reader may see."""
    agreement = find(request, public_id)
    bookings = Booking.objects.visible_to(request.user).filter(agreement=agreement)
    running = agreement.starts_on <= today() <= agreement.ends_on
    context = {
        "agreement": agreement,
        "schools": agreement.schools.all(),
        "bookings": bookings.select_related("request", "person", "school")[:50],
        "running": running,
        "ends_soon": running and (agreement.ends_on - today()).days <= 60 and bool(agreement.left),
        "manage": policies.can_manage_agreements(request.user),
        "remove": policies.can_remove_agreement(request.user, agreement),
    }
    return render(request, "courses/value/agreement_detail.html", context)


def agreement_create(request: Request) -> HttpResponse:
    """Write down a new agreement."""
    require(policies.can_manage_agreements(request.user))
    form = NewAgreementForm(request.POST or None)
    answer = submit_form(request, form, lambda: services.create_agreement(actor=request.user, values=form.answers()))
    context = {
        "form": form,
        "title": "Add a service-level agreement",
        "back": reverse("courses:agreement-list"),
        "needs_provider": not Provider.objects.filter(is_active=True).exists(),
    }
    return answer or render(request, "courses/catalogue/catalogue_form.html", context, status=status_of(form))


def agreement_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change an agreement; a stale save shows both texts."""
    agreement = find(request, public_id)
    require(policies.can_manage_agreements(request.user))
    form = AgreementForm(request.POST or None, agreement=agreement)
    answer = submit_form(
        request,
        form,
        lambda: services.change_agreement(
            agreement=agreement, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
        ),
        done="Saved.",
        now=lambda: find(request, public_id),
        refused_at="credits",
    )
    context = {"form": form, "title": "Edit service-level agreement", "back": agreement.get_absolute_url()}
    return answer or render(request, "courses/catalogue/catalogue_form.html", context, status=status_of(form))


@require_POST
def agreement_remove(request: Request, public_id: UUID) -> HttpResponse:
    """Remove an agreement that no booking used."""
    agreement = find(request, public_id)
    return press_button(
        request,
        lambda: services.remove_agreement(agreement=agreement, actor=request.user, version=posted_version(request)),
        "Removed.",
        back="courses:agreement-list",
        refused_to=agreement,
    )
