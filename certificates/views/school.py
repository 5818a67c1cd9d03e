"""A school's matrix, and its printable list of paediatric first aiders."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from certificates import policies
from certificates.compliance import compliance_of_school, valid_holders
from certificates.expiry import Status
from certificates.groups import GROUPS, KINDS, OTHER
from certificates.matrix import Wanted, build_matrix, cover_of, matrix_columns
from certificates.models import Requirement
from certificates.services.reminders import remind_now
from certificates.summary import UNMET, number_of
from certificates.words import counted, is_set_up
from core.calendar import today
from core.components import Tab
from core.decisions import require
from core.exports import export_response, wanted_format
from core.forms import LineField
from core.http import Request
from core.navigation import stand_at
from core.submissions import press_button
from core.trust_settings import ours
from people.models import Person, School, StaffGroup

# A primary school on one page.
PER_PAGE = 60
PAEDIATRIC = "FA-PFA"


class MatrixFilter(forms.Form):
    """Searching, filtering and sorting the matrix."""

    q = LineField(
        label="Find a person", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    group = forms.ChoiceField(
        label="Staff group",
        required=False,
        choices=[("", "Everyone"), *StaffGroup.choices, ("board", ours("Governors"))],
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
    school = get_object_or_404(School.objects.visible_to(request.user), public_id=public_id)
    stand_at(request, "certificates:matrix-choose", school=school)
    return school


@require_safe
def matrix(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show what is overdue at a school, and of whom, then people by requirements (policy HS-1, IM-3)."""
    school = find_school(request, public_id)
    require(policies.can_see_matrix(request.user, school))
    form = MatrixFilter(request.GET)
    wanted = form.wanted()
    found = compliance_of_school(school)
    matrix = build_matrix(found, wanted)
    # What is outstanding is the school's, whatever is looked for below; or of the one requirement that a link is about.
    only = Wanted(requirement=wanted.requirement)
    whole = matrix if wanted == only else build_matrix(found, only)
    kinds = whole.unmet_by_kind()
    # Somebody who opens the page reads one kind at a time; what leads here and downloads means all of them.
    kind = request.GET.get("kind") or ("" if wanted.requirement else next(iter(kinds), ""))
    shown = matrix.of_kind(kind, wanted.status) if kind in KINDS else matrix
    if not shown.rows and matrix.rows:  # what is looked for is of another kind
        shown, kind = matrix, "all"
    if (file_format := wanted_format(request.GET)) is not None:
        shown = shown if "kind" in request.GET else matrix
        return export_response(
            shown.rows,
            matrix_columns(shown.requirements),
            name=f"training compliance {school.name}",
            format=file_format,
            actor=request.user,
            code="certificates.matrix",
            about=school,
        )
    cover = cover_of(found)
    by_person = request.GET.get("by") == "person"
    counts = whole.counts
    unmet, up_to_date = number_of(counts, UNMET), counts[Status.VALID] + counts[Status.EXEMPT]
    follow_up = policies.can_follow_up(request.user, school)
    place = found.compliance.audience.places[school.pk]
    context = {
        "is_set_up": bool(found.compliance.requirements),
        "school": school,
        "form": form,
        "whole": whole,
        "requirement": wanted.requirement,
        "matrix": matrix,
        "grid": shown,
        "page": Paginator(shown.rows, PER_PAGE).get_page(request.GET.get("page")),
        "kind": kind,
        "kinds": [
            Tab(label, with_query(request, kind=code), current=code == kind, count=kinds.get(code) or None)
            for code, label in [*((code, KINDS[code]) for code in kinds), ("all", "All")]
        ],
        "by_person": by_person,
        "outstanding": whole.by_person() if by_person else whole.by_requirement(),
        "other_way": with_query(request, by="requirement" if by_person else "person"),
        "follow_up": follow_up,
        # Those whose certificates may be entered, if anybody's: a clerk's are not for the school's leaders to enter.
        "may_enter": {*place.staff, *place.groups[StaffGroup.TRAINEE], *place.board} if follow_up else set(),
        "unmet": unmet,
        "up_to_date": up_to_date,
        "summary": counted(unmet=unmet, due_soon=counts[Status.DUE_SOON], up_to_date=up_to_date),
        "urgent_cover": [one for one in cover if one.tone != "success"],
        "settled_cover": [one for one in cover if one.tone == "success"],
    }
    return render(request, "certificates/matrix.html", context)


def with_query(request: Request, **changes: str) -> str:
    """Return the address of this page with its filters and something else chosen, from the first page on."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


@require_POST
def remind_of(request: Request, public_id: UUID, requirement_id: UUID) -> HttpResponse:
    """Remind everybody at a school who is overdue with a requirement."""
    requirement = get_object_or_404(Requirement.objects.in_use(), public_id=requirement_id)
    school = find_school(request, public_id)
    return _remind(request, school, lambda: remind_now(school=school, actor=request.user, requirement=requirement))


@require_POST
def remind_person(request: Request, public_id: UUID, person_id: UUID) -> HttpResponse:
    """Remind somebody of everything that is overdue."""
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=person_id)
    school = find_school(request, public_id)
    return _remind(request, school, lambda: remind_now(school=school, actor=request.user, person=person))


def _remind(request: Request, school: School, write: Callable[[], int]) -> HttpResponse:
    here = urlencode({name: request.POST[name] for name in ("by", "requirement") if name in request.POST})
    back = reverse("certificates:matrix", args=[school.public_id])
    return press_button(request, write, "Reminders sent.", back=f"{back}?{here}" if here else back)


@require_safe
def first_aiders(request: Request, public_id: UUID) -> HttpResponse:
    """Show the school's paediatric first aiders as a list to print and put up (early years framework)."""
    school = find_school(request, public_id)
    require(policies.can_see_matrix(request.user, school))
    holders = valid_holders(school, PAEDIATRIC)
    context = {"school": school, "holders": holders, "day": today(), "is_set_up": bool(holders) or is_set_up()}
    return render(request, "certificates/first_aiders.html", context)
