"""The long absences of a person: recording one, changing its dates, deleting it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from core.decisions import require
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from people import policies
from people.forms.people import AddAbsenceForm, ChangeAbsenceForm
from people.models import LongAbsence, Person
from people.services import absences as services
from people.views.lookups import find_person


def find_absence(request: Request, public_id: UUID) -> LongAbsence:
    """Return the absence, or 404."""
    rows = LongAbsence.objects.visible_to(request.user).select_related("person")
    return get_object_or_404(rows, public_id=public_id)


def absence_add(request: Request, public_id: UUID) -> HttpResponse:
    """Record that somebody is away."""
    person = find_person(request, public_id)
    require(policies.can_keep_absences(request.user, person))
    form = AddAbsenceForm(request.POST or None)

    def record() -> Person:
        services.record_absence(
            actor=request.user,
            person=person,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
        )
        return person

    answer = submit_form(request, form, record, done="Absence added. We won’t send them reminders meanwhile.")
    context = {"form": form, "person": person, "title": "Add an absence", "button": "Add absence"}
    return answer or render(request, "people/absence.html", context, status=status_of(form))


def absence_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change the dates of an absence, such as the last day once it is known; a stale save shows both texts."""
    absence = find_absence(request, public_id)
    require(policies.can_keep_absences(request.user, absence.person))
    form = ChangeAbsenceForm(request.POST or None, row=absence)

    def change() -> Person:
        services.change_absence(
            actor=request.user,
            absence=absence,
            version=form.cleaned_data["version"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
        )
        return absence.person

    answer = submit_form(request, form, change, done="Absence saved.", now=lambda: find_absence(request, public_id))
    context = {"form": form, "person": absence.person, "absence": absence, "title": "Edit absence", "button": "Save"}
    return answer or render(request, "people/absence.html", context, status=status_of(form))


@require_POST
def absence_delete(request: Request, public_id: UUID) -> HttpResponse:
    """Delete an absence that was recorded by mistake."""
    absence = find_absence(request, public_id)
    return press_button(
        request, lambda: services.delete_absence(actor=request.user, absence=absence), "Absence deleted."
    )
