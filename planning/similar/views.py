"""Similar needs over schools, what each way costs, and planning one provision for them (policy AP-10)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.decisions import require
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from planning.needs import policies
from planning.needs.models import Need
from planning.needs.views import find_need, first_answer
from planning.similar import selectors, services
from planning.similar.actions import proposal_actions
from planning.similar.forms import CostForm, SimilarFilter, TogetherForm
from planning.similar.tables import SimilarTable

GONE = "These training needs have changed. Here's the latest list."


@require_GET
def similar_needs(request: Request) -> HttpResponseBase:
    """List what could be provided together, the most people first."""
    require(policies.can_see_similar(request.user))
    form = SimilarFilter(request.GET)
    proposals = form.found(selectors.proposals_for(request.user))
    table = SimilarTable(proposals)
    context = {"table": table, "form": form, "is_trust": request.user.authority.is_trust_wide}
    return prepare(request, table) or render(request, "planning/similar/similar_needs.html", context)


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
        "actions": proposal_actions(request.user, proposal),
    }
    return render(request, "planning/similar/similar_detail.html", context)


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

    def plan() -> Need:
        chosen = [need.pk for need in form.chosen()]
        needs = Need.objects.in_register_of(request.user).filter(pk__in=chosen)
        return services.plan_together(needs=needs, actor=request.user, values=form.values())

    answer = submit_form(
        request,
        form,
        plan,
        done="Training planned. We've told the schools' leaders.",
        refused_at=NON_FIELD_ERRORS,
    )
    context = {"proposal": proposal, "form": form}
    return answer or render(request, "planning/similar/similar_plan.html", context, status=status_of(form))


@require_POST
def need_let_go(request: Request, public_id: UUID) -> HttpResponse:
    """Take a need out of a common provision: the school answers it by itself."""
    need = find_need(request, public_id)
    require(policies.can_let_go(request.user, need))
    return press_button(
        request,
        lambda: services.let_need_go(need=need, actor=request.user, version=posted_version(request)),
        "Removed from training across schools.",
        back=need,
    )
