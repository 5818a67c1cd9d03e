"""A school's matrix, and its printable list of paediatric first aiders."""

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates import policies
from certificates.compliance import compliance_of_school, valid_holders
from certificates.expiry import Status
from certificates.groups import GROUPS, OTHER
from certificates.matrix import Wanted, build_matrix, matrix_columns
from certificates.words import is_set_up
from core.calendar import today
from core.components import Tab
from core.decisions import require
from core.exports import export_response, wanted_format
from core.forms import LineField
from core.http import Request
from people.models import School, StaffGroup

PER_PAGE = 25
PAEDIATRIC = "FA-PFA"


class MatrixFilter(forms.Form):
    """Searching, filtering and sorting the matrix."""

    q = LineField(label="Name", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    group = forms.ChoiceField(
        label="Staff group",
        required=False,
        choices=[("", "Everyone"), *StaffGroup.choices, ("board", "Governors")],
    )
    topic = forms.ChoiceField(
        label="Requirements",
        required=False,
        choices=[("", "All"), *[(name, name) for name in [*dict.fromkeys(GROUPS.values()), OTHER]]],
    )
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Any"), *[c for c in Status.choices if c[0] != Status.NOT_APPLICABLE]],
    )
    sort = forms.ChoiceField(
        label="Sort by",
        required=False,
        choices=[("", "Name"), ("unmet", "Most overdue or missing first"), ("first", "Expiring soonest")],
    )
    requirement = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> Wanted:
        """Return what was asked for; a value that is none of the choices counts as not given."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Wanted(
            words=data.get("q", ""),
            staff_group=data.get("group", ""),
            topic=data.get("topic", ""),
            requirement=str(data.get("requirement") or ""),
            status=data.get("status", ""),
            sort=data.get("sort") or "name",
        )


def find_school(request: Request, public_id: UUID) -> School:
    """Return the school, or 404 for one that the reader does not see."""
    return get_object_or_404(School.objects.visible_to(request.user), public_id=public_id)


@require_safe
def matrix_choose(request: Request) -> HttpResponse:
    """Lead to the one matrix there is for the reader, or let choose among the schools."""
    require(policies.can_choose_matrix(request.user))
    schools = list(School.objects.led_by(request.user).open_on(today()))
    if len(schools) == 1:
        return redirect("certificates:matrix", schools[0].public_id)
    context = {"schools": schools, "trust": policies.can_see_trust(request.user)}
    return render(request, "certificates/matrix_choose.html", context)


@require_safe
def matrix(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show who of a school holds what: people by requirements, or a requirement at a time (policy HS-1, IM-3)."""
    school = find_school(request, public_id)
    require(policies.can_see_matrix(request.user, school))
    form = MatrixFilter(request.GET)
    found = compliance_of_school(school)
    shown = build_matrix(found, form.wanted())
    if (file_format := wanted_format(request.GET)) is not None:
        return export_response(
            shown.rows,
            matrix_columns(shown.requirements),
            name=f"training compliance {school.name}",
            format=file_format,
            actor=request.user,
            code="certificates.matrix",
            about=school,
        )
    by_requirement = request.GET.get("by") == "requirement"
    people_query, requirement_query = request.GET.copy(), request.GET.copy()
    for query in (people_query, requirement_query):
        query.pop("page", None)
        query.pop("by", None)
    requirement_query["by"] = "requirement"
    counts = shown.counts
    names = {person.pk: person.full_name for person in found.people}
    context = {
        "is_set_up": bool(found.compliance.requirements),
        "school": school,
        "form": form,
        "matrix": shown,
        "by_requirement": by_requirement,
        "columns": shown.by_requirement() if by_requirement else [],
        "page": Paginator(shown.rows, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            Tab("People", f"?{people_query.urlencode()}", current=not by_requirement),
            Tab("Requirements", f"?{requirement_query.urlencode()}", current=by_requirement),
        ],
        "unmet": sum(counts[Status(code)] for code in Status.unmet()),
        "due_soon": counts[Status.DUE_SOON],
        "met": sum(counts[Status(code)] for code in Status.met()),
        "cover": [
            {"cover": cover, "names": [names[person] for person in cover.holders if person in names]}
            for cover in found.cover
        ],
        "short": sum(not cover.is_enough for cover in found.cover),
        "schools_url": reverse("certificates:matrix-choose"),
    }
    return render(request, "certificates/matrix.html", context)


@require_safe
def first_aiders(request: Request, public_id: UUID) -> HttpResponse:
    """Show the school's paediatric first aiders as a list to print and put up (early years framework)."""
    school = find_school(request, public_id)
    require(policies.can_see_matrix(request.user, school))
    holders = valid_holders(school, PAEDIATRIC)
    context = {"school": school, "holders": holders, "day": today(), "is_set_up": bool(holders) or is_set_up()}
    return render(request, "certificates/first_aiders.html", context)
