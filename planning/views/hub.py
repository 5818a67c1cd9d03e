"""The first page of planning: every school that the reader plans for, and the way to its parts."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.calendar import year_label
from core.exports import export_response, wanted_format
from core.http import Request
from core.search import all_stand, terms_of
from core.tables import RequestConfig
from planning.forms.hub import HubFilter
from planning.policies.thread import can_see_all_missing
from planning.selectors.hub import planning_of
from planning.standing import plans_somewhere, schools_to_read
from planning.tables.hub import hub_columns, hub_table

# Up to so many schools each have a card; more make a list.
FEW = 3


@require_safe
def hub(request: Request) -> HttpResponseBase:
    """Show how planning stands at the reader's schools; whoever reads one school's priorities is led straight there."""
    schools = schools_to_read(request.user)
    form = HubFilter(request.GET)
    words, year = form.asked()
    plans = plans_somewhere(request.user)
    own = [school for school in schools if not school.is_central] or schools
    if len(own) == 1 and not plans:
        return redirect("planning:priorities", own[0].public_id, year)
    many = len(schools) > FEW
    if many and words:
        terms = terms_of(words)
        schools = [school for school in schools if all_stand(terms, school.name)]
    places = planning_of(request.user, schools, year)
    if many and (wanted := wanted_format(request.GET)):
        return export_response(places, hub_columns(places), "planning", wanted, actor=request.user, code="planning.hub")
    context = {"places": places, "year": year_label(year), "plans": plans, "form": form}
    if can_see_all_missing(request.user):
        context["missing_url"] = reverse("planning:trust-missing-links")
    if many:
        table = hub_table(places)
        RequestConfig(request, paginate={"per_page": 25}).configure(table)
        context["table"] = table
    return render(request, "planning/hub.html", context)
