"""Professional qualifications: the list, entering one, its file (policy RM-8)."""

from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from certificates import policies, services
from certificates.forms import QualificationFilter, QualificationForm
from certificates.models import Qualification
from certificates.views.awards import back_to, find_person, page_about
from certificates.views.uploads import hand_out, submit_with_file
from core.decisions import require
from core.http import Request
from core.models import StoredFile
from core.tables import Column, Empty, FileColumn, PageColumn, Table, prepare


def file_link(row: Qualification) -> SafeString | str:
    """Return the way to the file; nothing where there is none."""
    if not row.file_id:
        return ""
    url = reverse("certificates:qualification-file", args=[row.public_id])
    return format_html('<a href="{}">Download<span class="visually-hidden"> {}</span></a>', url, row.title)


class QualificationTable(Table):
    """Qualifications."""

    caption = "Professional qualifications"
    one, many = "qualification", "qualifications"
    code, file_name = "certificates.qualification", "qualifications"
    empty = Empty(
        "No qualifications yet",
        "Add one of yours, such as an NPQ or a degree.",
        "Add qualification",
        lambda reader: reverse("certificates:qualification-add"),
    )

    title = Column("Qualification")
    person = Column("Person", order_by=("person__last_name", "person__first_name"))
    school = Column("School", order_by="school__name")
    awarded_on = Column("Awarded", kind="date")
    awarding_body = Column("Awarded by")
    paid_by = Column("Funding")
    agrees_to_be_named = FileColumn("Can be named in reports")
    file = PageColumn("File", draw=file_link, default="", orderable=False)

    class Meta:
        order_by = "-awarded_on"


@require_safe
def qualification_list(request: Request) -> HttpResponseBase:
    """List the qualifications of the people whose record the reader may see."""
    rows = Qualification.objects.visible_to(request.user).select_related("person", "school")
    form = QualificationFilter(request.GET)
    form.full_clean()
    table = QualificationTable(rows.matching(form.cleaned_data.get("q") or ""))
    context = {"table": table, "form": form}
    return prepare(request, table) or render(request, "certificates/qualification_list.html", context)


def qualification_add(request: Request) -> HttpResponseBase:
    """Enter a qualification, for oneself or (`?person=`) for somebody one leads."""
    person = find_person(request)
    require(policies.can_enter(request.user, person))
    is_own = person.pk == request.user.pk
    form = QualificationForm(request.POST or None, request.FILES or None, person=person, is_own=is_own)
    back = back_to(request, person)

    def add(file: StoredFile | None) -> str:
        names = ("school", "title", "awarding_body", "awarded_on", "paid_by")
        services.add_qualification(
            person=person,
            agrees_to_be_named=form.cleaned_data.get("agrees_to_be_named", False),
            file=file,
            actor=request.user,
            **{name: form.cleaned_data[name] for name in names},
        )
        return back

    answer = submit_with_file(request, form, add, done="Qualification added.", refused_at=NON_FIELD_ERRORS)
    return answer or page_about(request, form, person, "Add a qualification", "Add qualification")


@require_safe
def qualification_file(request: Request, public_id: UUID) -> HttpResponseBase:
    """Hand out a qualification's file to who may see the qualification at this moment."""
    rows = Qualification.objects.visible_to(request.user).select_related("file")
    qualification = get_object_or_404(rows, public_id=public_id)
    return hand_out(qualification.file, request.user, qualification, "certificates.qualification.downloaded")
