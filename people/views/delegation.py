"""An approver's page about deputies: who decides for them, for whom they decide, and naming one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from core.calendar import today
from core.decisions import require
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from people import policies
from people.forms.delegation import DeputyForm, deputy_field
from people.models import Delegation, Person
from people.services import delegation as services
from people.views.lookups import find_person
from people.views.people import once_page


def deputy_page(request: Request) -> HttpResponse:
    """Show the actor's deputies and those for whom the actor is one; name a deputy."""
    actor = request.user
    require(policies.can_open_deputies(actor))
    may_name = policies.can_name_deputy(actor)
    form = DeputyForm(request.POST or None, actor=actor, person=actor) if may_name else None
    if request.method == "POST":
        require(may_name)

    def name(typed: DeputyForm) -> str:
        row = services.name_deputy(actor=actor, **typed.facts())
        messages.success(request, f"Stand-in added. {row.deputy} can approve requests for you on these dates.")
        return "people:deputies"

    answer = form and submit_form(request, form, lambda: name(form))
    context = {
        "form": form,
        "may_name": may_name,
        "given": actor.delegations_given.filter(ended_at=None, ends_on__gte=today())
        .select_related("deputy")
        .order_by("starts_on"),
        "past": actor.delegations_given.exclude(ended_at=None, ends_on__gte=today())
        .select_related("deputy")
        .order_by("-starts_on")[:10],
        "held": actor.delegations_held.filter(ended_at=None, ends_on__gte=today())
        .select_related("person")
        .order_by("starts_on"),
        "today": today(),
    }
    return answer or render(request, "people/deputies.html", context, status=status_of(form) if form else 200)


@require_GET
def deputy_options(request: Request) -> HttpResponse:
    """Answer the search for a deputy with the people who fit the words typed."""
    require(policies.can_name_deputy(request.user))
    return render(request, "kit/search_options.html", deputy_field(request.user, request.user).found(request.GET))


@require_POST
def delegation_end(request: Request, public_id: UUID) -> HttpResponse:
    """End a deputy's time at once."""
    rows = Delegation.objects.filter(person__in=Person.objects.visible_to(request.user)).select_related("person")
    row = get_object_or_404(rows, public_id=public_id)
    is_own = row.person_id == request.user.pk
    who = "you decide yourself" if is_own else f"{row.person.full_name} decides alone"
    return press_button(
        request,
        lambda: services.end_delegation(delegation=row, actor=request.user),
        f"Ended. From now on {who} again.",
        back="people:deputies" if is_own else row.person,
    )


def deputy_for(request: Request, public_id: UUID) -> HttpResponse:
    """Name a stand-in approver for somebody who is away and has named nobody."""
    actor, person = request.user, find_person(request, public_id)
    require(policies.can_name_deputy_for(actor, person))
    form = DeputyForm(request.POST or None, actor=actor, person=person)

    return once_page(
        request,
        form,
        person,
        "Name a stand-in approver",
        "Name stand-in approver",
        lambda: services.name_deputy(actor=actor, person=person, **form.facts()),
    )


@require_GET
def deputy_for_options(request: Request, public_id: UUID) -> HttpResponse:
    """Answer the search for somebody else's deputy."""
    person = find_person(request, public_id)
    require(policies.can_name_deputy_for(request.user, person))
    return render(request, "kit/search_options.html", deputy_field(request.user, person).found(request.GET))
