"""An approver's page about deputies: who decides for them, for whom they decide, and naming one."""

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
from people.models import Delegation
from people.services import delegation as services
from people.views.asking import show_problems


def deputy_page(request: Request) -> HttpResponse:
    """Show the actor's deputies and those for whom the actor is one; name a deputy."""
    actor = request.user
    require(policies.can_open_deputies(actor))
    may_name = policies.can_name_deputy(actor)
    form = DeputyForm(request.POST or None, actor=actor) if may_name else None
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
    return render(request, "kit/search_options.html", deputy_field(request.user).found(request.GET))


@require_POST
def delegation_end(request: Request, public_id: UUID) -> HttpResponse:
    """End a deputy's time at once."""
    row = get_object_or_404(Delegation.objects.filter(person=request.user), public_id=public_id)
    try:
        services.end_delegation(delegation=row, actor=request.user)
    except IllegalMove as late:
        messages.warning(request, str(late))
    else:
        messages.success(request, "Ended. From now on you decide yourself again.")
    return redirect("people:deputies")
