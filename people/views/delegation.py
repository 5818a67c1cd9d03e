"""An approver's page about deputies: who decides for them, for whom they decide, and naming one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.calendar import today
from core.decisions import require
from core.flow import IllegalMove
from core.http import Request
from people import policies
from people.forms.delegation import DeputyForm, deputy_field
from people.models import Delegation, Person
from people.services import delegation as services
from people.views.asking import find_person, show_problems
from people.views.people import once_page


def deputy_page(request: Request) -> HttpResponse:
    """Show the actor's deputies and those for whom the actor is one; name a deputy."""
    actor = request.user
    require(policies.can_open_deputies(actor))
    may_name = policies.can_name_deputy(actor)
    form = DeputyForm(request.POST or None, actor=actor, person=actor) if may_name else None
    if request.method == "POST":
        require(may_name)
    if form is not None and request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("deputy", "starts_on", "ends_on", "reason")}

        def make() -> str:
            services.name_deputy(actor=actor, **facts)
            return reverse("people:deputies")

        try:
            url = form.answer_once(actor, make)
        except ValidationError as problem:
            show_problems(form, problem)
        else:
            messages.success(request, f"{facts['deputy']} decides for you from the first of these days.")
            return HttpResponseRedirect(url)
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
    return render(request, "people/deputies.html", context, status=422 if form and form.errors else 200)


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
    try:
        services.end_delegation(delegation=row, actor=request.user)
    except IllegalMove as late:
        messages.warning(request, str(late))
    else:
        who = "you decide yourself" if is_own else f"{row.person.full_name} decides alone"
        messages.success(request, f"Ended. From now on {who} again.")
    return redirect("people:deputies") if is_own else redirect(row.person)


def deputy_for(request: Request, public_id: UUID) -> HttpResponse:
    """Name a stand-in approver for somebody who is away and has named nobody."""
    actor, person = request.user, find_person(request, public_id)
    require(policies.can_name_deputy_for(actor, person))
    form = DeputyForm(request.POST or None, actor=actor, person=person)

    def make() -> Any:
        facts = {name: form.cleaned_data[name] for name in ("deputy", "starts_on", "ends_on", "reason")}
        return services.name_deputy(actor=actor, person=person, **facts)

    return once_page(request, form, person, "Name a stand-in approver", "Name stand-in approver", make)


@require_GET
def deputy_for_options(request: Request, public_id: UUID) -> HttpResponse:
    """Answer the search for somebody else's deputy."""
    person = find_person(request, public_id)
    require(policies.can_name_deputy_for(request.user, person))
    return render(request, "kit/search_options.html", deputy_field(request.user, person).found(request.GET))
