"""The trust's matrix: schools by requirements, in counts, with the way down to the names."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates import policies
from certificates.expiry import Status
from certificates.groups import GROUPS, OTHER, group_of
from certificates.summary import UNMET, Counts, number_of, rate, summarise
from core.calendar import today
from core.decisions import require
from core.exports import Column, export_response, wanted_format
from core.http import Request
from people.models import School


class TrustFilter(forms.Form):
    """Choosing the requirements shown."""

    topic = forms.ChoiceField(
        label="Requirements",
        required=False,
        choices=[(name, name) for name in [*dict.fromkeys(GROUPS.values()), OTHER]] + [("all", "All")],
    )
    sort = forms.ChoiceField(
        label="Sort by", required=False, choices=[("", "School"), ("unmet", "Most overdue or missing first")]
    )


def _cell(counts: Counts) -> dict[str, Any]:
    unmet = number_of(counts, UNMET)
    return {"rate": rate(counts, unmet), "unmet": unmet, "due_soon": counts[Status.DUE_SOON]}


def _figure(place: int, name: str) -> Callable[[Any], Any]:
    """Return what reads one figure of a row's cell at a place."""
    return lambda row: row["cells"][place][name]


@require_safe
def trust_matrix(request: Request) -> HttpResponseBase:
    """Show how each school stands with each requirement, in counts; a cell leads to that school's names."""
    require(policies.can_see_trust(request.user))
    form = TrustFilter(request.GET)
    form.is_valid()
    topic = form.cleaned_data.get("topic") or next(iter(GROUPS.values()))
    summary = summarise()
    needed = {code for _, code in summary.counts}
    requirements = [r for r in summary.requirements if r.pk in needed and topic in ("all", group_of(r.code))]
    visible = School.objects.visible_to(request.user)
    # Also a closed one where somebody still has a post: the total counts them, so a row must say where.
    schools = visible.open_on(today()) | visible.filter(pk__in=[key for key in summary.places if key])
    places: list[tuple[int | None, str, School | None]] = [(school.pk, school.name, school) for school in schools]
    if None in summary.places:
        places.append((None, "Trustees and other roles of the whole trust", None))
    rows = []
    for key, name, school in places:
        cells = [_cell(summary.of(key, requirement)) for requirement in requirements]
        rows.append({"school": school, "name": name, "cells": cells, "unmet": sum(cell["unmet"] for cell in cells)})
    if form.cleaned_data.get("sort") == "unmet":
        rows.sort(key=lambda row: -row["unmet"])
    if (file_format := wanted_format(request.GET)) is not None:
        columns = [Column("School", "name")]
        for place, requirement in enumerate(requirements):
            columns += [
                Column(f"{requirement.name}: met, %", _figure(place, "rate"), kind="number"),
                Column(f"{requirement.code}: to do", _figure(place, "unmet"), kind="number"),
                Column(f"{requirement.code}: due soon", _figure(place, "due_soon"), kind="number"),
            ]
        return export_response(
            rows,
            columns,
            name="trust training compliance",
            format=file_format,
            actor=request.user,
            code="certificates.trust_matrix",
        )
    totals = [_cell(summary.total(requirement)) for requirement in requirements]
    context = {
        "is_set_up": bool(summary.requirements),
        "form": form,
        "requirements": requirements,
        "rows": rows,
        "totals": list(zip(requirements, totals, strict=True)),
        "unmet": sum(cell["unmet"] for cell in totals),
        "due_soon": sum(cell["due_soon"] for cell in totals),
        "topic": topic,
        "schools_url": reverse("certificates:matrix-choose"),
    }
    return render(request, "certificates/trust_matrix.html", context)
