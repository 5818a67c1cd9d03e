"""How one person stands, for the person and for those who lead them; exemptions."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from certificates import policies, services
from certificates.compliance import compliance_of
from certificates.expiry import Status
from certificates.forms import ExemptionForm
from certificates.models import Certificate, Exemption, Qualification, Requirement
from certificates.views.uploads import OTHERS, OWN, form_page
from certificates.words import counted, is_set_up
from core.decisions import require
from core.http import Request
from core.navigation import stand_by_owner
from core.submissions import press_button, submit_form
from people.models import Person

TO_DO = (Status.EXPIRED, Status.NEVER_DONE, Status.BOOKED, Status.DUE_SOON)


def find_person(request: Request, public_id: UUID) -> Person:
    """Return somebody whose record the reader may read, or 404."""
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)
    stand_by_owner(request, person.pk, OWN, *OTHERS)
    return person


def _page(request: Request, person: Person) -> HttpResponse:
    lines = compliance_of(person)
    unmet = sum(line.status in Status.unmet() for line in lines)
    due_soon = sum(line.status == Status.DUE_SOON for line in lines)
    in_order = [line for line in lines if line.status not in TO_DO]
    context = {
        "is_set_up": bool(lines) or is_set_up(),
        "person": person,
        "is_own": person.pk == request.user.pk,
        "to_do": [line for line in lines if line.status in TO_DO],
        "in_order": in_order,
        "summary": counted(unmet=unmet, due_soon=due_soon, up_to_date=sum(line.is_met for line in in_order)),
        "later": [line for line in in_order if line.status == Status.NOT_YET_DUE],
        "up_to_date": [line for line in in_order if line.is_met],
        "away": [line for line in in_order if line.status == Status.AWAY],
        "unmet": unmet,
        "due_soon": due_soon,
        "met": sum(line.is_met for line in lines),
        "not_yet_due": sum(line.status == Status.NOT_YET_DUE for line in lines),
        "history": Certificate.objects.filter(person=person).select_related("requirement"),
        "qualifications": Qualification.objects.filter(person=person),
        "enter": policies.can_enter(request.user, person),
        "exempt": policies.can_exempt(request.user, person),
        "exemptions": Exemption.objects.open().filter(person=person).select_related("requirement"),
    }
    return render(request, "certificates/person_compliance.html", context)


@require_safe
def mine(request: Request) -> HttpResponse:
    """Show how I stand with what I need, and what to do next."""
    return _page(request, request.user)


@require_safe
def person_compliance(request: Request, public_id: UUID) -> HttpResponse:
    """Show how somebody stands to those who may read that person's record."""
    return _page(request, find_person(request, public_id))


def exemption_give(request: Request, public_id: UUID, requirement_id: UUID) -> HttpResponse:
    """Exempt somebody from a requirement."""
    person = find_person(request, public_id)
    requirement = get_object_or_404(Requirement.objects.visible_to(request.user), public_id=requirement_id)
    require(policies.can_exempt(request.user, person))
    form = ExemptionForm(request.POST or None)
    back = reverse("certificates:person-compliance", args=[person.public_id])

    def give() -> str:
        data = form.cleaned_data
        services.give_exemption(
            person=person, requirement=requirement, reason=data["reason"], until=data["until"], actor=request.user
        )
        return back

    answer = submit_form(request, form, give, done="Exemption added.")
    caption = f"{person.full_name}: {requirement.name}"
    return answer or form_page(request, form, "Add an exemption", "Exempt", back, person.full_name, caption=caption)


@require_POST
def exemption_end(request: Request, public_id: UUID) -> HttpResponse:
    """Take an exemption back."""
    seen = Exemption.objects.filter(person__in=Person.objects.visible_to(request.user)).select_related("person")
    exemption = get_object_or_404(seen, public_id=public_id)
    return press_button(
        request,
        lambda: services.end_exemption(exemption=exemption, actor=request.user),
        "Exemption ended.",
        back=reverse("certificates:person-compliance", args=[exemption.person.public_id]),
    )
