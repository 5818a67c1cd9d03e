"""Similar needs over schools, what each way costs, and planning one provision for them (policy AP-10)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from core.decisions import require
from core.exports import export_response, wanted_format
from core.flow import IllegalMove
from core.forms import answered
from core.http import Request
from core.tables import RequestConfig
from people.models import Person
from planning.forms.similar import CostForm, SimilarFilter, TogetherForm
from planning.models import Need
from planning.policies import needs as policies
from planning.selectors import similar as selectors
from planning.services import gathering_needs as services
from planning.tables.similar import SIMILAR_COLUMNS, SimilarTable

GONE = "These needs have changed meanwhile. Here is what is similar now."


def first_answer(token: str, person: Person) -> str | None:
    """Return where the first POST of a form that makes something led to, where this one is its twin."""
    try:
        return answered(UUID(token), person)
    except ValueError:
        return None


@require_GET
def similar_needs(request: Request) -> HttpResponseBase:
    """List what could be provided together, the most people first."""
    require(policies.can_see_similar(request.user))
    form = SimilarFilter(request.GET)
    proposals = form.found(selectors.proposals_for(request.user))
    if wanted := wanted_format(request.GET):
        return export_response(
            proposals, SIMILAR_COLUMNS, "similar needs", wanted, actor=request.user, code="planning.need"
        )
    table = SimilarTable(proposals)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"table": table, "form": form, "is_trust": request.user.authority.is_trust_wide}
    return render(request, "planning/similar_needs.html", context)


@require_GET
def similar_detail(request: Request, key: str) -> HttpResponse:
    """Show one proposal: counts for each school, and sending them out beside bringing a trainer in."""
    require(policies.can_see_similar(request.user))
    proposal = selectors.proposal_with_key(request.user, key)
    if proposal is None:
        messages.info(request, GONE)
        return redirect("planning:similar-needs")
    form = CostForm(request.GET, proposal=proposal)
    costs = form.costs()
    context = {
        "proposal": proposal,
        "form": form,
        "comparison": selectors.compare_costs(proposal.people, **costs) if costs else None,
        "may_plan": policies.can_gather(request.user),
    }
    return render(request, "planning/similar_detail.html", context)


def similar_plan(request: Request, key: str) -> HttpResponse:
    """Plan one provision of the central team that answers the needs ticked."""
    require(policies.can_gather(request.user))
    if first := first_answer(request.POST.get("token", ""), request.user):
        return HttpResponseRedirect(first)
    proposal = selectors.proposal_with_key(request.user, key)
    if proposal is None:
        messages.info(request, GONE)
        return redirect("planning:similar-needs")
    form = TogetherForm(request.POST or None, proposal=proposal, central=selectors.central_team())
    if request.method == "POST" and form.is_valid():
        chosen = [need.pk for need in form.chosen()]

        def plan() -> str:
            needs = Need.objects.in_register_of(request.user).filter(pk__in=chosen)
            provision = services.plan_together(needs=needs, actor=request.user, values=form.values())
            messages.success(request, "Planned. Those who answer for the schools are told.")
            return provision.get_absolute_url()

        try:
            return HttpResponseRedirect(form.answer_once(request.user, plan))
        except IllegalMove as problem:
            form.add_error(None, str(problem))
    context = {"proposal": proposal, "form": form}
    return render(request, "planning/similar_plan.html", context, status=422 if form.errors else 200)
