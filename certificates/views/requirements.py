"""What the trust requires: the list, a requirement's page, and what an administrator changes on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from certificates import policies, services
from certificates.compliance import compliance_of
from certificates.expiry import Status
from certificates.forms import NameHolderForm, RequirementFilter, RequirementForm, SourcesForm
from certificates.groups import grouped
from certificates.models import NamedHolder, Requirement
from certificates.services.requirements import (
    edit_requirement,
    load_requirements,
    mark_source_checked,
    mark_sources_checked,
)
from certificates.summary import rate, summarise
from certificates.views.uploads import form_page
from certificates.words import how_long, is_set_up, who_needs
from core.calendar import today
from core.decisions import require
from core.exports import Column, export_response, wanted_format
from core.formatting import counted
from core.history import history_of
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from people.forms.places import searched
from people.models import Person, School


def find_requirement(request: Request, public_id: UUID) -> Requirement:
    """Return the requirement, or 404."""
    rows = Requirement.objects.visible_to(request.user).select_related("source_checked_by")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def requirement_list(request: Request) -> HttpResponseBase:
    """List what the trust requires, by group, with search; open to everybody who signs in (policy RM-2)."""
    edit = policies.can_edit_requirements(request.user)
    form = RequirementFilter(request.GET, may_edit=bool(edit))
    rows = form.narrow(Requirement.objects.visible_to(request.user))
    if (file_format := wanted_format(request.GET)) is not None:
        columns = [
            Column("Code", "code"),
            Column("Name", "name"),
            Column("Short title", "short_title"),
            Column("Status", "statutory"),
            Column("Who needs to do it", who_needs),
            Column("How long it’s valid", how_long),
            Column("Set by", "authority"),
            Column("Source", "source"),
            Column("Source last checked", "source_checked_on", kind="date"),
            Column("In use", "is_active"),
        ]
        return export_response(
            rows, columns, name="requirements", format=file_format, actor=request.user, code="certificates.requirement"
        )
    unchecked = Requirement.objects.unchecked().count() if edit else 0
    context = {
        "form": form,
        "groups": grouped(rows),
        "is_narrowed": form.is_narrowed,
        "is_set_up": bool(rows) or is_set_up(),
        "unchecked": unchecked,
    }
    return render(request, "certificates/requirement_list.html", context)


@require_POST
def requirements_load(request: Request) -> HttpResponse:
    """Add the requirements that come with the system, as far as they are not there."""
    require(policies.can_edit_requirements(request.user))
    added = load_requirements(actor=request.user).added
    messages.success(request, f"{len(added)} {'requirement' if len(added) == 1 else 'requirements'} added.")
    return redirect("certificates:requirement-list")


@require_safe
def requirement_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a requirement: authority, source, who needs it, and of those whom the reader may see, who holds it."""
    requirement = find_requirement(request, public_id)
    edit = policies.can_edit_requirements(request.user)
    context = searched(request, _schools(request.user, requirement), lambda row: row["school"].name) | {
        "requirement": requirement,
        "satisfied_by": requirement.satisfied_by.all(),
        "edit": edit,
        "mine": next((line for line in compliance_of(request.user) if line.requirement == requirement), None),
        "named": NamedHolder.objects.open()
        .filter(requirement=requirement, person__in=Person.objects.visible_to(request.user))
        .select_related("person"),
        "may_name": policies.can_name_anybody(request.user),
        "history": history_of(requirement, everything=True) if edit else [],
    }
    return render(request, "certificates/requirement_detail.html", context)


def _schools(actor: Person, requirement: Requirement) -> list[dict[str, Any]]:
    """Return how each school that the actor leads stands with the requirement, where somebody needs it.

    The one with the most to do comes first.
    """
    led = list(School.objects.led_by(actor).open_on(today()))
    if not led or not requirement.is_active:
        return []
    summary = summarise(school=led[0] if len(led) == 1 else None)
    rows = ((school, summary.of(school.pk, requirement)) for school in led)
    found = [
        {
            "school": school,
            "rate": rate(counts),
            "met": sum(counts[Status(code)] for code in Status.met()),
            "unmet": sum(counts[Status(code)] for code in Status.unmet()),
            "due_soon": counts[Status.DUE_SOON],
        }
        for school, counts in rows
        if counts
    ]
    return sorted(found, key=lambda row: -row["unmet"])


def requirement_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a requirement; a stale save shows both texts."""
    requirement = find_requirement(request, public_id)
    require(policies.can_edit_requirements(request.user))
    form = RequirementForm(request.POST or None, requirement=requirement)
    answer = submit_form(
        request,
        form,
        lambda: edit_requirement(
            requirement=requirement,
            version=form.cleaned_data["version"],
            actor=request.user,
            facts=form.answers(),
            satisfied_by=list(form.cleaned_data["satisfied_by"]),
        ),
        done="Requirement saved. This applies to certificates added from now on.",
        now=lambda: find_requirement(request, public_id),
    )
    context = {"form": form, "requirement": requirement}
    return answer or render(request, "certificates/requirement_edit.html", context, status=status_of(form))


@require_POST
def requirement_checked(request: Request, public_id: UUID) -> HttpResponse:
    """Mark the source as read today."""
    requirement = find_requirement(request, public_id)
    require(policies.can_edit_requirements(request.user))
    return press_button(
        request,
        lambda: mark_source_checked(requirement=requirement, version=posted_version(request), actor=request.user),
        "Source marked as checked today.",
        back=requirement,
    )


def requirements_check(request: Request) -> HttpResponse:
    """Show what was not compared with its source yet, and mark those that somebody has read, or all of them."""
    require(policies.can_edit_requirements(request.user))
    rows = list(Requirement.objects.visible_to(request.user).unchecked())
    with_source = [row for row in rows if row.source]
    form = SourcesForm(request.POST or None, requirements=with_source)

    def mark() -> str:
        number = mark_sources_checked(versions=form.versions(), actor=request.user)
        messages.success(request, f"{counted(number, 'source')} marked as checked by you today.")
        return reverse("certificates:requirement-list")

    answer = submit_form(request, form, mark, refused_to="certificates:requirements-check")
    context = {
        "form": form,
        "number": len(with_source),
        "groups": grouped(with_source),
        "without_source": [row for row in rows if not row.source],
    }
    return answer or render(request, "certificates/requirements_check.html", context, status=status_of(form))


def holder_name(request: Request, public_id: UUID) -> HttpResponse:
    """Name somebody who must meet a requirement."""
    requirement = find_requirement(request, public_id)
    require(policies.can_name_anybody(request.user))
    form = NameHolderForm(request.POST or None, actor=request.user)

    def name() -> Requirement:
        person = form.cleaned_data["person"]
        if not (decision := policies.can_name(request.user, person)):
            raise ValidationError({"person": decision.reason})
        services.name_holder(person=person, requirement=requirement, actor=request.user)
        return requirement

    answer = submit_form(request, form, name, done="Person added.")
    back, about = requirement.get_absolute_url(), requirement.name
    return answer or form_page(request, form, "Add a person", "Add person", back, about, caption=about)


@require_POST
def holder_remove(request: Request, pk: int) -> HttpResponse:
    """Take somebody off the list of those named by hand."""
    seen = NamedHolder.objects.filter(person__in=Person.objects.visible_to(request.user))
    holder = get_object_or_404(seen.select_related("person", "requirement"), pk=pk)
    return press_button(
        request,
        lambda: services.unname_holder(holder=holder, actor=request.user),
        "Person removed.",
        back=holder.requirement,
    )
